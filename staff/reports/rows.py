"""A report as one long table: part, what it is about, what is counted, how many. So a spreadsheet can filter and sum it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaigns.models import Enrolment, Helpfulness
from campaigns.reporting.delivery_times import within
from campaigns.reporting.report import Report
from staff.reports.words import states_of
from staff.spreadsheet import Cell
from staff.stored_words import stored

Line = tuple[Cell, Cell, Cell, Cell]


def rows_of(report: Report, titles: Mapping[Any, str]) -> list[Line]:
    head: Line = (_("Part"), pgettext("column", "Of"), _("What"), _("Number"))
    parts = (funnel, ended, delivery, bounces, questions, helpful)
    return [head, *(line for part in parts for line in part(report, titles)), *months(report)]


def funnel(report: Report, titles: Mapping[Any, str]) -> Iterator[Line]:
    yield _("Patients"), "", pgettext("column", "Enrolled"), report.progress.all
    for step in report.steps:
        yield _("Patients"), lesson(step, titles), _("Had it"), report.progress.had(step)
    yield _("Patients"), "", pgettext("column", "Finished"), report.progress.in_state(Enrolment.State.FINISHED)
    yield _("Patients"), "", _("In it now"), report.progress.in_it
    yield _("Patients"), "", _("Ended early"), report.progress.in_state(Enrolment.State.ENDED)


def ended(report: Report, titles: Mapping[Any, str]) -> Iterator[Line]:
    for reason, count in sorted(report.ended.items()):
        yield _("Ended early"), "", stored(reason), count
    yield _("Ended early"), "", _("Of these by the patient's own word"), report.stopped_by_patients


def delivery(report: Report, titles: Mapping[Any, str]) -> Iterator[Line]:
    for state in states_of(report.states):
        yield _("Emails"), "", str(state.label), report.states[state]
    if report.times:
        newest = _("the last {n}").format(n=len(report.times))
        yield _("Seconds until delivered"), newest, _("Median"), seconds(report, 0.5)
        yield _("Seconds until delivered"), newest, _("90th percentile"), seconds(report, 0.9)


def seconds(report: Report, share: float) -> int:
    return int(within(report.times, share).total_seconds())


def bounces(report: Report, titles: Mapping[Any, str]) -> Iterator[Line]:
    for reason, count in sorted(report.bounces.items()):
        yield _("Bounces"), "", stored(reason), count


def questions(report: Report, titles: Mapping[Any, str]) -> Iterator[Line]:
    for step in report.steps:
        if asked := report.questions.get(step.pk):
            yield _("Questions"), lesson(step, titles), pgettext("column", "Answered"), asked.answered
            yield _("Questions"), lesson(step, titles), _("Right at once"), asked.right_at_once
            yield _("Questions"), lesson(step, titles), _("Right in the end"), asked.right_in_the_end
            for choice in asked.choices:
                yield _("First answers"), lesson(step, titles), choice.text, choice.chosen


def helpful(report: Report, titles: Mapping[Any, str]) -> Iterator[Line]:
    for step in report.steps:
        if said := report.helpful.get(step.pk):
            for one in Helpfulness.Said:
                yield _("Was this helpful?"), lesson(step, titles), str(one.label), said[one]


def months(report: Report) -> Iterator[Line]:
    for month, states in report.months:
        for state in states_of(states):
            yield _("Emails by month"), f"{month:%Y-%m}", str(state.label), states[state]


def lesson(step: Any, titles: Mapping[Any, str]) -> str:
    return f"{step.position} · {titles[step.pk]}"

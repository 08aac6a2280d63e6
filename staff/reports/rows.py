"""A report as one long table: part, what it is about, what is counted, how many. So a spreadsheet can filter and sum it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from campaigns.models import Enrolment, Helpfulness
from campaigns.reporting.delivery_times import within
from campaigns.reporting.report import Report
from staff.reports.words import states_of
from staff.spreadsheet import Cell

Line = tuple[Cell, Cell, Cell, Cell]


def rows_of(report: Report, titles: Mapping[Any, str]) -> list[Line]:
    head: Line = ("Part", "Of", "What", "Number")
    parts = (funnel, ended, delivery, bounces, questions, helpful)
    return [head, *(line for part in parts for line in part(report, titles)), *months(report)]


def funnel(report: Report, titles: Mapping[Any, str]) -> Iterator[Line]:
    yield "Patients", "", "Enrolled", report.progress.all
    for step in report.steps:
        yield "Patients", lesson(step, titles), "Had it", report.progress.had(step)
    yield "Patients", "", "Finished", report.progress.in_state(Enrolment.State.FINISHED)
    yield "Patients", "", "In it now", report.progress.in_it
    yield "Patients", "", "Ended early", report.progress.in_state(Enrolment.State.ENDED)


def ended(report: Report, titles: Mapping[Any, str]) -> Iterator[Line]:
    for reason, count in sorted(report.ended.items()):
        yield "Ended early", "", reason, count
    yield "Ended early", "", "Of these by the patient's own word", report.stopped_by_patients


def delivery(report: Report, titles: Mapping[Any, str]) -> Iterator[Line]:
    for state in states_of(report.states):
        yield "Emails", "", str(state.label), report.states[state]
    if report.times:
        yield "Seconds until delivered", f"the last {len(report.times)}", "Median", seconds(report, 0.5)
        yield "Seconds until delivered", f"the last {len(report.times)}", "90th percentile", seconds(report, 0.9)


def seconds(report: Report, share: float) -> int:
    return int(within(report.times, share).total_seconds())


def bounces(report: Report, titles: Mapping[Any, str]) -> Iterator[Line]:
    for reason, count in sorted(report.bounces.items()):
        yield "Bounces", "", reason, count


def questions(report: Report, titles: Mapping[Any, str]) -> Iterator[Line]:
    for step in report.steps:
        if asked := report.questions.get(step.pk):
            yield "Questions", lesson(step, titles), "Answered", asked.answered
            yield "Questions", lesson(step, titles), "Right at once", asked.right_at_once
            yield "Questions", lesson(step, titles), "Right in the end", asked.right_in_the_end
            for choice in asked.choices:
                yield "First answers", lesson(step, titles), choice.text, choice.chosen


def helpful(report: Report, titles: Mapping[Any, str]) -> Iterator[Line]:
    for step in report.steps:
        if said := report.helpful.get(step.pk):
            for one in Helpfulness.Said:
                yield "Was this helpful?", lesson(step, titles), one.label, said[one]


def months(report: Report) -> Iterator[Line]:
    for month, states in report.months:
        for state in states_of(states):
            yield "Emails by month", f"{month:%Y-%m}", str(state.label), states[state]


def lesson(step: Any, titles: Mapping[Any, str]) -> str:
    return f"{step.position} · {titles[step.pk]}"

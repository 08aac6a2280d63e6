"""The report of one series: who came how far, what was delivered, what was understood. As a page, to print, and for a spreadsheet."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from campaigns.models import Enrolment, Helpfulness, Series, Step
from campaigns.models.state_table import State
from campaigns.reporting.questions import Question
from campaigns.reporting.report import Kind, Report, report_of
from clinic.models import ClinicProfile
from content.models import Revision
from staff.desk import desk_page, show
from staff.frames import wants
from staff.permissions import May
from staff.reports.month_chart import bars
from staff.reports.overview import SHOWN
from staff.reports.rows import rows_of
from staff.reports.words import arrival, most_first, share, states_of
from staff.spreadsheet import download
from staff.wording import day_and_time, language_name, local_date, place

HANDED_OVER = (
    State.ACCEPTED, State.DELIVERED, State.BOUNCED, State.DROPPED, State.UNCERTAIN, State.HELD,
)  # fmt: skip
Titles = dict[Any, str]


@desk_page(May.SEE_REPORTS)
@require_safe
def series_report(request: HttpRequest, slug: str) -> HttpResponse:
    now, series = timezone.now(), get_object_or_404(Series, slug=slug)
    report = report_of(Kind.SERIES, series.pk, now)
    titles, here = titles_of(report), reverse("staff:series_report", args=[slug])
    to_print = wants(request, "view", ("page", "print")) == "print"
    context = {
        "series": {"slug": series.slug, "title": series.title, "state": series.state},
        "printing": to_print,
        "print_url": f"{here}?view=print",
        "back_url": here,
        "csv_url": reverse("staff:series_csv", args=[slug]),
        "counted": day_and_time(report.counted_at) if report.counted_at < now else "",
        "funnel": funnel(report, titles),
        "ended": most_first(report.ended),
        "ended_all": report.progress.in_state(Enrolment.State.ENDED),
        "stopped": report.stopped_by_patients,
        "delivery": delivery(report),
        "bounces": most_first(report.bounces),
        "arrival": arrival(report.times),
        "arrived": len(report.times),
        "least": titles.get(report.least_understood, ""),
        "questions": [question(step, one, titles) for step in report.steps if (one := report.questions.get(step.pk))],
        "helpful": helpful(report, titles),
        "months": bars(report.months, local_date(now), SHOWN),
        "any": bool(report.months),
        "place": place(ClinicProfile.current().time_zone),
    }
    return show(request, "reports/series", context)


@desk_page(May.SEE_REPORTS)
@require_safe
def series_csv(request: HttpRequest, slug: str) -> HttpResponse:
    series = get_object_or_404(Series, slug=slug)
    report = report_of(Kind.SERIES, series.pk, timezone.now())
    return download(f"report-{slug}", rows_of(report, titles_of(report)))


def titles_of(report: Report) -> Titles:
    """By step: the newest title of its lesson in the series' own language."""
    steps = report.steps
    rows = Revision.objects.filter(lesson__in=[step.lesson_id for step in steps]).order_by("number")
    newest = {(lesson, language): title for lesson, language, title in rows.values_list("lesson", "language", "title")}
    return {step.pk: newest.get((step.lesson_id, step.series.language), step.lesson.slug) for step in steps}


def funnel(report: Report, titles: Titles) -> list[dict[str, Any]]:
    """How many were enrolled, had each lesson, and finished; `had` and `all` are the width of the bar."""
    progress, everybody = report.progress, report.progress.all
    lines = [(pgettext("column", "Enrolled"), everybody)]
    lines += [(f"{step.position} · {titles[step.pk]}", progress.had(step)) for step in report.steps]
    lines += [(pgettext("column", "Finished"), progress.in_state(Enrolment.State.FINISHED))]
    return [{"name": name, "had": had, "all": everybody, "said": share(had, everybody) if n else f"{had:,}"}
            for n, (name, had) in enumerate(lines)]  # fmt: skip


def delivery(report: Report) -> list[dict[str, str]]:
    """Of all that was handed over, what became of it; then what never was."""
    handed = sum(report.states[state] for state in HANDED_OVER)
    return [
        {"name": str(state.label), "state": state.value,
         "text": share(report.states[state], handed) if state in HANDED_OVER else f"{report.states[state]:,}"}
        for state in states_of(report.states)
    ]  # fmt: skip


def question(step: Step, asked: Question, titles: Titles) -> dict[str, Any]:
    return {
        "title": f"{step.position} · {titles[step.pk]}",
        "at_once": share(asked.right_at_once, asked.answered),
        "in_the_end": share(asked.right_in_the_end, asked.answered),
        "words": _("First answers to revision {number}, {language}.").format(
            number=asked.revision, language=language_name(asked.language)
        ),
        "all": sum(choice.chosen for choice in asked.choices),
        "choices": asked.choices,
    }


def helpful(report: Report, titles: Titles) -> list[dict[str, Any]]:
    return [
        {"title": f"{step.position} · {titles[step.pk]}",
         "counts": [said[one] for one in Helpfulness.Said.values]}
        for step in report.steps if (said := report.helpful.get(step.pk))
    ]  # fmt: skip

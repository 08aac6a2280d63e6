"""Reports for another system: figures as the desk shows them, without a name. A share of few says more than is known, so it isn't told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from api.v1 import paging
from api.v1.door import Token
from campaigns.enrolments.progress import Progress, progress_of_all
from campaigns.models import Enrolment, Series, Tally
from campaigns.reporting.delivery_times import within
from campaigns.reporting.months import Months, months_of
from campaigns.reporting.questions import ENOUGH
from campaigns.reporting.report import Report, of_series
from clinic.models import ApiToken

Scope = ApiToken.Scope
router = Router(tags=["Reports"])


class Funnel(Schema):
    """Patients, each counted once. `in_it`: active or paused."""

    series: str
    enrolled: int
    in_it: int
    finished: int
    ended_early: int


class FunnelList(Schema):
    series: list[Funnel]
    next: str | None


class LessonFigures(Schema):
    """`had_it`: patients. Of its question: how many answered, and the share that was right at once; null below 20 answers."""

    position: int
    had_it: int
    answered: int | None
    right_at_once: float | None


class Month(Schema):
    """`month`: as 2026-11, in the clinic's zone."""

    month: str
    emails: dict[str, int]


class SeriesReport(Funnel):
    """`counted_at`: a large series is counted by the clock. `median_seconds`: until the mailbox had it; null where fewer than 20 are known."""

    counted_at: datetime
    stopped_by_patients: int
    lessons: list[LessonFigures]
    emails: dict[str, int]
    median_seconds: int | None
    months: list[Month]


class MonthList(Schema):
    months: list[Month]


@router.get(
    "/reports/series", url_name="api_reports", auth=Token(Scope.REPORTS), response=FunnelList,
    summary="Every series in figures", operation_id="reports",
)  # fmt: skip
def reports(request: HttpRequest, cursor: paging.Cursor = "", limit: paging.Limit = paging.USUAL) -> FunnelList:
    """Scope: reports. All series but drafts, by name."""
    rows = Series.objects.exclude(state=Series.State.DRAFT).order_by("slug")
    if after := paging.read(cursor, [str]):
        rows = rows.filter(slug__gt=after[0])
    shown, following = paging.page(list(rows[: limit + 1]), limit, lambda one: [one.slug])
    known = progress_of_all()
    return FunnelList(series=[Funnel(**funnel(one, known.get(one.pk))) for one in shown], next=following)


@router.get(
    "/reports/series/{slug}", url_name="api_report", auth=Token(Scope.REPORTS), response=SeriesReport,
    summary="One series in figures", operation_id="report",
)  # fmt: skip
def report(request: HttpRequest, slug: str) -> SeriesReport:
    """Scope: reports. The funnel, lesson by lesson; what became of its emails, in all and by month."""
    series = Series.objects.filter(~Q(state=Series.State.DRAFT), slug=slug).first() if "\0" not in slug else None
    if series is None:
        raise Http404
    found = of_series(series, timezone.now())
    times = list(found.times)
    return SeriesReport(
        **funnel(series, found.progress), counted_at=found.counted_at, stopped_by_patients=found.stopped_by_patients,
        lessons=lessons(found), emails=dict(found.states), months=by_month(found.months),
        median_seconds=int(within(times, 0.5).total_seconds()) if len(times) >= ENOUGH else None,
    )  # fmt: skip


@router.get(
    "/reports/months", url_name="api_months", auth=Token(Scope.REPORTS), response=MonthList, summary="Emails by month",
    operation_id="months",
)  # fmt: skip
def months(request: HttpRequest) -> MonthList:
    """Scope: reports. What became of every email, by month and state; the oldest first."""
    return MonthList(months=by_month(months_of(Tally.objects.all())))


def funnel(series: Series, progress: Progress | None) -> dict[str, Any]:
    counted = {"enrolled": 0, "in_it": 0, "finished": 0, "ended_early": 0}
    if progress is not None:
        State = Enrolment.State
        counted = {
            "enrolled": progress.all, "in_it": progress.in_it, "finished": progress.in_state(State.FINISHED),
            "ended_early": progress.in_state(State.ENDED),
        }  # fmt: skip
    return {"series": series.slug, **counted}


def lessons(found: Report) -> list[LessonFigures]:
    told = []
    for step in found.steps:
        asked = found.questions.get(step.pk)
        enough = asked if asked and asked.answered >= ENOUGH else None
        told.append(
            LessonFigures(
                position=step.position, had_it=found.progress.had(step), answered=enough.answered if enough else None,
                right_at_once=round(enough.right_at_once / enough.answered, 2) if enough else None,
            )
        )  # fmt: skip
    return told


def by_month(found: Months) -> list[Month]:
    return [Month(month=f"{first:%Y-%m}", emails=dict(states)) for first, states in found]

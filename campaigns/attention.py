"""What needs a person, found in a few queries over small indexes: every page of the desk asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from campaigns.lesson_states import LessonState, lesson_states
from campaigns.models import Enrolment, Message, Series, Step, WayOut
from clinic.models import ClinicProfile, Installation


@dataclass(frozen=True)
class Reviews:
    """An active series and its lessons that no clinician has signed, or whose signature runs out soon."""

    series: Series
    lessons: int
    unsigned: Sequence[Step]
    expiring: Sequence[tuple[Step, LessonState]]


@dataclass(frozen=True)
class Attention:
    """`doubtful` counts uncertain and held messages by state; `missing` are settings of the clinic."""

    doubtful: dict[str, int]
    doubtful_since: datetime | None
    brake: str
    braked_at: datetime | None
    stopped: Sequence[WayOut]
    reviews: Sequence[Reviews]
    missing: Sequence[str]


@dataclass(frozen=True)
class Waiting:
    """Enrolments that wait for something other than their day."""

    count: int
    since: datetime


def look_around(now: datetime) -> Attention:
    installation = Installation.current()
    doubtful, since = doubts()
    return Attention(
        doubtful=doubtful,
        doubtful_since=since,
        brake=installation.brake_reason if installation.braked_at else "",
        braked_at=installation.braked_at,
        stopped=list(WayOut.objects.exclude(stopped_at=None)),
        reviews=[one for one in reviews_of_all(now) if one.unsigned or one.expiring],
        missing=ClinicProfile.current().missing(),
    )


def doubts() -> tuple[dict[str, int], datetime | None]:
    rows = Message.objects.filter(state__in=(Message.State.UNCERTAIN, Message.State.HELD)).order_by()
    found = list(rows.values_list("state").annotate(count=Count("pk"), since=Min("claimed_at")))
    since = min((moment for _, _, moment in found if moment), default=None)
    return {state: count for state, count, _ in found}, since


def reviews_of_all(now: datetime) -> list[Reviews]:
    steps = list(
        Step.objects.filter(series__state=Series.State.ACTIVE)
        .select_related("series", "lesson")
        .order_by("series__title", "position")
    )
    states = lesson_states(steps, now)
    ways: dict[Series, list[Step]] = {}
    for step in steps:
        ways.setdefault(step.series, []).append(step)
    return [of_series(series, way, states) for series, way in ways.items()]


def of_series(series: Series, way: list[Step], states: dict) -> Reviews:  # type: ignore[type-arg]
    expiring = [(step, states[step.id]) for step in way if states[step.id].word == "expiring"]
    return Reviews(series, len(way), [step for step in way if not states[step.id].is_signed], expiring)


def waiting() -> dict[str, Waiting]:
    """Active enrolments by what they wait for (Enrolment.WaitsFor)."""
    rows = Enrolment.objects.filter(state=Enrolment.State.ACTIVE).exclude(waits_for="").order_by()
    counted = rows.values_list("waits_for").annotate(count=Count("pk"), since=Min("enrolled_at"))
    return {what: Waiting(count, since) for what, count, since in counted}

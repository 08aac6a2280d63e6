"""What the patients in a series would get in the next days, by day and lesson: those who stand alike are worked out once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import Count

from campaigns.calendar import Left, NeverOpen, SendingHours, leaves_at
from campaigns.hours import sending_hours
from campaigns.models import Enrolment, Series, Step
from campaigns.steps.choosing import Traveller, next_step
from campaigns.steps.conditions import speaks
from campaigns.steps.place import Place, past
from clinic.models import ClinicProfile

DAYS = 28
MOST_ALIKE = 2_000  # groups of patients that stand alike; more are left out, and the page says so
COLUMNS = (
    "position", "ahead", "anchored_on", "left_on", "left_day", "procedure_on", "pace", "break_until", "next_due_at", "patient__time_zone", "patient__language",
)  # fmt: skip


@dataclass(frozen=True)
class Expected:
    """`lessons` counts by local date and position. `left_out`: patients in groups beyond those that were worked out."""

    lessons: Counter[tuple[date, int]]
    patients: int
    left_out: int = 0


def expected(series: Series, now: datetime, days: int = DAYS) -> Expected:
    """From today on. A condition on answers or help isn't known ahead: such a lesson counts as one that leaves."""
    way, hours = list(series.way()), sending_hours(ClinicProfile.current(), series)
    due = Enrolment.objects.filter(
        series=series, state=Enrolment.State.ACTIVE, next_due_at__lt=now + timedelta(days=days + 1)
    )
    rows = list(due.order_by().values_list(*COLUMNS).annotate(count=Count("pk"))[: MOST_ALIKE + 1])
    found: Counter[tuple[date, int]] = Counter()
    patients = 0
    for *alike, zone, language, count in rows[:MOST_ALIKE]:
        try:
            met = dates_of(way, alike, ZoneInfo(zone), language, hours, now, days)
        except (NeverOpen, ZoneInfoNotFoundError):
            continue
        patients += count if met else 0
        for day, position in met:
            found[day, position] += count
    left_out = due.count() - sum(row[-1] for row in rows[:MOST_ALIKE]) if len(rows) > MOST_ALIKE else 0
    return Expected(found, patients, left_out)


def dates_of(
    way: list[Step], alike: list[Any], zone: ZoneInfo, language: str, hours: SendingHours, now: datetime, days: int
) -> list[tuple[date, int]]:  # fmt: skip
    position, ahead, anchored, left_on, left_day, procedure, pace, break_until, due_at = alike
    before = Left(left_on, left_day) if left_on and left_day is not None else None
    place, traveller = (
        Place(position, ahead),
        Traveller(anchored, zone, before, procedure, pace, break_until or date.min),
    )
    last, ends_after = (
        now.astimezone(zone).date() + timedelta(days=days - 1),
        way[0].series.rules.ends_after if way else None,
    )
    if ends_after is not None:
        last = min(last, anchored + timedelta(days=ends_after))
    found: list[tuple[date, int]] = []
    while following := next_step(way, place, traveller, hours):
        due = following.due_at if found else leaves_at(max(due_at, now), zone, hours)
        on = due.astimezone(zone).date()
        if on > last:
            break
        place = past(way, place, following.step)
        languages = following.step.meant_for.languages
        if languages and not speaks(language, languages):
            continue
        traveller = replace(traveller, before=Left(on, following.step.day))
        found.append((on, following.step.position))
    return found

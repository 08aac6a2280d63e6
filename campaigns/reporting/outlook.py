"""What leaves today and in the days after, counted from due times: what is due next, never a guess at what follows it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from campaigns.calendar import SendingHours
from campaigns.models import Enrolment, Message, Newsletter, Series, Step, Tally, Ways
from campaigns.models.tally import LEFT
from campaigns.steps.place import Place, to_come

DAYS = 8  # today and the next seven
ENOUGH = 1_000  # emails that are due next: among so many are almost always as many groups as a page shows


@dataclass(frozen=True)
class Day:
    """`sent` is known for today only; `closed` says why nothing leaves, if nothing does."""

    on: date
    sent: int
    planned: int
    closed: str = ""


@dataclass(frozen=True)
class Leaving:
    """Emails that leave together. `position` 0 is a newsletter by its name, and the address confirmation without a title."""

    at: datetime
    title: str
    position: int
    count: int


def days_ahead(now: datetime, zone: ZoneInfo, hours: SendingHours) -> list[Day]:
    """Today and the next seven days in `zone`. What is overdue counts as today."""
    today = now.astimezone(zone).date()
    end = datetime.combine(today + timedelta(days=DAYS), time(), tzinfo=zone)
    planned: Counter[date] = Counter()
    for rows, field in ((due_lessons(end), "next_due_at"), (Message.objects.due(end), "due_at")):
        # By moment, for many share one: SQLite would work out the day of each row in Python.
        for at, count in rows.order_by().values_list(field).annotate(count=Count("pk")):
            planned[max(at.astimezone(zone).date(), today)] += count
    sent = sent_on(today)
    return [of_day(today + timedelta(days=n), planned, sent if n == 0 else 0, hours) for n in range(DAYS)]


def of_day(day: date, planned: Counter[date], sent: int, hours: SendingHours) -> Day:
    return Day(day, sent, planned[day], why_closed(day, hours))


def why_closed(day: date, hours: SendingHours) -> str:
    return "" if hours.open_on(day) else _("holiday") if day in hours.holidays else _("closed")


def due_lessons(end: datetime) -> Any:
    return Enrolment.objects.due(end)


def sent_on(day: date) -> int:
    """Emails that left on this day of the clinic, or may have: read from the tally, however many there are."""
    return Tally.objects.filter(day=day, state__in=LEFT).aggregate(sent=Sum("count"))["sent"] or 0


def leaving_next(now: datetime, most: int = 5) -> list[Leaving]:
    """The next few moments at which emails leave."""
    far = now + timedelta(days=400)
    lessons, ways = ("next_due_at", "series", "series__title", "position", "ahead"), Ways()
    planned = ("due_at", "enrolment__series__title", "step__position", "newsletter__name")
    found = [
        Leaving(at, title, next_position(ways.of(Series(pk=series)), Place(position, ahead)), count)
        for at, series, title, position, ahead, count in soonest(due_lessons(far), lessons, most, far)
    ]
    found += [
        Leaving(at, named(title, position, newsletter), position or 0, count)
        for at, title, position, newsletter, count in soonest(Message.objects.due(far), planned, most, far)
    ]
    return sorted(found, key=lambda one: one.at)[:most]


def named(series: str | None, position: int | None, newsletter: str | None) -> str:
    if newsletter:
        return f"Newsletter “{newsletter}”"
    return series or "" if position else ""


def newsletters_ahead(now: datetime, most: int = 20) -> list[Newsletter]:
    """Planned ones, the next first. They are no bar: whom one goes to is counted when it leaves."""
    return list(Newsletter.objects.to_come().filter(begins_at__gt=now).prefetch_related("editions")[:most])


def next_position(way: list[Step], place: Place) -> int:
    """Of the next lesson in turn; one after the last when a series has none left."""
    return next((step.position for step in to_come(way, place)), place.position + 1)


def soonest(rows: Any, columns: tuple[str, ...], most: int, far: datetime) -> list[tuple[Any, ...]]:
    """The first few groups of `columns`, of which the first is the moment, each with its number.

    They are looked for up to the moment of row ENOUGH, and among all only where that many rows are too few groups.
    """
    moment = columns[0]
    in_order = rows.order_by(moment)
    horizon = Coalesce(Subquery(in_order.values(moment)[ENOUGH : ENOUGH + 1]), Value(far))
    groups = in_order.values_list(*columns)
    near = list(groups.filter(**{f"{moment}__lte": horizon}).annotate(count=Count("pk"))[:most])
    everybody = sum(count for *_, count in near) <= ENOUGH
    return near if len(near) == most or everybody else list(groups.annotate(count=Count("pk"))[:most])

"""What leaves today and in the days after, counted from due times: what is due next, never a guess at what follows it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.db.models.functions import TruncDate

from campaigns.calendar import SendingHours
from campaigns.models import Enrolment, Message, Series

DAYS = 8  # today and the next seven
PLANNED_LONG_AGO = timedelta(days=30)  # older plans that left only today aren't looked for: keeps to the newest index


@dataclass(frozen=True)
class Day:
    """`sent` is known for today only; `closed` says why nothing leaves, if nothing does."""

    on: date
    sent: int
    planned: int
    closed: str = ""


@dataclass(frozen=True)
class Leaving:
    """Emails that leave together. `position` 0 is the address confirmation."""

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
        by_day = rows.order_by().annotate(on=TruncDate(field, tzinfo=zone)).values_list("on")
        for day, count in by_day.annotate(count=Count("pk")):
            planned[max(day, today)] += count
    sent = sent_since(datetime.combine(today, time(), tzinfo=zone))
    return [of_day(today + timedelta(days=n), planned, sent if n == 0 else 0, hours) for n in range(DAYS)]


def of_day(day: date, planned: Counter[date], sent: int, hours: SendingHours) -> Day:
    closed = "" if hours.open_on(day) else "holiday" if day in hours.holidays else "closed"
    return Day(day, sent, planned[day], closed)


def due_lessons(end: datetime) -> Any:
    return Enrolment.objects.due(end).exclude(series__state=Series.State.PAUSED)


def sent_since(moment: datetime) -> int:
    """Emails that left since then, or may have."""
    recent = Message.objects.filter(planned_at__gte=moment - PLANNED_LONG_AGO, claimed_at__gte=moment)
    return recent.filter(state__in=(*Message.LEFT, Message.State.BOUNCED)).count()


def leaving_next(now: datetime, most: int = 5) -> list[Leaving]:
    """The next few moments at which emails leave."""
    far = now + timedelta(days=400)
    lessons = due_lessons(far).values_list("next_due_at", "series__title", "position").annotate(count=Count("pk"))
    planned = Message.objects.due(far).values_list("due_at", "enrolment__series__title", "step__position")
    found = [
        Leaving(at, title, at_position + 1, count)
        for at, title, at_position, count in soonest(lessons, "next_due_at", most)
    ]
    found += [
        Leaving(at, title or "", position or 0, count)
        for at, title, position, count in soonest(planned.annotate(count=Count("pk")), "due_at", most)
    ]
    return sorted(found, key=lambda one: one.at)[:most]


def soonest(rows: Any, field: str, most: int) -> Any:
    return rows.order_by(field)[:most]

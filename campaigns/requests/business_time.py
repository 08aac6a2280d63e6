"""How long something has waited in the hours in which the clinic works: not at night, not on its closed days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from clinic.models import ClinicProfile
from clinic.office_hours import read_office_hours

MOST_DAYS = 400  # what is older is old enough


class WorkingDays(NamedTuple):
    """`weekdays` count from 0, Monday."""

    opens: time
    closes: time
    weekdays: frozenset[int]
    holidays: frozenset[date]
    zone: ZoneInfo

    @property
    def day(self) -> timedelta:
        """How long one business day is."""
        return datetime.combine(date.min, self.closes) - datetime.combine(date.min, self.opens)

    def is_open(self, on: date) -> bool:
        return on.weekday() in self.weekdays and on not in self.holidays


def working_days(clinic: ClinicProfile) -> WorkingDays:
    """The hours of its phone where they can be read, else those in which it sends; its weekdays and holidays."""
    phone = read_office_hours(clinic.hours)
    opens, closes = (phone.opens, phone.closes) if phone else (clinic.window_start, clinic.window_end)
    if opens >= closes:
        opens, closes = clinic.window_start, clinic.window_end
    holidays = frozenset(date.fromisoformat(day) for day in clinic.holidays)
    return WorkingDays(opens, closes, frozenset(clinic.weekdays), holidays, clinic.zone)


def business_time(since: datetime, now: datetime, days: WorkingDays) -> timedelta:
    """Working time between two moments. Nothing while the clinic has no working day."""
    first, last = since.astimezone(days.zone).date(), now.astimezone(days.zone).date()
    total = timedelta()
    for number in range(min((last - first).days, MOST_DAYS) + 1):
        on = first + timedelta(days=number)
        if days.is_open(on):
            total += max(timedelta(), min(now, at(on, days.closes, days)) - max(since, at(on, days.opens, days)))
    return total


def at(on: date, clock: time, days: WorkingDays) -> datetime:
    # In UTC: two moments of one zone subtract by the wall clock, which is wrong where it changes.
    return datetime.combine(on, clock, tzinfo=days.zone).astimezone(UTC)


def is_late(since: datetime, now: datetime, days: WorkingDays) -> bool:
    """After one business day."""
    return business_time(since, now, days) >= days.day

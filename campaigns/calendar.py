"""When a lesson is due: pure functions over local dates, sending hours and zones. Nothing here reads a clock or a database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

RECENT_VISIT = timedelta(days=14)  # days count from a visit no older than this, else from the enrolment
AS_PLANNED = 100  # percent of the plan's days from one lesson to the next
SEARCH_DAYS = 400  # a clinic closed longer than this has no sending hours at all


class NeverOpen(ValueError):
    """The clinic's weekdays and holidays leave no day to send on."""


@dataclass(frozen=True)
class SendingHours:
    """When emails may leave, in the patient's own zone. Weekdays: 0 is Monday."""

    start: time = time(9)
    end: time = time(17)
    weekdays: frozenset[int] = frozenset(range(5))
    holidays: frozenset[date] = field(default_factory=frozenset)
    days_between: int = 1  # at least so many from one lesson of a series to the next

    def open_on(self, day: date) -> bool:
        return day.weekday() in self.weekdays and day not in self.holidays

    def opens(self, day: date, zone: ZoneInfo) -> datetime | None:
        """The UTC instant at which sending opens on this local date. None on a closed day, and when the clocks skip the day or its window."""
        moment = instant(day, self.start, zone)
        local = moment.astimezone(zone)
        return moment if self.open_on(day) and local.date() == day and local.time() < self.end else None


@dataclass(frozen=True)
class Left:
    """The lesson before: on which local date it left, and which day of the series it stands on."""

    on: date
    day: int


def anchor(visited_on: date | None, enrolled_on: date) -> date:
    """The local date from which a patient's days are counted."""
    if visited_on and visited_on <= enrolled_on and enrolled_on - visited_on <= RECENT_VISIT:
        return visited_on
    return enrolled_on


def due_date(
    anchored: date,
    day: int,
    before: Left | None,
    days_between: int = 1,
    pace: int = AS_PLANNED,
    not_before: date = date.min,
) -> date:
    """The later of anchor + day, and the date the lesson before left + the days between the two, `days_between` at the least.

    `pace`: what the patient chose, in percent of the days between two lessons. A faster one doesn't wait for anchor + day.
    `not_before`: the day on which a break is over.
    """
    target = anchored + timedelta(days=day)
    if before:
        after = before.on + timedelta(days=max(stretched(day - before.day, pace), days_between))
        target = after if pace < AS_PLANNED else max(target, after)
    return max(target, not_before)


def stretched(days: int, pace: int) -> int:
    """Whole days, rounded up."""
    return -(-days * pace // AS_PLANNED)


def opening(on_or_after: date, zone: ZoneInfo, hours: SendingHours) -> datetime:
    """The UTC instant at which sending opens on the first open local date. Raises NeverOpen."""
    for ahead in range(SEARCH_DAYS):
        if moment := hours.opens(on_or_after + timedelta(days=ahead), zone):
            return moment
    raise NeverOpen("No day is open for sending: check the clinic's weekdays and holidays.")


def leaves_at(now: datetime, zone: ZoneInfo, hours: SendingHours) -> datetime:
    """`now` if sending is open there, else the next opening: later the same day, or on a day to come."""
    local = now.astimezone(zone)
    opens = hours.opens(local.date(), zone)
    if opens is None or local.time() >= hours.end:
        return opening(local.date() + timedelta(days=1), zone, hours)
    return max(now, opens)


def due_at(
    anchored: date,
    day: int,
    before: Left | None,
    zone: ZoneInfo,
    hours: SendingHours,
    pace: int = AS_PLANNED,
    not_before: date = date.min,
) -> datetime:
    return opening(due_date(anchored, day, before, hours.days_between, pace, not_before), zone, hours)


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """A local time as UTC. A time the clocks skip becomes the same instant one hour later on the wall (PEP 495, fold 0)."""
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def schedule(
    days: Iterable[int], anchored: date, enrolled: datetime, zone: ZoneInfo, hours: SendingHours
) -> Iterator[datetime]:
    """When each lesson would leave if nothing is late, the first not before the enrolment itself."""
    before: Left | None = None
    for day in days:
        due = due_at(anchored, day, before, zone, hours)
        if due < enrolled:
            due = leaves_at(enrolled, zone, hours)
        before = Left(due.astimezone(zone).date(), day)
        yield due

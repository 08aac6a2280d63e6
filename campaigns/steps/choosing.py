"""Which step comes next for a patient, and when: pure, and the same for planning, the calendar pages and `simulate`.

The next step is the first that isn't behind the patient. A step may say "N days before the procedure if one is booked": it goes ahead of
the others when that day comes sooner than its turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Generic, Protocol, TypeVar
from zoneinfo import ZoneInfo

from campaigns.calendar import AS_PLANNED, Left, NeverOpen, SendingHours, due_date, opening
from campaigns.steps.conditions import Conditions
from campaigns.steps.place import OfSeries, Place, to_come


class Timed(OfSeries, Protocol):
    @property
    def day(self) -> int: ...
    @property
    def meant_for(self) -> Conditions: ...


S = TypeVar("S", bound=Timed)


@dataclass(frozen=True)
class Traveller:
    """Whose next lesson is asked for: days count from `anchored`, `before` is the lesson that left last.

    What the patient chose: `pace` in percent of the plan's days between two lessons, and a break that is over on `not_before`.
    """

    anchored: date
    zone: ZoneInfo
    before: Left | None = None
    procedure_on: date | None = None
    pace: int = AS_PLANNED
    not_before: date = date.min

    def wanted(self, day: int, days_between: int) -> date:
        """The local date of the lesson of this day in its turn, if that day is open."""
        return due_date(self.anchored, day, self.before, days_between, self.pace, self.not_before)


@dataclass(frozen=True)
class Next(Generic[S]):
    step: S
    due_at: datetime


def next_step(
    way: Sequence[S], place: Place, traveller: Traveller, hours: SendingHours, today: date | None = None
) -> Next[S] | None:
    """None after the last step. A procedure that is over by `today` changes nothing. Raises NeverOpen."""
    left = to_come(way, place)
    if not left:
        return None
    in_turn = usual(left[0], traveller, hours)
    if traveller.procedure_on is None or (today and traveller.procedure_on <= today):
        return in_turn
    sooner = [one for step in left if (one := before_procedure(step, traveller, hours))]
    soonest = min(sooner, key=lambda one: one.due_at, default=in_turn)
    return soonest if soonest.due_at < in_turn.due_at + timedelta(days=hours.days_between) else in_turn


def usual(step: S, traveller: Traveller, hours: SendingHours) -> Next[S]:
    wanted = traveller.wanted(step.day, hours.days_between)
    return Next(step, opening(wanted, traveller.zone, hours))


def before_procedure(step: S, traveller: Traveller, hours: SendingHours) -> Next[S] | None:
    """On the last open day that leaves the patient the days the step asks for; None when it comes sooner in its turn, or too late to help."""
    lead, procedure = step.meant_for.before_procedure, traveller.procedure_on
    if lead is None or procedure is None:
        return None
    earliest = max(traveller.anchored, traveller.not_before)
    if traveller.before:
        earliest = max(earliest, traveller.before.on + timedelta(days=hours.days_between))
    wanted = max(procedure - timedelta(days=lead), earliest)
    if wanted >= traveller.wanted(step.day, hours.days_between):
        return None
    latest = procedure - timedelta(days=min(lead, 1))
    if wanted > latest:
        return None
    day = wanted
    while day >= earliest:
        if opens := hours.opens(day, traveller.zone):
            return Next(step, opens)
        day -= timedelta(days=1)
    try:
        opens = opening(wanted, traveller.zone, hours)
    except NeverOpen:
        return None
    return Next(step, opens) if opens.astimezone(traveller.zone).date() <= latest else None

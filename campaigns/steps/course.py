"""Who would get what when: a made-up patient's whole way through a series, by the same pure functions as planning. Nothing is late here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from campaigns.calendar import Left, SendingHours, leaves_at
from campaigns.steps.choosing import S, Traveller, next_step
from campaigns.steps.conditions import Facts, unmet
from campaigns.steps.place import START, Place, past


@dataclass(frozen=True)
class Stop:
    """One lesson of the way. `leaves` is UTC; None when it is skipped, and `why` says so."""

    position: int
    leaves: datetime | None
    why: str = ""


@dataclass(frozen=True)
class MadeUp:
    """Someone who doesn't exist. `facts` are the same at every lesson."""

    enrolled: datetime
    traveller: Traveller
    facts: Facts = field(default_factory=lambda: Facts("en"))


def course(
    way: Sequence[S], who: MadeUp, hours: SendingHours, *, ends_after: int | None = None, place: Place = START
) -> Iterator[Stop]:
    """Each lesson in the order in which it would leave or be skipped. Raises NeverOpen."""
    traveller = who.traveller
    while following := next_step(way, place, traveller, hours):
        step, due = following.step, following.due_at
        if due < who.enrolled:
            due = leaves_at(who.enrolled, traveller.zone, hours)
        on = due.astimezone(traveller.zone).date()
        if ends_after is not None and on > traveller.anchored + timedelta(days=ends_after):
            return
        place = past(way, place, step)
        if why := unmet(step.meant_for, who.facts):
            yield Stop(step.position, None, why)
            continue
        traveller = replace(traveller, before=Left(on, step.day))
        yield Stop(step.position, due)

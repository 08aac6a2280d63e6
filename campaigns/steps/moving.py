"""What a change of a series means for those in it: worked out once, shown before it is saved, then written as shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from campaigns.calendar import SendingHours
from campaigns.hours import sending_hours
from campaigns.models import Enrolment, Message, Series, Step
from campaigns.outgoing import facts
from campaigns.rows import in_parts, locked, update_each
from campaigns.steps.place import behind, standing
from clinic.models import ClinicProfile

UNDER_WAY = (Enrolment.State.ACTIVE, Enrolment.State.PAUSED)
LOOKED_AT_ONCE = 1_000
FIELDS = ("position", "ahead", "left_day", "state", "waits_for", "next_due_at")


@dataclass(frozen=True)
class Move:
    """One enrolment before and after. `before` is as it is stored, `following` the step that comes next, None when none is left."""

    before: Enrolment
    after: Enrolment
    had: int  # the lessons behind it, one bit each
    following: Step | None
    under_way: bool


def moves(series: Series, before: Sequence[Step], way: Sequence[Step], hours: SendingHours | None = None) -> list[Move]:
    """Every enrolment of the series, ended ones too: their place must be right if somebody resumes them. `hours`: the new ones, if they change."""
    hours = hours or sending_hours(ClinicProfile.current(), series)
    days = {step.day: one.day for step in before for one in way if one.pk == step.pk}
    return [of_one(enrolment, busy, series, before, way, days, hours) for enrolment, busy in everyone(series, before)]


def everyone(series: Series, before: Sequence[Step]) -> Iterator[tuple[Enrolment, bool]]:
    """Each enrolment, and whether an email of it is on its way that won't be taken back."""
    keys = list(Enrolment.objects.filter(series=series).order_by("pk").values_list("pk", flat=True))
    for part in in_parts(keys, LOOKED_AT_ONCE):
        messages = Message.objects.filter(enrolment__in=part, kind=Message.Kind.STEP)
        busy = set(messages.filter(state=Message.State.SENDING).values_list("enrolment", flat=True))
        for step in before:
            again = messages.filter(state=Message.State.PLANNED, step=step).behind(step)
            busy |= set(again.values_list("enrolment", flat=True))
        rows = Enrolment.objects.filter(pk__in=part).order_by("pk").select_related("patient")
        rows = rows.defer("patient__identity", "patient__wrapped_key")
        if connection.in_atomic_block:  # to be written, not only shown
            rows = locked(rows)
        yield from ((row, row.pk in busy) for row in rows)


def of_one(
    enrolment: Enrolment, busy: bool, series: Series, before: Sequence[Step], way: Sequence[Step], days: dict[int, int], hours: SendingHours,
) -> Move:  # fmt: skip
    had = behind(before, enrolment.place)
    after = copy(enrolment)
    after.patient, after.series = enrolment.patient, series
    after.place = standing(way, had)
    after.left_day = days.get(enrolment.left_day, enrolment.left_day) if enrolment.left_day is not None else None
    under_way = enrolment.state in UNDER_WAY
    if under_way and not busy and enrolment.waits_for != Enrolment.WaitsFor.CONFIRMATION:
        after.waits_for = Enrolment.WaitsFor.NOTHING
        after.set_next_due(hours, way)
    return Move(enrolment, after, had, after.next_step(way), under_way)


def write_moves(found: Sequence[Move], now: datetime) -> None:
    changed = [one for one in found if values(one.before) != values(one.after)]
    update_each(Enrolment, FIELDS, [(one.after.pk, values(one.after)) for one in changed])
    ends = [one.after.pk for one in changed if one.under_way and one.after.state == Enrolment.State.FINISHED]
    facts.finished(ends, now)


def values(enrolment: Enrolment) -> tuple[object, ...]:
    return tuple(getattr(enrolment, name) for name in FIELDS)

"""A patient's way through a series as beads: one a lesson, each with a date and a word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from campaigns.models import Enrolment, Message, Step
from campaigns.steps.place import is_behind
from staff.stored_words import stored
from staff.way_ahead import dates_ahead
from staff.wording import local_date, short_day

State = Message.State
LOOKS = {
    **dict.fromkeys((State.ACCEPTED, State.DELIVERED), "done"),
    **dict.fromkeys((State.UNCERTAIN, State.HELD), "held"),
    **dict.fromkeys((State.BOUNCED, State.REJECTED, State.DROPPED), "bad"),
    **dict.fromkeys((State.PLANNED, State.SENDING), "next"),
    **dict.fromkeys((State.SUPPRESSED, State.CANCELLED), "off"),
}


def beads(one: Enrolment, rows: Sequence[Message], now: datetime) -> list[dict[str, Any]]:
    """`rows` are the messages of this enrolment."""
    sent: dict[UUID | None, Message] = {row.step_id: row for row in rows if row.step_id}
    dates = dates_ahead(one, now)
    skipped = dict(one.skipped.values_list("step", "reason"))
    return [
        made(step, "off", _("skipped"), stored(skipped[step.id]))
        if step.id in skipped
        else bead(one, step, sent.get(step.id), dates)
        for step in one.series.way()
    ]


def bead(one: Enrolment, step: Step, row: Message | None, dates: dict[int, date]) -> dict[str, Any]:
    if row:
        moment = row.claimed_at or row.due_at
        return made(step, LOOKS[State(row.state)], short_day(local_date(moment)), row.get_state_display().lower())
    if is_behind(step, one.place):
        return made(step, "done", _("earlier"), _("sent before"))
    if one.state == Enrolment.State.ENDED:
        return made(step, "off", "–", _("not sent"))
    return to_come(one, step, dates)


def to_come(one: Enrolment, step: Step, dates: dict[int, date]) -> dict[str, Any]:
    is_next = step.position == next(iter(dates), one.position + 1)
    if step.position not in dates:
        return made(step, "next" if is_next else "planned", _("no date"), _("waits") if is_next else _("to come"))
    word = _("next") if is_next else _("planned")
    if one.waits_for == Enrolment.WaitsFor.CONFIRMATION:
        word = _("if confirmed")
    return made(step, "next" if is_next else "planned", short_day(dates[step.position]), word)


def made(step: Step, state: str, when: str, word: str) -> dict[str, Any]:
    return {"position": step.position, "state": state, "when": when, "word": word}

"""The queue in figures, without counting messages: the tally is kept with every move, and an index gives the oldest."""

from __future__ import annotations

from datetime import datetime

from campaigns.models import Enrolment, Message, Tally


def messages_by_state() -> dict[str, float]:
    """Every state, also those that nothing is in: a gauge that comes and goes can't be alerted on."""
    found = Tally.objects.by_state()
    return {state.value: float(found.get(state.value, 0)) for state in Message.State}


def oldest_email_due(now: datetime) -> datetime | None:
    """Of those that may leave: what a pause holds back isn't late."""
    at: datetime | None = Message.objects.due(now).values_list("due_at", flat=True).first()
    return at


def oldest_lesson_due(now: datetime) -> datetime | None:
    at: datetime | None = Enrolment.objects.due(now).values_list("next_due_at", flat=True).first()
    return at

"""What speaks for and against an uncertain message having arrived: its attempt, its own events, and what became of its batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from campaigns.models import Attempt, Event, Message
from campaigns.models.state_table import State
from mailer.events.base import LOOKS

ARRIVED = (State.DELIVERED, State.BOUNCED)


@dataclass(frozen=True)
class Evidence:
    """`others` counts the other messages of the same attempt by state; `events` are this message's own, oldest first.

    Opens and clicks aren't among them: they are counted for a newsletter, and nobody is shown what one reader did.
    """

    attempt: Attempt | None
    events: Sequence[Event]
    others: dict[str, int]

    @property
    def others_arrived(self) -> int:
        """Others of the same call that reached a mail server: then the provider had the whole call."""
        return sum(self.others.get(state, 0) for state in ARRIVED)

    @property
    def suggests(self) -> str:
        """ "sent", or "" when nothing is known. Never "again": no event is no proof."""
        return "sent" if self.others_arrived or self.events else ""


def evidence(message: Message) -> Evidence:
    others = (
        Message.objects.filter(attempt=message.attempt_id).exclude(pk=message.pk)
        if message.attempt_id
        else Message.objects.none()
    )
    counted = others.order_by().values_list("state").annotate(count=Count("pk"))
    return Evidence(
        message.attempt, list(message.events.exclude(happened__in=LOOKS).order_by("at", "id")), dict(counted)
    )

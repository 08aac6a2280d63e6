"""How long emails take from the hand-over to the patient's mail server, of those last sent: a bounded look, however many there are."""

from __future__ import annotations

from datetime import timedelta
from math import ceil

from django.db.models import Min

from campaigns.models import Event, Message
from campaigns.models.message import Messages
from mailer.events.base import Happened

LAST = 500  # emails, whether or not they arrived


def delivery_times(messages: Messages) -> list[timedelta]:
    """Of the newest of these messages, the shortest first. Only a provider that tells us of deliveries gives any."""
    newest = messages.filter(planned_at__isnull=False).order_by("-planned_at", "-id")  # served by message_of_series
    told = Event.objects.filter(
        message__in=newest.values("pk")[:LAST], happened=Happened.DELIVERED,
        message__state=Message.State.DELIVERED, message__claimed_at__isnull=False,
    )  # fmt: skip
    arrived = told.order_by().values("message").annotate(at=Min("at")).values_list("message__claimed_at", "at")
    # By two clocks, the provider's and ours: what seems to have arrived before it left took no time.
    return sorted(max(timedelta(), at - claimed_at) for claimed_at, at in arrived)


def within(times: list[timedelta], share: float) -> timedelta:
    """The time within which this share of them arrived (nearest rank). Raises ValueError where there are none."""
    if not times:
        raise ValueError("Nothing has arrived, so no time can be said.")  # not said
    return times[max(1, ceil(len(times) * share)) - 1]

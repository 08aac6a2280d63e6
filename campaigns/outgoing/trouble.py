"""Which receivers a person must look after: those that have failed for an hour, and those to which something was told in vain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, OuterRef, Subquery

from campaigns.models import OutgoingEvent, Receiver
from campaigns.models.outgoing_event import OutgoingEvents

LONG: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Trouble:
    receiver: Receiver
    given_up: int


def troubles(now: datetime) -> list[Trouble]:
    """One query. A paused one troubles nobody."""
    in_vain = told_in_vain().filter(receiver=OuterRef("pk")).order_by().values("receiver").annotate(n=Count("pk"))
    rows = Receiver.objects.filter(paused_at=None).annotate(in_vain=Subquery(in_vain.values("n"))).in_order()
    found = [Trouble(one, getattr(one, "in_vain") or 0) for one in rows]  # noqa: B009 - mypy knows no annotation
    return [one for one in found if one.given_up or fails_long(one.receiver, now)]


def given_up(receiver: Receiver) -> int:
    return told_in_vain().filter(receiver=receiver).count()


def told_in_vain() -> OutgoingEvents:
    """Tests apart: whoever sent one saw how it went."""
    return OutgoingEvent.objects.given_up().exclude(kind=OutgoingEvent.TEST)


def fails_long(receiver: Receiver, now: datetime) -> bool:
    return receiver.failing_since is not None and receiver.failing_since <= now - LONG

"""Attempts whose worker died: nobody knows whether their messages left, so they become uncertain."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from campaigns.models import Attempt, Message
from campaigns.rows import locked
from campaigns.sending.settling import leave
from campaigns.sending.workers import Life, life_of
from mailer.transports.base import LONGEST_HAND_OVER

LEASE = LONGEST_HAND_OVER + timedelta(minutes=6)  # a living worker has settled long before
DIED = "died"


def bury(worker: str, now: datetime) -> int:
    """Settle what the dead left open: at once when the worker is known to be gone, else when its lease has ended.

    Never while a living worker may still settle it itself. The number of messages.
    """
    return sum(bury_one(attempt, now) for attempt in Attempt.objects.open() if is_dead(attempt, worker, now))


def is_dead(attempt: Attempt, me: str, now: datetime) -> bool:
    life = life_of(attempt.worker, me)
    return life == Life.GONE or (life == Life.UNKNOWN and attempt.lease_until < now)


def bury_one(attempt: Attempt, now: datetime) -> int:
    with transaction.atomic():
        if locked(Attempt.objects.open().filter(pk=attempt.pk)).first() is None:
            return 0  # another program has just done it
        left = leave(
            Message.objects.sending().filter(attempt=attempt),
            Message.State.UNCERTAIN,
            "The program ended while this was on its way.",
            now,
        )
        Attempt.objects.filter(pk=attempt.pk, settled_at=None).update(settled_at=now, verdict=DIED)
        return left

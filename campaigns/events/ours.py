"""Which of a provider's events are of this installation: a provider tells every program that shares its account."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from campaigns.models import Attempt, Message
from mailer.events.base import ProviderEvent


@dataclass(frozen=True)
class Ours:
    """An event with the ids it names. `message` is None when the provider sent none: then its address is all there is."""

    event: ProviderEvent
    message: UUID | None
    attempt: UUID | None


def of_this_installation(events: Iterable[ProviderEvent]) -> tuple[list[Ours], int]:
    """Those of our own attempts, and asynchronous bounces, which carry no ids. How many were of somebody else's.

    What left after a backup was made left by an attempt that the restored copy has never heard of: there the message's id is enough.
    """
    told = [Ours(event, as_uuid(event.message), as_uuid(event.attempt)) for event in events]
    messages = set(
        Message.objects.filter(pk__in={one.message for one in told if one.message}).values_list("pk", flat=True)
    )
    attempts = set(
        Attempt.objects.filter(pk__in={one.attempt for one in told if one.attempt}).values_list("pk", flat=True)
    )
    doubted = set(Message.objects.that_may_have_left_elsewhere().filter(pk__in=messages).values_list("pk", flat=True))
    ours = [
        one for one in told
        if (one.message in messages and (one.attempt in attempts or not one.event.attempt))
        or one.message in doubted
        or not (one.event.message or one.event.attempt)
    ]  # fmt: skip
    return ours, len(told) - len(ours)


def as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None

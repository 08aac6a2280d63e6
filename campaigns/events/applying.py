"""Applying what a provider told us, in bulk and once: write it down, move its own message, bear the consequences."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from campaigns.events.consequences import bear_consequences
from campaigns.events.ours import Ours, of_this_installation
from campaigns.events.proofs import state_after
from campaigns.models import Event, Message
from campaigns.models.state_table import State
from campaigns.opens.counting import count_looks_of, let_in
from campaigns.rows import again_after_a_deadlock, in_parts, locked
from campaigns.sending.settling import leave
from mailer.events.base import Happened, ProviderEvent
from patients.identifiers import new_id

log = logging.getLogger("aftervisit.events")
AT_ONCE = 500  # events in one transaction, so that sending never waits long for it


@dataclass(frozen=True)
class Applied:
    """Of one call: how many events were new, how many messages moved, how many events were of no message here.

    `ignored` counts opens and clicks that nobody asked to have counted.
    """

    new: int = 0
    moved: int = 0
    unknown: int = 0
    ignored: int = 0

    def __add__(self, other: Applied) -> Applied:
        return Applied(
            self.new + other.new, self.moved + other.moved, self.unknown + other.unknown, self.ignored + other.ignored
        )


def apply_events(provider: str, events: Sequence[ProviderEvent], now: datetime) -> Applied:
    """Apply verified events of `provider`. A call that comes again, in any order, changes nothing more."""
    done = Applied()
    for part in in_parts(list(events), AT_ONCE):
        done += apply_part(provider, part, now)
    log.info("events of %s: %d new, %d messages moved, %d unknown", provider, done.new, done.moved, done.unknown)
    if done.ignored:
        log.info("events of %s: %d opens and clicks ignored, which aren't counted here", provider, done.ignored)
    return done


@again_after_a_deadlock  # whoever gives an address up goes from enrolment to message, a claim the other way
def apply_part(provider: str, part: Sequence[ProviderEvent], now: datetime) -> Applied:
    with transaction.atomic():
        ours, unknown = of_this_installation(part)
        ours, ignored = let_in(ours)
        fresh = written_down(provider, ours, now)
        moved = move_messages(fresh, now)
        bear_consequences(provider, [(one.event, one.message) for one in fresh], now)
        count_looks_of(fresh)
    return Applied(len(fresh), moved, unknown, ignored)


def written_down(provider: str, ours: Sequence[Ours], now: datetime) -> list[Ours]:
    """Keep each event once, whoever else is writing the same one now. Those that are new."""
    rows = {
        one.event.id: (
            one,
            Event(
                id=new_id(), provider=provider, provider_event_id=one.event.id, happened=one.event.happened, at=one.event.at,
                received_at=now, message_id=one.message, attempt=one.attempt, code=one.event.code,
                link=one.event.link, machine=one.event.machine,
            ),
        )
        for one in ours
    }  # fmt: skip
    Event.objects.bulk_create([row for _, row in rows.values()], ignore_conflicts=True)
    kept = set(Event.objects.filter(pk__in=[row.pk for _, row in rows.values()]).values_list("pk", flat=True))
    return [one for one, row in rows.values() if row.pk in kept]


def move_messages(fresh: Sequence[Ours], now: datetime) -> int:
    """Each message to where its own attempt's events prove it to be. How many moved."""
    told: dict[UUID, list[Ours]] = {}
    for one in fresh:
        if one.message:
            told.setdefault(one.message, []).append(one)
    groups: dict[tuple[State, str], list[UUID]] = {}
    rows = locked(Message.objects.filter(pk__in=told).order_by("pk")).values_list("pk", "state", "attempt_id")
    for message, state, attempt in rows:
        proven = [one.event for one in told[message] if counts_for(one, state, attempt)]
        reached = state_after(state, [event.happened for event in proven])
        if reached != state:
            groups.setdefault((reached, reason(reached, proven)), []).append(message)
    return sum(
        leave(Message.objects.filter(pk__in=messages), state, why, now) for (state, why), messages in groups.items()
    )


WITHOUT_ATTEMPT = (State.PLANNED, State.UNCERTAIN, State.HELD)


def counts_for(one: Ours, state: str, attempt: UUID | None) -> bool:
    """An event proves only its own attempt, or the present one if it names none. What we took for a no keeps a planned message from leaving twice."""
    return one.attempt in (None, attempt) or (attempt is None and state in WITHOUT_ATTEMPT)


def reason(reached: State, proven: Sequence[ProviderEvent]) -> str:
    """In our own words, with the status code if there is one: the provider's words may hold an address."""
    said = ""
    if reached == State.BOUNCED:
        passing = all(event.happened != Happened.HARD_BOUNCE for event in proven)
        said = "The mailbox refused it for now." if passing else "The mailbox refused it for good."
    elif reached == State.DROPPED:
        said = "The provider took it, then didn't send it."
    code = next((event.code for event in proven if event.code), "")
    return f"{said.removesuffix('.')} ({code})." if said and code else said

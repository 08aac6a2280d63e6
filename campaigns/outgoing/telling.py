"""Telling receivers what waits for them: taken on disk, sent, noted. At least once each, whoever dies in between.

What is taken comes back by itself after a lease, and is told again with the same id and body. Several workers may do this at once:
each takes rows that no other holds. A receiver that fails rests; the others go on, each with one call at a time of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F

from campaigns.models import OutgoingEvent, Receiver
from campaigns.models.outgoing_event import OutgoingEvents
from campaigns.outgoing import posting
from campaigns.outgoing.address import NoWay, Target
from campaigns.outgoing.here import is_live, loopback_allowed, target_now
from campaigns.outgoing.secrets import secrets_of
from campaigns.outgoing.signing import headers_of
from campaigns.rows import unlocked
from clinic.refusal import Refusal
from patients.identifiers import new_id
from patients.sealing import SealBroken

Clock = Callable[[], datetime]
Post = Callable[..., int]
AT_ONCE: Final = 20  # rows of one receiver taken together
BUDGET: Final = timedelta(seconds=60)  # for these; what is left goes back
LEASE: Final = timedelta(minutes=2)  # longer than BUDGET and one more call take
LOOK_AGAIN: Final = 1.0  # seconds, while a slow one is waited for
PAUSES: Final = tuple(
    timedelta(seconds=one) for one in (10, 60, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800)
)  # between tries, the last again and again
LONGEST_REST: Final = timedelta(
    minutes=5
)  # of a receiver: as many of its rows as are due then find out whether it is back


@dataclass(frozen=True)
class Said:
    """What became of one row. `answer`: a status or a word; empty for one that wasn't tried."""

    event: OutgoingEvent
    answer: str = ""

    @property
    def taken(self) -> bool:
        return len(self.answer) == 3 and self.answer.startswith("2")


@dataclass(frozen=True)
class Batch:
    receiver: Receiver
    events: Sequence[OutgoingEvent]
    claim: UUID
    target: Target
    secrets: Sequence[str]
    loopback: bool


@dataclass
class Told:
    told: int = 0
    failed: int = 0


def tell_due(clock: Clock, *, go_on: Callable[[], bool] = lambda: True, post: Post = posting.post) -> Told:
    """Tell whatever is due, until nothing is or `go_on` says no. Does nothing for receivers this copy may not call."""
    OutgoingEvent.objects.over(clock()).delete()
    give_up_on_the_silent(clock())
    done = Told()
    if not OutgoingEvent.objects.waiting().exists():
        return done
    busy: dict[Future[list[Said]], Batch] = {}
    ending = Event()
    with ThreadPoolExecutor(Receiver.MOST) as pool:  # a thread for each, so that none waits for another
        while True:
            if not go_on():
                ending.set()  # no call more: each ends with the one it is at
            else:
                for batch in free_batches(clock(), {one.receiver.pk for one in busy.values()}):
                    busy[pool.submit(tell_each, batch, clock, post, ending)] = batch
            if not busy:
                return done
            for ended in wait(busy, LOOK_AGAIN, FIRST_COMPLETED).done:
                settle(busy.pop(ended), ended.result(), clock(), done)


def free_batches(now: datetime, busy: set[UUID]) -> Iterator[Batch]:
    live = is_live()
    for receiver in Receiver.objects.told_now(now).exclude(pk__in=busy):
        try:
            batch = take(receiver, now, live=live)
        except (Refusal, SealBroken):
            if live and OutgoingEvent.objects.due(receiver, now).exists():
                Receiver.objects.filter(pk=receiver.pk).failed(now, now + LONGEST_REST)
            continue
        if batch:
            yield batch


def take(receiver: Receiver, now: datetime, *, live: bool, only: OutgoingEvent | None = None) -> Batch | None:
    """Written down before anything is sent: whoever dies with it holds it up for LEASE, no longer.

    All that needs the database or the keys is read here, not in the thread that calls. Raises Refusal and SealBroken.
    """
    target, secrets, claim = target_now(receiver, live=live), secrets_of(receiver, now), new_id()
    with transaction.atomic():
        due = OutgoingEvent.objects.due(receiver, now)
        events = list(unlocked(due.filter(pk=only.pk) if only else due)[:AT_ONCE])
        taken = OutgoingEvent.objects.filter(pk__in=[one.pk for one in events])
        taken.update(next_at=now + LEASE, claim=claim, tries=F("tries") + 1)
    return Batch(receiver, events, claim, target, secrets, loopback_allowed(live=live)) if events else None


def tell_each(batch: Batch, clock: Clock, post: Post, ending: Event) -> list[Said]:
    """One after the other, until one fails or the time is over."""
    ends = clock() + BUDGET
    said: list[Said] = []
    for place, event in enumerate(batch.events):
        if clock() >= ends or ending.is_set():
            return said + [Said(one) for one in batch.events[place:]]
        body = event.body.encode()
        try:
            headers = headers_of(event.pk, body, batch.secrets, clock())
            answer = str(post(batch.target, body, headers, loopback=batch.loopback))
        except NoWay as why:
            answer = str(why)
        said.append(Said(event, answer))
        if not said[-1].taken:
            return said + [Said(one) for one in batch.events[place + 1 :]]
    return said


def settle(batch: Batch, said: Sequence[Said], now: datetime, done: Told) -> None:
    """A row that came back meanwhile, and was taken by another, is the other's."""
    mine = OutgoingEvent.objects.filter(claim=batch.claim, next_at__isnull=False)
    took, failed = [one for one in said if one.taken], [one for one in said if one.answer and not one.taken]
    with transaction.atomic():
        for answer in {one.answer for one in took}:
            rows = mine.filter(pk__in=[one.event.pk for one in took if one.answer == answer])
            done.told += rows.update(told_at=now, next_at=None, answer=answer)
        mine.filter(pk__in=[one.event.pk for one in said if not one.answer]).put_back(now)
        for one in failed:
            done.failed += note_failure(mine.filter(pk=one.event.pk), one, now)
        receiver = Receiver.objects.filter(pk=batch.receiver.pk)
        if took:
            receiver.answered()
        if failed:
            rest = min(pause_after(1 if took else batch.receiver.failures + 1), LONGEST_REST)
            receiver.failed(now, now + rest)


def note_failure(row: OutgoingEvents, one: Said, now: datetime) -> int:
    again = now + pause_after(one.event.tries + 1)
    if again > one.event.since + OutgoingEvent.TRIED_FOR:
        return row.update(answer=one.answer, given_up_at=now, next_at=None)
    return row.update(answer=one.answer, next_at=again)


def pause_after(tries: int) -> timedelta:
    return PAUSES[min(tries, len(PAUSES)) - 1]


def give_up_on_the_silent(now: datetime) -> None:
    """A receiver that took nothing for three days: what has waited as long for it is given up unasked."""
    silent = Receiver.objects.silent_since(now - OutgoingEvent.TRIED_FOR)
    for receiver in silent:
        old = OutgoingEvent.objects.due(receiver, now).filter(since__lte=now - OutgoingEvent.TRIED_FOR)
        old.order_by().give_up(now)


def tell_one(event: OutgoingEvent, clock: Clock, *, post: Post = posting.post) -> None:
    """At once, in the caller's own time, for a person who waits for the answer. What can't be told now raises Refusal, and waits."""
    if batch := take(event.receiver, clock(), live=is_live(), only=event):
        settle(batch, tell_each(batch, clock, post, Event()), clock(), Told())

"""Settling: what became of an attempt, written to its messages and their enrolments in one transaction.

A settlement counts only for its own attempt: rows that an event or a lease has moved since are left alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from campaigns.calendar import SendingHours
from campaigns.hours import sending_hours
from campaigns.models import Attempt, Enrolment, Message, WayOut, Ways
from campaigns.models.message import Messages
from campaigns.rows import update_each
from campaigns.same_text import ASIDE, same_text
from clinic.models import ClinicProfile
from mailer.transports.base import Outcome, Verdict

HELD_AFTER = timedelta(hours=72)  # SendGrid retries its own event calls for 24 h; three days leave room for a weekend
DIED = "died"


def settle(attempt: Attempt, outcome: Outcome, now: datetime) -> None:
    """The one place where an outcome becomes a state; the table is in design and README."""
    with transaction.atomic():
        mine = Message.objects.sending().filter(attempt=attempt)
        match outcome.verdict:
            case Verdict.ACCEPTED:
                leave(mine, Message.State.ACCEPTED, "", now)
            case Verdict.UNCERTAIN:
                leave(mine, Message.State.UNCERTAIN, outcome.reason, now)
            case Verdict.REJECTED:
                reject(mine.filter(pk__in=outcome.rejected), outcome.reason, now)
                put_back(mine, now, outcome.reason)
            case Verdict.TOO_MUCH if attempt.size == 1:
                reject(mine, outcome.reason, now)
            case Verdict.FAULTY:
                set_aside(mine, outcome.reason, now)
            case Verdict.TOO_MUCH:
                mine.update(batch_limit=max(1, attempt.size // 2))
                put_back(mine, now, outcome.reason)
            case Verdict.REFUSED | Verdict.LIMITED | Verdict.STOPPED:
                put_back(mine, now, outcome.reason)
        close(attempt, outcome, now)
        note_way_out(attempt.transport, outcome, now)


def leave(messages: Messages, state: str, reason: str, now: datetime) -> None:
    """They have left, or may have: the series goes on either way, and staff see the gap."""
    rows = list(
        messages.filter(kind=Message.Kind.STEP).select_related("enrolment__patient", "enrolment__series", "step")
    )
    messages.update(state=state, reason=reason[:200], settled_at=now)
    advance(rows, sending_hours(ClinicProfile.current()))


def advance(rows: Iterable[Message], hours: SendingHours) -> None:
    """Move each enrolment past the lesson that left, and work out when the next is due."""
    moved, ways = [], Ways()
    for message in rows:
        enrolment, step = message.enrolment, message.step
        assert enrolment is not None and step is not None and message.claimed_at is not None
        enrolment.position, enrolment.left_day = step.position, step.day
        enrolment.left_on = message.claimed_at.astimezone(enrolment.zone).date()
        enrolment.set_next_due(hours, ways.of(enrolment.series))
        moved.append(enrolment)
    fields = ["position", "left_day", "left_on", "waits_for", "next_due_at"]
    running = "state IN ('active', 'paused')"  # one that was ended meanwhile stays ended
    update_each(Enrolment, fields, ((one.pk, [getattr(one, name) for name in fields]) for one in moved), where=running)
    finished = [one.pk for one in moved if one.state == Enrolment.State.FINISHED]
    Enrolment.objects.under_way().filter(pk__in=finished).update(state=Enrolment.State.FINISHED)


def reject(messages: Messages, reason: str, now: datetime) -> None:
    """Refused for good: these patients' series end, with the reason."""
    enrolments = list(messages.exclude(enrolment=None).values_list("enrolment_id", flat=True))
    messages.update(state=Message.State.REJECTED, reason=reason[:200], settled_at=now)
    Enrolment.objects.filter(pk__in=enrolments).end("The provider refused this address.", now)


def set_aside(messages: Messages, reason: str, now: datetime) -> None:
    """The email itself is at fault: everyone who would get it waits an hour, seen by staff, and the queue goes on."""
    first = messages.first()
    put_back(messages, now, reason)
    if first:
        same_text(first).due(now).update(due_at=now + ASIDE, reason=reason[:200])


def put_back(messages: Messages, now: datetime, reason: str) -> None:
    """A definite no: nothing left, so they are planned again."""
    messages.update(state=Message.State.PLANNED, attempt=None, claimed_at=None, reason=reason[:200])


def close(attempt: Attempt, outcome: Outcome, now: datetime) -> None:
    Attempt.objects.filter(pk=attempt.pk, settled_at=None).update(
        settled_at=now,
        verdict=outcome.verdict,
        status=outcome.status,
        provider_id=outcome.provider_id[:120],
        reason=outcome.reason[:200],
    )


def note_way_out(name: str, outcome: Outcome, now: datetime) -> None:
    """What the outcome says of the transport itself, for the next look."""
    if outcome.verdict == Verdict.STOPPED:
        WayOut.named(name).stop(now, outcome.reason[:200])
    elif outcome.verdict == Verdict.LIMITED:
        WayOut.named(name).wait_until(outcome.retry_at or now + timedelta(minutes=1), "rate limit")
    elif outcome.verdict == Verdict.REFUSED:
        WayOut.named(name).wait_until(now + timedelta(minutes=1), outcome.reason[:200])


def bury(worker: str, now: datetime) -> int:
    """Attempts whose worker died: nobody knows whether their messages left, so they become uncertain. The number of messages."""
    buried = 0
    for attempt in Attempt.objects.of_the_dead(worker, now):
        with transaction.atomic():
            mine = Message.objects.sending().filter(attempt=attempt)
            buried += mine.count()
            leave(mine, Message.State.UNCERTAIN, "The program ended while this was on its way.", now)
            Attempt.objects.filter(pk=attempt.pk, settled_at=None).update(settled_at=now, verdict=DIED)
    return buried


def hold_the_unproven(now: datetime) -> int:
    """Uncertain for three days without proof: held, until a person decides. The number of messages."""
    return Message.objects.uncertain_since(now - HELD_AFTER).update(
        state=Message.State.HELD, reason="No proof that it arrived, and none that it didn't.", settled_at=now
    )

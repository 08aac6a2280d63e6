"""Settling: what became of an attempt, written to its messages and their enrolments in one transaction.

A settlement counts only for its own attempt: rows that an event or a lease has moved since are left alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from campaigns.events.proofs import state_after
from campaigns.hours import HoursOfSeries
from campaigns.models import Attempt, Enrolment, Event, Message, PaceDay, WayOut
from campaigns.models.message import Messages
from campaigns.models.state_table import State
from campaigns.outgoing import facts
from campaigns.rows import update_each
from campaigns.sending.going_on import Gone, GoneStep, Place, Places, Standing, gone
from campaigns.sending.may_leave import ASIDE
from campaigns.steps.place import is_behind
from clinic.models import ClinicProfile
from mailer.events.base import Happened
from mailer.transports.base import Outcome, Verdict

HELD_AFTER = timedelta(hours=72)  # SendGrid retries its own event calls for 24 h; three days leave room for a weekend
LATER = timedelta(minutes=15)  # for a mailbox that asks us to come back (greylisting wants a few minutes)
OTHERS_FIRST = timedelta(minutes=1)  # so that the next one to try an email set aside is another recipient
GIVEN_UP_AFTER = timedelta(days=4)
NOTHING_LEFT = (Verdict.REFUSED, Verdict.LIMITED, Verdict.STOPPED, Verdict.TOO_MUCH, Verdict.FAULTY)


def settle(attempt: Attempt, outcome: Outcome, now: datetime) -> None:
    """The one place where an outcome becomes a state: first the recipients it names, then all the others.

    What it says of the transport comes before them all: a claim locks that row first, too.
    """
    with transaction.atomic():
        note_way_out(attempt.transport, outcome, now)
        mine = Message.objects.sending().filter(attempt=attempt)
        settle_the_named(mine, outcome, now)
        settle_the_others(mine, attempt, outcome, now)
        close(attempt, outcome, now)


def settle_the_named(mine: Messages, outcome: Outcome, now: datetime) -> None:
    if outcome.accepted:
        leave(mine.filter(pk__in=outcome.accepted), Message.State.ACCEPTED, "", now)
    if outcome.uncertain:
        leave(mine.filter(pk__in=outcome.uncertain), Message.State.UNCERTAIN, outcome.reason, now)
    if outcome.rejected:
        reject(mine.filter(pk__in=outcome.rejected), outcome.reason, now)
    if outcome.later:
        put_off(mine.filter(pk__in=outcome.later), outcome.reason, now)


def settle_the_others(mine: Messages, attempt: Attempt, outcome: Outcome, now: datetime) -> None:
    match outcome.verdict:
        case Verdict.ACCEPTED:
            leave(mine, Message.State.ACCEPTED, "", now)
        case Verdict.UNCERTAIN:
            leave(mine, Message.State.UNCERTAIN, outcome.reason, now)
        case Verdict.TOO_MUCH if attempt.size == 1:
            reject(mine, outcome.reason, now)
        case Verdict.TOO_MUCH:
            mine.update(batch_limit=max(1, attempt.size // 2))
            put_back(mine, outcome.reason, now)
        case Verdict.FAULTY:
            set_aside(mine, outcome.reason, now)
        case Verdict.REJECTED | Verdict.REFUSED | Verdict.LIMITED | Verdict.STOPPED:
            put_back(mine, outcome.reason, now)


def leave(messages: Messages, state: str, reason: str, now: datetime) -> int:
    """They have left, or may have: the series goes on either way, and staff see the gap. How many."""
    rows = gone(messages.filter(kind=Message.Kind.STEP))
    moved = messages.move(state, reason=reason[:200], settled_at=now)
    advance(rows, HoursOfSeries(ClinicProfile.current()), now)
    return moved


def advance(rows: Iterable[Gone | Message], hours: HoursOfSeries, now: datetime) -> None:
    """Move each enrolment past the lesson that left, and work out when the next is due. An older lesson sent again moves nothing back."""
    places, moved, finished = Places(hours), [], []
    for message in rows:
        enrolment, step = message.enrolment, message.step
        assert enrolment is not None and step is not None
        if is_behind(step, enrolment.place):
            continue
        zone = enrolment.zone
        left_on = (message.claimed_at or now).astimezone(zone).date()
        place, was_last = places.after(
            Standing(
                enrolment.series_id, enrolment.place, GoneStep(step.position, step.number, step.day), left_on, enrolment.waits_for,
                enrolment.anchored_on, enrolment.procedure_on, enrolment.pace, enrolment.break_until, zone,
            )
        )  # fmt: skip
        moved.append((enrolment.pk, place))
        finished += [enrolment.pk] if was_last else []
    running = "state IN ('active', 'paused')"  # one that was ended meanwhile stays ended
    update_each(Enrolment, Place._fields, moved, where=running)
    if finished:
        last = Enrolment.objects.under_way().filter(pk__in=finished)
        facts.finished(list(last.values_list("pk", flat=True)), now)
        last.update(state=Enrolment.State.FINISHED)


def reject(messages: Messages, reason: str, now: datetime) -> None:
    """Refused for good: these patients' series end, with the reason."""
    enrolments = list(messages.exclude(enrolment=None).values_list("enrolment_id", flat=True))
    messages.move(Message.State.REJECTED, reason=reason[:200], settled_at=now)
    Enrolment.objects.filter(pk__in=enrolments).end("The provider refused this address.", now)


def set_aside(messages: Messages, reason: str, now: datetime) -> None:
    """The email itself is at fault: everyone who would get it waits an hour, seen by staff, and the queue goes on. Then others come first."""
    first, refused = messages.first(), list(messages.values_list("pk", flat=True))
    put_back(messages, reason, now)
    if first:
        moved = Message.objects.alike(first).due(now).update(due_at=now + ASIDE, reason=reason[:200])
        if moved > len(refused):
            Message.objects.due(now + ASIDE).filter(pk__in=refused).update(due_at=now + ASIDE + OTHERS_FIRST)


def put_off(messages: Messages, reason: str, now: datetime) -> None:
    """Their own mailbox wants us to come back: again in a while, and given up after the days a mail server would try (RFC 5321 §4.5.4.1)."""
    messages.filter(put_off_since=None).update(put_off_since=now)
    reject(
        messages.filter(put_off_since__lte=now - GIVEN_UP_AFTER),
        f"Put off for {GIVEN_UP_AFTER.days} days. {reason}",
        now,
    )
    messages.update(due_at=now + LATER)
    put_back(messages, reason, now)


def put_back(messages: Messages, reason: str, now: datetime) -> None:
    """A definite no: nothing left, so they are planned again. But for those that are known to have left by an earlier attempt after all."""
    for state, known in proven_before(messages).items():
        leave(Message.objects.filter(pk__in=known), state, "An earlier attempt had left after all.", now)
    messages.move(Message.State.PLANNED, attempt=None, claimed_at=None, reason=reason[:200])


def proven_before(messages: Messages) -> dict[State, list[UUID]]:
    """Those of these messages for which an event of an earlier attempt came while this one was under way."""
    told: dict[UUID, list[Happened]] = {}
    for message, happened in Event.objects.filter(message__in=messages.values("pk")).values_list("message", "happened"):
        told.setdefault(message, []).append(Happened(happened))
    found: dict[State, list[UUID]] = {}
    for message, events in told.items():
        found.setdefault(state_after(State.SENDING, events), []).append(message)
    return found


def close(attempt: Attempt, outcome: Outcome, now: datetime) -> None:
    """Write down how it ended, and give back its room in the day's pace when nothing left."""
    closed = Attempt.objects.filter(pk=attempt.pk, settled_at=None).update(
        settled_at=now,
        verdict=outcome.verdict,
        status=outcome.status,
        provider_id=outcome.provider_id[:120],
        reason=outcome.reason[:200],
    )
    somebody_had_it = outcome.accepted or outcome.uncertain
    if closed and attempt.paced_on and outcome.verdict in NOTHING_LEFT and not somebody_had_it:
        PaceDay.objects.add(attempt.transport, attempt.paced_on, {name: -sent for name, sent in attempt.paced.items()})


def note_way_out(name: str, outcome: Outcome, now: datetime) -> None:
    """What the outcome says of the transport itself, for the next look."""
    # One that was accepted, or refused by name, changes nothing while all is well, and then holds up nobody.
    way_out = (WayOut.named if outcome.verdict in (Verdict.ACCEPTED, Verdict.REJECTED) else WayOut.held)(name)
    match outcome.verdict:
        case Verdict.STOPPED:
            way_out.stop(now, outcome.reason)
        case Verdict.LIMITED:
            way_out.wait_until(outcome.retry_at or now + timedelta(minutes=1), "rate limit")
        case Verdict.REFUSED:
            way_out.failed(now, outcome.reason, proven=True)
        case Verdict.UNCERTAIN:
            way_out.failed(now, outcome.reason, proven=False)
        case Verdict.ACCEPTED | Verdict.REJECTED | Verdict.TOO_MUCH | Verdict.FAULTY:
            way_out.worked()


def hold_the_unproven(now: datetime) -> int:
    """Uncertain for three days without proof: held, until a person decides. The number of messages."""
    old = Message.objects.uncertain_since(now - HELD_AFTER)
    if not old.exists():
        return 0
    return old.move(Message.State.HELD, reason="No proof that it arrived, and none that it didn't.", settled_at=now)

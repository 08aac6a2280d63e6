"""Claiming: a batch of due messages is taken by one attempt, and that is on disk before the first byte leaves.

Everything that could forbid a message is looked up here, inside the claim's own transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from campaigns.calendar import SendingHours
from campaigns.emails.values import lesson_values, link_values, news_values, sign_up_values, stopped_values
from campaigns.hours import sending_hours
from campaigns.models import Attempt, Enrolment, KeptEmail, Message, Step, Tally
from campaigns.models.state_table import State
from campaigns.opens.switch import counted_now
from campaigns.rows import taken, update_each, where_rows_lock
from campaigns.sending.its_email import email_of
from campaigns.sending.leases import LEASE
from campaigns.sending.may_leave import ASIDE, Decision, decide, words_stand
from campaigns.sending.pace import Room, spend
from campaigns.sending.pace import room as room_for
from campaigns.sending.waiting import Waiting, waiting
from campaigns.sending.way import Way, way_now
from clinic.models import ClinicProfile
from mailer.compiled import CompiledEmail
from mailer.finding import EmailError
from mailer.transports.base import Recipient
from patients.models import Identity

UNAPPROVED = "It waits for a reviewer's approval."
SEALED_AS = "campaigns.message-values.v1"  # frozen: part of what binds a seal to its row


@dataclass(frozen=True)
class Claim:
    """One attempt and what it hands over. `counted`: the provider is asked to count opens and clicks of it."""

    attempt: Attempt
    way: Way
    email: CompiledEmail
    recipients: list[Recipient]
    counted: bool = False


@dataclass(frozen=True)
class Looked:
    """What one look at the queue found: a claim to hand over, or none. `again`: rows changed, so look again at once."""

    claim: Claim | None = None
    again: bool = False
    why: str = ""
    again_at: datetime | None = None


def claim_next(now: datetime, worker: str, *, news: bool = True) -> Looked:
    """Claim the next batch of messages that share one email. `news`: newsletters too, once nothing else is due."""
    way = way_now(now)
    with where_rows_lock():
        first = Message.objects.first_to_leave(now, news=news)
    if first is None or way.transport is None:
        return Looked(why=way.why)
    counted = counted_now(first.newsletter, way) and not first.patient.private_mail
    try:
        email = email_of(first, way, now)
    except EmailError as fault:
        return set_aside(first, fault, now)
    with transaction.atomic():
        looked = take(first, email, way, now, worker)
        # Asked before the email was made and again in here: none is counted whose last lines don't say so.
        counted = counted and counted_now(first.newsletter, way)
    return replace(looked, claim=replace(looked.claim, counted=counted)) if looked.claim else looked


def set_aside(message: Message, fault: EmailError, now: datetime) -> Looked:
    """An email with errors can't be sent: it waits an hour, seen by staff, and never stops the queue behind it."""
    reason = f"This email has a fault: {fault.findings[0].message}"[:200]
    Message.objects.alike(message).due(now).update(due_at=now + ASIDE, reason=reason)
    return Looked(again=True)


def take(first: Message, email: KeptEmail, made_for: Way, now: datetime, worker: str) -> Looked:
    """Inside the transaction: decide on each row, then claim those that may leave."""
    way, profile = way_now(now), ClinicProfile.current()
    if way.transport is None:
        return Looked(why=way.why)
    if way.link_only != made_for.link_only:
        return Looked(again=True)
    if not words_stand(first, way, now):
        return Looked(again=give_way(first, now))
    room = room_for(way.transport, profile, now)
    if room.most < 1:
        return Looked(why=room.why, again_at=room.again_at)
    size = min(first.batch_limit or way.transport.batch_size, way.transport.batch_size, room.most)
    rows = waiting(taken(Message.objects.alike(first).due(now), size), first)
    decisions = decide(rows, way, room, profile, now)
    carry_out([decision for decision in decisions if not decision.leaves], now)
    leaving = [(decision.message, decision.identity) for decision in decisions if decision.leaves and decision.identity]
    if not leaving:
        return Looked(again=bool(rows))
    return Looked(claim=write_claim(leaving, way, email, profile, room, now, worker), again=True)


def give_way(first: Message, now: datetime) -> bool:
    """Planned with words that may not leave any more: planned again, with words that may or to wait for a signature.

    A newsletter whose approval was withdrawn waits for another. A lesson that is sent again, with its series already past it, is cancelled. True when rows changed.
    """
    rows = Message.objects.alike(first).due(now)
    if first.kind == Message.Kind.NEWS:
        return bool(rows.update(due_at=now + ASIDE, reason=UNAPPROVED))
    past = rows.behind(first.step) if first.step and first.kind != Message.Kind.RESEND else rows
    cancelled = past.move(Message.State.CANCELLED, reason="Its text may not be sent any more.", settled_at=now)
    Enrolment.objects.under_way().filter(pk__in=rows.order_by().values("enrolment")).update(next_due_at=now)
    return bool(rows.unmake() + cancelled)


def carry_out(decisions: Sequence[Decision], now: datetime) -> None:
    """Rows that don't leave: put off, suppressed or cancelled, with their enrolment's end where that follows."""
    put_off = [one for one in decisions if one.state == Message.State.PLANNED]
    update_each(
        Message,
        ["reason", "due_at"],
        ((one.message.pk, (one.reason, one.due_at)) for one in put_off),
    )
    fates: dict[tuple[str, str], list[Waiting]] = {}
    for one in decisions:
        if one.state != Message.State.PLANNED:
            fates.setdefault((one.state, one.reason), []).append(one.message)
        if one.ends_enrolment and one.message.enrolment:
            Enrolment.objects.filter(pk=one.message.enrolment.pk).end(one.reason, now)
    for (state, reason), messages in fates.items():
        Message.objects.filter(pk__in=[one.pk for one in messages]).move(state, reason=reason, settled_at=now)


def write_claim(
    leaving: list[tuple[Waiting, Identity]],
    way: Way,
    email: KeptEmail,
    profile: ClinicProfile,
    room: Room,
    now: datetime,
    worker: str,
) -> Claim:
    assert way.transport is not None
    hours, following = hours_of(leaving[0][0], profile), step_after(leaving[0][0])
    paced = spend(way.transport, profile, [identity.email for _, identity in leaving], now, room.today)
    attempt = Attempt.objects.create(
        transport=way.transport.name, worker=worker, size=len(leaving), claimed_at=now, lease_until=now + LEASE,
        paced=paced, paced_on=room.today,
    )  # fmt: skip
    recipients = [
        recipient(message, identity, following, email.compiled.language, hours, now) for message, identity in leaving
    ]
    update_each(
        Message,
        ["state", "attempt", "email", "values", "practice", "claimed_at", "day", "reason"],
        (
            (
                message.pk,
                (State.SENDING, attempt.pk, email.pk, sealed(message, one), way.practising, now, room.today, ""),
            )
            for (message, _), one in zip(leaving, recipients, strict=True)
        ),
    )
    claimed = ((message.day, message.source, State.PLANNED, State.SENDING) for message, _ in leaving)
    Tally.objects.moved(claimed, to_day=room.today)
    return Claim(attempt, way, email.compiled, recipients)


def hours_of(message: Waiting, profile: ClinicProfile) -> SendingHours:
    return sending_hours(profile, message.step.series if message.step else None)


def step_after(message: Waiting) -> Step | None:
    """One look for the whole batch: all of it is the same step. None after a lesson that is sent again: it announces nothing."""
    if message.step is None or message.kind == Message.Kind.RESEND:
        return None
    return message.step.announces()


def recipient(
    message: Waiting, identity: Identity, following: Step | None, language: str, hours: SendingHours, now: datetime
) -> Recipient:
    if message.kind == Message.Kind.NEWS:
        values = news_values(message, identity, message.stop_token)
    elif message.kind == Message.Kind.SIGNUP:
        values = sign_up_values(message, message.stop_token)
    elif message.kind == Message.Kind.STOPPED:
        values = stopped_values(message)
    elif message.step is None:
        assert message.enrolment is not None
        values = link_values(message, message.enrolment)
    else:
        values = lesson_values(message, identity, following, hours, now, language)
    return Recipient(message=str(message.pk), address=identity.email, values=values)


def sealed(message: Waiting, one: Recipient) -> bytes:
    """What this patient gets, kept so that the exact email can be shown years later."""
    return message.patient.seal(SEALED_AS, message.pk, {"to": one.address, **one.values})

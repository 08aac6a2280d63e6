"""The obvious way to send, as `benchmark send` compares with it: one message after the other, each step saved. The email is made once a run."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from campaigns.emails.kept_emails import kept
from campaigns.emails.making import Words, lesson_source
from campaigns.emails.values import lesson_values
from campaigns.hours import sending_hours
from campaigns.models import Enrolment, KeptEmail, Message
from campaigns.sending.claiming import SEALED_AS
from clinic.models import ClinicProfile
from mailer.transports.base import Recipient, Transport

Emails = dict[UUID | None, KeptEmail]


def send_due(transport: Transport, now: datetime, most: int) -> int:
    """How many were sent."""
    due = list(Enrolment.objects.due(now).select_related("patient", "series")[:most])
    emails: Emails = {}
    for enrolment in due:
        message = planned(enrolment, now)
        hand_over(message, transport, emails, now)
        advance(enrolment, message, now)
    return len(due)


def planned(enrolment: Enrolment, now: datetime) -> Message:
    step = enrolment.next_step()
    assert step is not None
    text = step.lesson.text_to_send([enrolment.patient.language], now, practising=False)
    assert text is not None
    message = Message(
        key=f"step:{enrolment.id}:{step.id}", kind=Message.Kind.STEP, patient=enrolment.patient, enrolment=enrolment, step=step,
        series=enrolment.series, revision=text.revision, review=text.review, due_at=now, planned_at=now, day=now.date(),
    )  # fmt: skip
    message.save()
    return message


def hand_over(message: Message, transport: Transport, emails: Emails, now: datetime) -> None:
    assert message.step is not None and message.revision is not None
    profile, identity = ClinicProfile.current(), message.patient.open_identity()
    if message.revision_id not in emails:
        words = Words.of(message.step, message.revision, message.review)
        emails[message.revision_id] = kept(lesson_source(words, profile), now)
    message.email = emails[message.revision_id]
    values = lesson_values(message, identity, None, sending_hours(profile), now, message.revision.language)
    message.values = message.patient.seal(SEALED_AS, message.id, {"to": identity.email, **values})
    message.state, message.claimed_at = Message.State.SENDING, now
    message.save()
    recipient = Recipient(str(message.id), identity.email, values)
    outcome = transport.hand_over(message.email.compiled, [recipient], attempt="1", now=now)
    message.state, message.settled_at = Message.State(outcome.verdict), now
    message.save()


def advance(enrolment: Enrolment, message: Message, now: datetime) -> None:
    assert message.step is not None
    enrolment.position, enrolment.left_day = message.step.position, message.step.day
    enrolment.left_on = now.astimezone(enrolment.zone).date()
    enrolment.set_next_due(sending_hours(ClinicProfile.current()))
    enrolment.save()

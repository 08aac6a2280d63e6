"""What an event means for the person: no more mail to a mailbox that is gone or says no, at once and for every series."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError

from campaigns.emails.received import sealed_values
from campaigns.events.bounce_without_ids import find_its_message
from campaigns.models import BouncedAddress, Enrolment, Message
from campaigns.outgoing.facts import unsubscribed
from clinic.models import AuditEntry
from mailer.events.base import Happened, ProviderEvent
from patients.models import Consent, Patient, SoftBounces, Suppression

Told = tuple[ProviderEvent, UUID | None]
GIVES_UP = {
    Happened.HARD_BOUNCE: (Suppression.Reason.HARD_BOUNCE, "The address bounced."),
    Happened.DROPPED: (Suppression.Reason.PROVIDER, "The provider doesn't send to this address."),
    Happened.COMPLAINT: (Suppression.Reason.COMPLAINT, "The patient marked an email as spam."),
    Happened.UNSUBSCRIBED: (Suppression.Reason.UNSUBSCRIBED, "The patient unsubscribed at the provider."),
    Happened.GROUP_UNSUBSCRIBED: (Suppression.Reason.UNSUBSCRIBED, "The patient unsubscribed at the provider."),
}
SOFT_BOUNCES = (Suppression.Reason.SOFT_BOUNCES, "The address bounced three times in a row.")
BOUNCED = (Suppression.Reason.HARD_BOUNCE, Suppression.Reason.SOFT_BOUNCES, Suppression.Reason.PROVIDER)
NOT_SENT = "The provider didn't send a lesson: see why, then go on."


def bear_consequences(provider: str, told: Sequence[Told], now: datetime) -> None:
    """Called inside the transaction that wrote the events down."""
    begin_anew(message for event, message in told if event.happened == Happened.DELIVERED and message)
    for event, message in told:
        if event.happened in (Happened.HARD_BOUNCE, Happened.SOFT_BOUNCE) and message is None:
            find_its_message(provider, event, now)
        if event.happened in GIVES_UP:
            give_up(provider, event, message, *GIVES_UP[event.happened], now)
        elif event.happened == Happened.SOFT_BOUNCE:
            count_soft_bounce(provider, event, message, now)
        elif event.happened == Happened.NOT_SENT and message:
            on_request = Message.objects.filter(pk=message, kind=Message.Kind.RESEND)
            if not on_request.exists():  # a lesson sent again holds nothing up
                Enrolment.objects.filter(messages=message).pause(NOT_SENT)


def give_up(
    provider: str, event: ProviderEvent, message: UUID | None, why: Suppression.Reason, reason: str, now: datetime
) -> None:
    """Suppress the address, end the enrolments of everybody who reads it, cancel what is planned for them."""
    address = address_of(event, message)
    try:
        Suppression.objects.suppress(address, why, now)
        patients = list(Patient.objects.with_address(address))
    except ValidationError:  # not an address: nobody to give up, and the event stays on record
        return
    under_way = list(Enrolment.objects.under_way().filter(patient__in=patients).values_list("pk", flat=True))
    silence(patients, reason, now)
    if why in Suppression.OWN_WORD:
        unsubscribed(under_way, now)
    if why in BOUNCED:
        BouncedAddress.objects.note(patients, now)
    for patient in patients:
        if why in Suppression.OWN_WORD:
            for stream in Consent.Stream:
                Consent.objects.withdraw(patient, stream, how=reason, now=now)
        AuditEntry.objects.record("suppress", actor=provider, now=now, subject=patient.pk, why=why)


def silence(patients: Sequence[Patient], reason: str, now: datetime) -> None:
    Enrolment.objects.filter(patient__in=patients).end(reason, now)
    planned = Message.objects.filter(patient__in=patients, state=Message.State.PLANNED)
    planned.move(Message.State.CANCELLED, reason=reason, settled_at=now)


def count_soft_bounce(provider: str, event: ProviderEvent, message: UUID | None, now: datetime) -> None:
    try:
        in_a_row = SoftBounces.objects.count_one(address_of(event, message), now)
    except ValidationError:
        return
    if in_a_row >= SoftBounces.MOST_IN_A_ROW:
        give_up(provider, event, message, *SOFT_BOUNCES, now)


def begin_anew(delivered: Iterable[UUID]) -> None:
    """A mailbox that took something has no bounces in a row."""
    if SoftBounces.objects.exists():
        messages = Message.objects.filter(pk__in=list(delivered))
        SoftBounces.objects.forget(messages.values_list("patient__email_index", flat=True))


def address_of(event: ProviderEvent, message: UUID | None) -> str:
    """The event's own; else the one the message was sent to; else "", which is no address."""
    if event.address or message is None:
        return event.address
    row = Message.objects.select_related("patient").get(pk=message)
    return (sealed_values(row) or {}).get("to", "")

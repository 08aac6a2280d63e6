"""The patient says "this is my address, and yes": consent and confirmation are recorded, and what waited begins."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from campaigns.consents.words import CONFIRM_WORDING
from campaigns.emails.received import sealed_values
from campaigns.enrolments.beginning import begin_or_wait
from campaigns.models import Enrolment, Message
from clinic.models import AuditEntry
from patients.addresses import address_key
from patients.models import Consent, Patient

HOW = gettext_noop("Confirmed by email")
CONFIRMED = gettext_noop("The patient confirmed the address before this email was due.")


def confirm(patient: Patient, now: datetime) -> int:
    """Begin every enrolment of this patient that waited for it; the number begun. A second call changes nothing."""
    with transaction.atomic():
        if patient.address_confirmed_at is None:
            patient.address_confirmed_at = now
            patient.save(update_fields=["address_confirmed_at"])
        Consent.objects.give(
            patient, Consent.Stream.LESSONS, how=HOW, wording=CONFIRM_WORDING, recorded_by="patient", now=now
        )
        waiting = Enrolment.objects.under_way().filter(patient=patient, waits_for=Enrolment.WaitsFor.CONFIRMATION)
        unasked = Message.objects.welcomes().filter(patient=patient, state=Message.State.PLANNED)
        unasked.move(Message.State.CANCELLED, reason=CONFIRMED, settled_at=now)
        begun = [begin(enrolment, now) for enrolment in waiting.select_related("patient", "series")]
        AuditEntry.objects.record("confirm", actor="patient", now=now, subject=patient.id)
        return len(begun)


def asks_for_the_present_address(welcome: Message) -> bool:
    """False for the link in an email that went to an earlier address: whoever reads that can't confirm the new one."""
    values = sealed_values(welcome)
    return values is not None and address_key(values["to"]) == address_key(welcome.patient.open_identity().email)


def begin(enrolment: Enrolment, now: datetime) -> Enrolment:
    begin_or_wait(enrolment, now)
    enrolment.save(update_fields=["waits_for", "next_due_at", "state"])
    return enrolment

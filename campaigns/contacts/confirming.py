"""The link in the email that follows a sign-up: the yes of whoever reads that mailbox."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from campaigns.consents.confirming import asks_for_the_present_address
from campaigns.models import Message, PendingSignUp
from campaigns.newsletters.stopping import NEWS
from campaigns.rows import locked
from clinic.models import AuditEntry
from patients.models import Consent, Patient

WORKS_FOR = timedelta(days=7)  # as the links with which staff choose a password


def can_confirm(message: Message, now: datetime) -> bool:
    """False when the link has run out, went to an earlier address, or the newsletters were stopped meanwhile."""
    if message.claimed_at is None or message.claimed_at <= now - WORKS_FOR:
        return False
    agreed = Consent.objects.standing(NEWS).filter(patient=message.patient_id).exists()
    return agreed and asks_for_the_present_address(message)


def confirm_sign_up(message: Message, now: datetime) -> bool:
    """True when the address is confirmed by this call, False when it was before."""
    with transaction.atomic():
        person = locked(Patient.objects.known().filter(pk=message.patient_id)).get()
        PendingSignUp.objects.filter(patient=person).delete()
        if person.address_confirmed_at is not None:
            return False
        person.address_confirmed_at = now
        person.save(update_fields=["address_confirmed_at"])
        AuditEntry.objects.record("confirm sign-up", actor="patient", now=now, subject=person.pk)
        return True

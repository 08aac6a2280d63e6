"""Forgetting a contact: their address can be read by nobody, and no later import brings them back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.models import Message
from campaigns.rows import locked
from clinic.models import AuditEntry
from clinic.refusal import Refusal
from patients.models import Consent, Patient, Suppression

ERASED = gettext_noop("The contact was erased.")


def erase_contact(contact: Patient, now: datetime, *, by: str) -> None:
    """Raises Refusal for somebody who is a patient by now, and what `open_identity` raises."""
    with transaction.atomic():
        person = locked(Patient.objects.filter(pk=contact.pk)).get()
        if person.erased_at is not None:
            return
        if not person.contact:
            raise Refusal(
                _("This person was enrolled and is a patient now: a patient's record isn't erased from here.")
            )
        address = person.open_identity().email
        if Patient.objects.known().with_address(address).count() == 1:  # somebody else there keeps their newsletters
            Suppression.objects.suppress(address, Suppression.Reason.STAFF, now, only_news=True)
        forget(person, now, how=ERASED, action="contact.erase", by=by)


def forget(person: Patient, now: datetime, *, how: str, action: str, by: str) -> None:
    """Inside a transaction that holds the row."""
    Consent.objects.withdraw(person, Consent.Stream.NEWSLETTER, how=how, now=now)
    planned = Message.objects.filter(patient=person, state=Message.State.PLANNED)
    planned.move(Message.State.CANCELLED, reason=how, settled_at=now)
    person.erase(now)
    AuditEntry.objects.record(action, actor=by, now=now, subject=person.pk)

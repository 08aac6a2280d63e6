"""Sign-ups that nobody confirmed: after 30 days the form's own contacts are forgotten, and others are as they were before."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from campaigns.consents.words import SIGN_UP_WORDING
from campaigns.contacts.erasing import forget
from campaigns.contacts.signing_up import BY, NOT_CONFIRMED
from campaigns.models import PendingSignUp, SignUpTries
from campaigns.newsletters.stopping import NEWS
from campaigns.rows import locked
from patients.keys import KeyMissing
from patients.models import Consent, Patient, Suppression
from patients.sealing import SealBroken

AFTER = timedelta(days=30)
MOST_AT_ONCE = 500  # an hour's look; the rest are met by the next


def give_up_unconfirmed(now: datetime) -> int:
    """Each in a transaction of its own; one whose seal can't be opened stays until it can. How many were looked at."""
    old = PendingSignUp.objects.filter(asked_at__lte=now - AFTER).order_by("asked_at").values_list("pk", flat=True)
    found = list(old[:MOST_AT_ONCE])
    for patient in found:
        with suppress(SealBroken, KeyMissing):
            give_up(patient, now)
    SignUpTries.objects.forget_old(now)
    return len(found)


def leave_behind(person: Patient, now: datetime) -> None:
    """Whoever typed the address may be somebody else: what nobody confirmed doesn't count once another email confirms it."""
    if PendingSignUp.objects.filter(patient=person).delete()[0]:
        Consent.objects.withdraw(person, NEWS, how=NOT_CONFIRMED, now=now)


def give_up(patient: UUID, now: datetime) -> None:
    with transaction.atomic():
        person = locked(Patient.objects.filter(pk=patient)).get()
        pending = PendingSignUp.objects.filter(pk=patient, asked_at__lte=now - AFTER).first()
        if pending is None:
            return
        pending.delete()
        if person.erased_at is not None or person.address_confirmed_at is not None:
            return
        standing = Consent.objects.standing(NEWS).filter(patient=person).first()
        if pending.made_by_form and person.contact:
            if standing is None:  # they said no to an email they hadn't asked for: nobody brings it about again
                address = person.open_identity().email
                Suppression.objects.suppress(address, Suppression.Reason.UNSUBSCRIBED, now, only_news=True)
            forget(person, now, how=NOT_CONFIRMED, action="contact.forget", by=BY)
        elif standing is not None and standing.wording == SIGN_UP_WORDING:
            Consent.objects.withdraw(person, NEWS, how=NOT_CONFIRMED, now=now)

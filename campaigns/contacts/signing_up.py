"""The sign-up form for newsletters: whoever typed an address is asked at that address, and nothing else follows from the form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop

from campaigns.consents.confirmation_pace import NEVER_ARRIVED
from campaigns.consents.words import SIGN_UP_WORDING
from campaigns.models import Message, PendingSignUp, SignUpTries
from campaigns.newsletters.stopping import NEWS, ended_by_reader
from clinic.models import AuditEntry, ClinicProfile
from patients.models import Consent, Identity, Patient, Suppression

HOW = gettext_noop("Sign-up form")
BY = "sign-up form"
NOT_CONFIRMED = gettext_noop("The address wasn't confirmed in time.")
BETWEEN = timedelta(days=1)  # from one email that asks to the next
MOST_UNANSWERED = 3  # such emails to somebody who doesn't answer


@dataclass(frozen=True, repr=False)
class Asked:
    """What was typed, cleaned."""

    email: str
    given_name: str
    language: str

    def __repr__(self) -> str:
        return "<Asked>"


def is_open(clinic: ClinicProfile) -> bool:
    """Whether the form is there: the clinic opened it, and its details are complete enough to send an email."""
    return clinic.sign_up and not clinic.missing()


def sign_up(asked: Asked, network: str, now: datetime) -> bool:
    """Ask for a confirmation where one may be asked for. False: too many tries, and nothing was done.

    For somebody who may not be asked the same is written and taken back, so that the time tells little of who is known.
    Raises ValidationError for what `Asked` should have kept out.
    """
    clinic = ClinicProfile.current()
    with transaction.atomic():
        if not SignUpTries.objects.take(network, now):
            return False
        fresh = Patient.sealed(
            Identity(asked.email, asked.given_name), language=asked.language, time_zone=clinic.time_zone, now=now
        )
        fresh.contact = True
        chosen, pending = whom_to_ask(asked.email, fresh, now)
        written = transaction.savepoint()
        ask(chosen or fresh, pending, clinic, now, made_by_form=chosen in (fresh, None))
        end = transaction.savepoint_rollback if chosen is None else transaction.savepoint_commit
        end(written)
    return True


def whom_to_ask(email: str, fresh: Patient, now: datetime) -> tuple[Patient | None, PendingSignUp | None]:
    """The contact at this address, else `fresh`, and what they were asked before. None when nobody there may be asked.

    A patient's record is never touched: anybody may use the form. The same is read for every address: `fresh` is among those
    looked for, because for nobody at all Django would read nothing.
    """
    shut = Suppression.objects.covering([email], news=True)
    known = list(Patient.objects.known().with_address(email).order_by("id"))
    keys = [fresh.pk, *(one.pk for one in known)]
    reached = is_reached(keys)
    pending = {row.patient_id: row for row in PendingSignUp.objects.filter(patient__in=keys)}
    last = {row.patient_id: row for row in Consent.objects.filter(patient__in=keys, stream=NEWS).order_by("id")}
    asked_all = all(may_be_asked(pending.get(key), last.get(key), now) for key in keys)
    lately = (
        Message.objects.welcomes().filter(patient__in=keys, due_at__gt=now - BETWEEN).exclude(state__in=NEVER_ARRIVED)
    )
    if lately.exists() or reached or shut or not asked_all:
        return None, None
    chosen = next((one for one in known if one.contact), fresh)
    return chosen, pending.get(chosen.pk)


def is_reached(keys: list[UUID]) -> bool:
    """A newsletter goes to an address once, so nobody there is asked when somebody gets it."""
    standing = Consent.objects.standing(NEWS).filter(patient__in=keys, patient__address_confirmed_at__isnull=False)
    return standing.exists()


def may_be_asked(pending: PendingSignUp | None, last: Consent | None, now: datetime) -> bool:
    """Once a day, three times in all, and not after a no: the reader's own no to newsletters they got ends with their own yes.

    `last`: their newest consent to newsletters.
    """
    said_no = last is not None and last.withdrawn_at is not None
    if pending is not None:
        return not said_no and pending.times < MOST_UNANSWERED and pending.asked_at <= now - BETWEEN
    if last is None or not said_no:
        return True
    return ended_by_reader(last) or last.withdrawn_how == NOT_CONFIRMED


def ask(
    contact: Patient, pending: PendingSignUp | None, clinic: ClinicProfile, now: datetime, *, made_by_form: bool
) -> None:
    """Their yes is on record, and no newsletter follows it before the address is confirmed (anew, for a former reader)."""
    if made_by_form:
        contact.save(force_insert=True)
    else:
        contact.address_confirmed_at = None
        contact.save(update_fields=["address_confirmed_at"])
    Consent.objects.give(contact, NEWS, how=HOW, wording=SIGN_UP_WORDING, recorded_by=BY, now=now)
    times = pending.times + 1 if pending else 1
    if pending is None:
        PendingSignUp.objects.create(patient=contact, times=times, asked_at=now, made_by_form=made_by_form)
    else:
        PendingSignUp.objects.filter(pk=pending.pk).update(times=times, asked_at=now)
    before = Message.objects.filter(patient=contact, kind=Message.Kind.SIGNUP).count()
    message = Message(
        key=f"signup:{contact.pk}:{before + 1}", kind=Message.Kind.SIGNUP, patient=contact,
        due_at=now, planned_at=now, day=now.astimezone(clinic.zone).date(),
    )  # fmt: skip
    Message.objects.make([message])
    AuditEntry.objects.record("sign up", actor=BY, now=now, subject=contact.pk)

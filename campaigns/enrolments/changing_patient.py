"""Changing who a patient is: another address has to be confirmed, another language or time zone plans anew."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.consents.asking_to_confirm import ask_to_confirm
from campaigns.enrolling.same_person import same_mailbox
from campaigns.enrolments.beginning import begin_or_wait, has_to_confirm
from campaigns.models import BouncedAddress, Enrolment, Message
from campaigns.rows import again_after_a_deadlock, locked
from clinic.models import AuditEntry
from clinic.refusal import Refusal
from patients.addresses import clean_address
from patients.languages import clean_language
from patients.models import Identity, Patient, Suppression
from patients.time_zones import clean_time_zone

ANOTHER_ADDRESS = gettext_noop("The address was changed.")
RECORD_NUMBER_TAKEN = gettext_noop("Another patient here has this record number: check the digits.")


@dataclass(frozen=True)
class Changed:
    """`moved`: to another mailbox. `asked`: an email asks to confirm it. `on_its_way`: emails the old one may still get."""

    moved: bool
    asked: bool = False
    on_its_way: int = 0


def shared_with(patient: Patient, email: str) -> bool:
    """Whether another patient has this address. Raises ValidationError for no address."""
    return any(one.pk != patient.pk for one, _ in same_mailbox(email))


@again_after_a_deadlock  # a claim goes from message to enrolment, this the other way
def change_address(patient: Patient, email: str, now: datetime, *, by: str) -> Changed:
    """The old address gets nothing more; the new one gets a neutral email first, and lessons once that is confirmed.

    Raises ValidationError for no address, and Refusal for one that must not be mailed.
    """
    address = clean_address(email)
    if found := Suppression.objects.stopping(news=False).of(address).first():
        why = found.get_reason_display().lower()
        raise Refusal(_("This address must not be mailed ({why}): ask for another one.").format(why=why))
    with transaction.atomic():
        enrolments = list(locked(Enrolment.objects.under_way().filter(patient=patient)).select_related("series"))
        patient.refresh_from_db()  # a try that was broken off has left its changes in it
        known = patient.open_identity()
        moved = not known.same_mailbox(replace(known, email=address))
        patient.change_identity(replace(known, email=address), now=now)
        for one in enrolments:
            one.patient = patient
        AuditEntry.objects.record("patient.address", actor=by, now=now, subject=patient.pk, moved=moved)
        if not moved:
            return Changed(moved=False)
        take_back_what_is_planned(patient, now)
        BouncedAddress.objects.handle(patient, now, by=by)
        waiting = [one for one in enrolments if has_to_confirm(one)]
        for one in waiting:
            one.waits_for, one.next_due_at = Enrolment.WaitsFor.CONFIRMATION, None
            one.save(update_fields=["waits_for", "next_due_at"])
        plan_anew(patient, [one for one in enrolments if one not in waiting], now)
        asked = ask_to_confirm(patient, now) is not None
        sending = Message.objects.filter(patient=patient, state=Message.State.SENDING)
        return Changed(moved=True, asked=asked, on_its_way=sending.count())


def take_back_what_is_planned(patient: Patient, now: datetime) -> None:
    """A lesson gives way to a new plan, so that it still comes once the address is confirmed. All else is cancelled."""
    planned = Message.objects.filter(patient=patient, state=Message.State.PLANNED)
    planned.filter(kind=Message.Kind.STEP).unmake()
    planned.move(Message.State.CANCELLED, reason=ANOTHER_ADDRESS, settled_at=now)


@again_after_a_deadlock
def change_details(
    patient: Patient, identity: Identity, *, language: str, time_zone: str, private_mail: bool, now: datetime, by: str
) -> None:
    """Names, birth date, record number, language, time zone, and who else reads the mail; the address stays as it is.

    Lessons that are planned are planned anew where they would read or leave otherwise. Raises ValidationError and Refusal.
    """
    language, time_zone = clean_language(language), clean_time_zone(time_zone)
    if identity.mrn and Patient.objects.known().with_mrn(identity.mrn).exclude(pk=patient.pk).exists():
        raise Refusal(_(RECORD_NUMBER_TAKEN))
    with transaction.atomic():
        enrolments = list(locked(Enrolment.objects.under_way().filter(patient=patient)).select_related("series"))
        patient.refresh_from_db()
        before = (patient.language, patient.time_zone)
        patient.language, patient.time_zone, patient.private_mail = language, time_zone, private_mail
        patient.change_identity(replace(identity, email=patient.open_identity().email), now=now)
        patient.save(update_fields=["language", "time_zone", "private_mail"])
        if before != (language, time_zone):
            plan_anew(patient, enrolments, now)
        AuditEntry.objects.record("patient.details", actor=by, now=now, subject=patient.pk)


def plan_anew(patient: Patient, enrolments: list[Enrolment], now: datetime) -> None:
    """One whose lesson is on its way goes on from there by itself; a paused one when a person goes on with it."""
    Message.objects.filter(patient=patient, state=Message.State.PLANNED, kind=Message.Kind.STEP).unmake()
    for one in enrolments:
        on_its_way = Message.objects.keeping_the_series().filter(enrolment=one).exists()
        if on_its_way or one.state != Enrolment.State.ACTIVE or one.waits_for == Enrolment.WaitsFor.CONFIRMATION:
            continue
        one.patient = patient
        begin_or_wait(one, now)
        one.save(update_fields=["state", "waits_for", "next_due_at"])

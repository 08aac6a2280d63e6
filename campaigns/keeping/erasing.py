"""Erasing a patient: what was sealed can be read by nobody, nothing more leaves, and the counts stay true."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.intake.made_numbers import erased_numbers
from campaigns.models import (
    BouncedAddress,
    CancelledVisit,
    DoorTries,
    Enrolment,
    Message,
    OutgoingEvent,
    PatientRequest,
    PendingSignUp,
    PendingVisit,
)
from campaigns.rows import locked
from clinic.models import AuditEntry
from clinic.refusal import Refusal
from patients.models import Consent, Patient, SoftBounces, Suppression

ON_REQUEST = gettext_noop("The patient asked to be erased.")
AFTER_YEARS = gettext_noop("It was kept as long as the clinic keeps it.")


def erase_patient(patient: Patient, now: datetime, *, why: str, by: str) -> bool:
    """Forget who this is. `why`: one of the two above; whoever asked stays unmailed, also after another import.

    False when it was done before. Raises Refusal for a legal hold, and what `open_identity` raises.
    """
    with transaction.atomic():
        person = locked(Patient.objects.filter(pk=patient.pk)).get()
        if person.erased_at is not None:
            return False
        if person.legal_hold_since is not None:
            raise Refusal(_("This record is under a legal hold: end the hold first."))
        if why == ON_REQUEST:
            keep_unmailed(person, now)
            keep_unstarted(person, now)
        end_all(person, now, why=why, by=by)
        messages = Message.objects.filter(patient=person)
        messages.exclude(state=Message.State.SENDING).update(values=None)
        person.erase(now)
        AuditEntry.objects.record("patient.erase", actor=by, now=now, subject=person.pk)
        transaction.on_commit(partial(leave_no_copy, list(messages.values_list("pk", flat=True))))
    return True


def keep_unmailed(person: Patient, now: datetime) -> None:
    """Their address alone is suppressed, as an index. Somebody else who reads the same mailbox goes on getting their lessons."""
    address = person.open_identity().email
    if Patient.objects.known().with_address(address).count() == 1:
        Suppression.objects.suppress(address, Suppression.Reason.UNSUBSCRIBED, now)


def keep_unstarted(person: Patient, now: datetime) -> None:
    """Their visits start nothing again, whoever reads the mailbox and whatever address comes with them: by an index of the number."""
    numbers = [
        pair
        for model in (Enrolment, PendingVisit)
        for pair in model._default_manager.filter(patient=person).exclude(visit_id="").values_list("visit_source", "visit_id")
    ]  # fmt: skip
    kept = [CancelledVisit(visit_source=source, visit_id=erased_numbers(source, number)[0], at=now) for source, number in numbers]  # fmt: skip
    CancelledVisit.objects.bulk_create(kept, ignore_conflicts=True)


def end_all(person: Patient, now: datetime, *, why: str, by: str) -> None:
    enrolments = Enrolment.objects.filter(patient=person)
    enrolments.end(why, now)
    enrolments.update(visit_source="", visit_id="")  # a number of another system, which still knows whose it is
    planned = Message.objects.filter(patient=person, state=Message.State.PLANNED)
    planned.move(Message.State.CANCELLED, reason=why, settled_at=now)
    for stream in Consent.Stream:
        Consent.objects.withdraw(person, stream, how=why, now=now)
    visits = PendingVisit.objects.filter(patient=person)
    visits.settle(PendingVisit.State.TAKEN_BACK, now, by=by)
    visits.update(visit_id="")
    PatientRequest.objects.waiting().filter(patient=person).update(done_at=now, done_by=by)
    if not Patient.objects.known().filter(email_index=person.email_index).exclude(pk=person.pk).exists():
        SoftBounces.objects.forget([person.email_index])
    OutgoingEvent.objects.filter(enrolment__in=list(enrolments.values_list("pk", flat=True))).delete()
    for model in (DoorTries, BouncedAddress, PendingSignUp):
        model._default_manager.filter(patient=person).delete()


def leave_no_copy(messages: Sequence[UUID]) -> None:
    """Of the emails in the local inbox, and of what the database held before."""
    for message in messages:
        (Path(settings.HOME) / "inbox" / f"{message}.eml").unlink(missing_ok=True)
    empty_the_log()


def empty_the_log() -> None:
    """SQLite writes over the pages it frees (secure_delete), but its write-ahead log keeps them until it is emptied."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # while somebody reads it stays; the next one empties it


def hold(patient: Patient, now: datetime, *, by: str) -> None:
    """Nothing of this record is erased until the hold ends. A second call changes nothing."""
    if Patient.objects.known().filter(pk=patient.pk, legal_hold_since=None).update(legal_hold_since=now):
        AuditEntry.objects.record("patient.hold", actor=by, now=now, subject=patient.pk)


def end_hold(patient: Patient, now: datetime, *, by: str) -> None:
    if Patient.objects.filter(pk=patient.pk, legal_hold_since__isnull=False).update(legal_hold_since=None):
        AuditEntry.objects.record("patient.end hold", actor=by, now=now, subject=patient.pk)

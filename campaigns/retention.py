"""What is older than the clinic keeps it: patients are erased, emails lose their values, events go. Tallies and suppressions stay.

The months are the clinic's own (clinic/keeping_settings.py); none is set before a person does. A legal hold keeps all of a patient.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from campaigns.erasing import AFTER_YEARS, erase_patient
from campaigns.models import Enrolment, Event, Message, PatientRequest, PendingVisit
from campaigns.one_at_a_time import one_at_a_time
from campaigns.rows import in_parts
from clinic.keeping_settings import kept_since
from clinic.models import ClinicProfile
from clinic.refusal import Refusal
from patients.keys import KeyMissing
from patients.models import Consent, Patient
from patients.sealing import SealBroken

QUIET_HOUR = 3  # of the clinic: it reads whole tables
MOST_AT_ONCE = 5_000  # of each kind in one night; the rest the night after
AT_ONCE = 500
BY = "retention"
NOT_AT_REST = (*Message.UNDER_WAY, Message.State.UNCERTAIN, Message.State.HELD)


@dataclass
class Kept:
    """How many went, or would."""

    patients: int = 0
    emails: int = 0
    events: int = 0

    def as_json(self) -> dict[str, int]:
        return asdict(self)


def nightly(now: datetime, hour: int) -> Kept:
    """`hour`: of the clinic. The clock asks every hour."""
    return let_go(now) if hour == QUIET_HOUR else Kept()


def let_go(now: datetime, *, dry_run: bool = False) -> Kept:
    """At most MOST_AT_ONCE of each kind; `dry_run` counts all and changes nothing."""
    old_patients, old_emails, old_events = patients_over(now), emails_over(now), events_over(now)
    if dry_run:
        return Kept(old_patients.count(), old_emails.count(), old_events.count())
    gone = Kept()
    for one in old_patients.order_by("pk")[:MOST_AT_ONCE]:
        with suppress(
            SealBroken, KeyMissing, Refusal
        ):  # what can't be opened stays, and so does a hold that has just begun
            gone.patients += let_one_go(one, now)
    for part in in_parts(list(old_emails.values_list("pk", flat=True)[:MOST_AT_ONCE]), AT_ONCE):
        gone.emails += Message.objects.filter(pk__in=part).update(values=None)
    for part in in_parts(list(old_events.values_list("pk", flat=True)[:MOST_AT_ONCE]), AT_ONCE):
        gone.events += Event.objects.filter(pk__in=part).delete()[0]
    return gone


def let_one_go(patient: Patient, now: datetime) -> bool:
    """Looked at again: the list takes minutes to work through, and somebody on it may have been enrolled since."""
    with transaction.atomic():
        one_at_a_time()
        still = patients_over(now).filter(pk=patient.pk).exists()
        return still and erase_patient(patient, now, why=AFTER_YEARS, by=BY)


def patients_over(now: datetime) -> QuerySet[Patient]:
    """Nothing under way, nothing asked, nothing sent since then, and no newsletter they agreed to."""
    since = kept_since(ClinicProfile.current(), "keep_patients", now)
    if since is None:
        return Patient.objects.none()
    theirs = {"patient": OuterRef("pk")}
    enrolled = Enrolment.objects.filter(Q(state__in=Enrolment.UNDER_WAY) | Q(enrolled_at__gte=since), **theirs)
    mailed = Message.objects.filter(
        Q(state__in=NOT_AT_REST) | Q(planned_at__gte=since) | Q(claimed_at__gte=since), **theirs
    )
    asked = PatientRequest.objects.filter(Q(done_at=None) | Q(received_at__gte=since), **theirs)
    visited = PendingVisit.objects.filter(came_at__gte=since, **theirs)
    reads = Consent.objects.standing(Consent.Stream.NEWSLETTER).filter(**theirs)
    over = Patient.objects.known().filter(contact=False, legal_hold_since=None, created_at__lt=since)
    return over.filter(~Exists(enrolled), ~Exists(mailed), ~Exists(asked), ~Exists(visited), ~Exists(reads))


def emails_over(now: datetime) -> QuerySet[Message]:
    """Their text can no longer be shown as it was received; what became of them is still known."""
    since = kept_since(ClinicProfile.current(), "keep_emails", now)
    if since is None:
        return Message.objects.none()
    old = Message.objects.filter(claimed_at__lt=since, values__isnull=False, patient__legal_hold_since=None)
    return old.exclude(state__in=NOT_AT_REST)


def events_over(now: datetime) -> QuerySet[Event]:
    since = kept_since(ClinicProfile.current(), "keep_events", now)
    if since is None:
        return Event.objects.none()
    return Event.objects.filter(at__lt=since, message__patient__legal_hold_since=None)

"""Visits whose patient nobody has asked: kept for the desk, which enrols with the patient's yes, or notes the no."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.consents.words import IMPORTED
from campaigns.enrolling.known_here import KnownHere
from campaigns.enrolling.one_at_a_time import one_at_a_time
from campaigns.enrolling.one_patient import Enrolled, Request, checked, enrol
from campaigns.enrolling.same_person import record_number_taken
from campaigns.intake.knowing import ids_of
from campaigns.models import Enrolment, Message, PatientRequest, PendingVisit
from campaigns.rows import in_parts, locked
from clinic.models import AuditEntry
from clinic.refusal import Refusal
from patients.models import Consent, Identity, Note, Patient
from patients.visits import Visit

State = PendingVisit.State
BY = "retention"
AT_ONCE = 200  # in one transaction: nobody else writes meanwhile
MOST_AT_ONCE = 5_000  # an hour's look; the rest are met by the next


def request_of(visit: Visit, person: Identity, series: str, consent: str = "") -> Request:
    return Request(
        series=series, email=person.email, given_name=person.given_name, family_name=person.family_name,
        birth_date=person.birth_date, mrn=person.mrn, language=visit.language, time_zone=visit.time_zone,
        visit_date=visit.ended_on, visit_id=ids_of(visit)[0], visit_source=visit.source, consent=consent,
        wording=visit.agreed_wording or IMPORTED,
        confirmed=visit.address_confirmed, guardian_checked=True,
    )  # fmt: skip


def keep(visit: Visit, person: Identity, here: KnownHere, now: datetime, *, by: str) -> PendingVisit:
    """Somebody new is sealed as any patient is. Raises Refusal and ValidationError, with nothing written."""
    with transaction.atomic():
        request = request_of(visit, person, here.series.slug)
        identity, zone, language = checked(request, here.series, here.clinic, now)
        if record_number_taken(identity):
            raise Refusal(
                _("A patient here has this record number under another name or address: find them by the number first.")
            )
        patient = here.patient(identity)
        made = patient is None
        if patient is None:
            patient = Patient.objects.register(identity, language=language, time_zone=zone, now=now)
        pending = PendingVisit.objects.create(
            patient=patient, series=here.series, visit_source=visit.source, visit_id=request.visit_id,
            visited_on=visit.ended_on, made_patient=made, came_at=now,
        )  # fmt: skip
        AuditEntry.objects.record("visit.wait", actor=by, now=now, subject=patient.pk, pending=str(pending.pk))
        return pending


def enrol_with_consent(
    pending: PendingVisit, how: str, now: datetime, *, by: str, private_mail: bool = False
) -> Enrolled:
    """The patient said yes. Whoever has no PIN gets one, as at the desk. Raises Refusal and ValidationError; then it goes on waiting."""
    with transaction.atomic():
        one_at_a_time()
        row = still_waiting(pending)
        identity, patient = row.patient.open_identity(), row.patient
        done = enrol(
            Request(
                series=row.series.slug, email=identity.email, given_name=identity.given_name, family_name=identity.family_name,
                birth_date=identity.birth_date, mrn=identity.mrn, language=patient.language, time_zone=patient.time_zone,
                visit_date=row.visited_on, visit_id=row.visit_id, visit_source=row.visit_source, consent=how,
                private_mail=private_mail, guardian_checked=True,
            ),
            now=now, by=by, known=patient,
        )  # fmt: skip
        if done.outcome == "skipped":
            raise Refusal(done.why)
        PendingVisit.objects.filter(pk=row.pk).settle(State.ENROLLED, now, by=by)
        if done.outcome == "enrolled" and not done.pin and done.enrolment and not done.enrolment.patient.pin_hash:
            return replace(done, pin=done.enrolment.patient.set_pin())
        return done


def decline(pending: PendingVisit, now: datetime, *, by: str) -> None:
    """The patient said no: the visit never waits again, and somebody we knew only from it is forgotten. Raises Refusal."""
    with transaction.atomic():
        one_at_a_time()
        row = still_waiting(pending)
        PendingVisit.objects.filter(pk=row.pk).settle(State.DECLINED, now, by=by)
        AuditEntry.objects.record("visit.decline", actor=by, now=now, subject=row.patient_id, pending=str(row.pk))
        forget_unless_known([row], now, by=by)


def take_back(waiting: Iterable[PendingVisit], now: datetime, *, by: str, state: str = State.TAKEN_BACK) -> int:
    """Cancelled, merged, or the patient died: nobody needs to be asked any more. How many waited."""
    rows = list(waiting)
    taken = PendingVisit.objects.filter(pk__in=[row.pk for row in rows]).settle(state, now, by=by)
    forget_unless_known(rows, now, by=by)
    return taken


def give_up_old(now: datetime) -> int:
    """Nobody asked for two months: they wait no longer, and whom we knew only from the visit is forgotten. How many.

    A file may have brought half a million on one day, which then come of age together.
    """
    done, old = 0, list(PendingVisit.objects.too_old(now).values_list("pk", flat=True)[:MOST_AT_ONCE])
    for part in in_parts(old, AT_ONCE):
        with transaction.atomic():
            one_at_a_time()
            done += take_back(PendingVisit.objects.waiting().filter(pk__in=part), now, by=BY, state=State.LAPSED)
    return done


def still_waiting(pending: PendingVisit) -> PendingVisit:
    """Locked until the end: two desks that answer at once come one after the other. Raises Refusal."""
    row = locked(PendingVisit.objects.filter(pk=pending.pk).select_related("patient", "series")).get()
    if row.state != State.WAITING:
        raise Refusal(_("Somebody has answered this one already: look at the list again."))
    return row


def forget_unless_known(rows: Iterable[PendingVisit], now: datetime, *, by: str) -> None:
    for row in rows:
        patient = row.patient
        if row.made_patient and patient.erased_at is None and not is_needed(patient):
            patient.erase(now)
            AuditEntry.objects.record("patient.forget", actor=by, now=now, subject=patient.pk)


def is_needed(patient: Patient) -> bool:
    """Under a legal hold, or known by more than this visit."""
    if patient.legal_hold_since is not None:
        return True
    kept = (Enrolment, Consent, Message, Note, PatientRequest)
    return any(model._default_manager.filter(patient=patient).exists() for model in kept) or (
        PendingVisit.objects.waiting().filter(patient=patient).exists()
    )

"""What our own records say of a visit: its series, its patient, whether it was here before."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.core.exceptions import ValidationError

from campaigns.enrolling import standing_enrolment, standing_why
from campaigns.intake.deciding import Known, learner
from campaigns.models import CancelledVisit, Enrolment, PendingVisit, Series, StartCode
from campaigns.same_person import same_mailbox, same_person
from clinic.models import ClinicProfile
from patients.blind_index import Purpose, index_of, indexes_of
from patients.comparison import ComparisonForm
from patients.models import Consent, Identity, Patient, Suppression
from patients.names import mrn_key
from patients.visits import Code, Visit

CANCELLED: Final = "This visit was cancelled before: enrol the patient by the form if it took place after all."
STARTED: Final = "This visit has started the series before."
BEFORE: Final = {
    PendingVisit.State.WAITING: "This visit waits on the page Pending, under Patients, already.",
    PendingVisit.State.ENROLLED: STARTED,
    PendingVisit.State.DECLINED: "The patient was asked after this visit and said no.",
    PendingVisit.State.TAKEN_BACK: CANCELLED,
}


def ids_of(visit: Visit) -> list[str]:
    """Under which numbers this visit may stand here, the one to store first.

    A source without visit numbers gets one from the record number and the day, as a blind index, so that the same message again is the same visit.
    """
    if visit.id:
        return [visit.id]
    value = ComparisonForm(f"{mrn_key(visit.person.mrn)}|{visit.ended_on}")
    current = index_of(Purpose.MRN, value)
    return [current, *(one for one in indexes_of(Purpose.MRN, value).values() if one != current)]


def series_of(codes: list[Code]) -> list[Series]:
    return StartCode.objects.series_for({code.pair for code in codes})


def known_of(visit: Visit, series: Series | None, now: datetime) -> Known:
    clinic = ClinicProfile.current()
    person = learner(visit, now.astimezone(clinic.zone).date())
    patient = patient_of(person)
    return Known(
        zone=clinic.zone,
        substance_use=clinic.substance_use_consent,
        series=series.slug if series else "",
        suppressed=is_suppressed(person),
        before=taken_before(visit, patient, series) if series else "",
        agreed=patient is not None
        and Consent.objects.standing(Consent.Stream.LESSONS).filter(patient=patient).exists(),
    )


def is_suppressed(person: Identity) -> bool:
    return bool(person.email) and bool(Suppression.objects.covering([person.email]))


def patient_of(person: Identity) -> Patient | None:
    """The patient of this mailbox and name; None for somebody new, and for what is no address."""
    try:
        return next((one for one, known_as in same_mailbox(person.email) if same_person(known_as, person)), None)
    except ValidationError:
        return None


def taken_before(visit: Visit, patient: Patient | None, series: Series) -> str:
    here = {"visit_source": visit.source, "visit_id__in": ids_of(visit)}
    if CancelledVisit.objects.filter(**here).exists():
        return CANCELLED
    if Enrolment.objects.filter(series=series, **here).exists():
        return STARTED
    if pending := PendingVisit.objects.filter(series=series, **here).first():
        return BEFORE[PendingVisit.State(pending.state)]
    if patient and (standing := standing_enrolment(patient, series)):
        return standing_why(standing)
    if patient and PendingVisit.objects.waiting().filter(patient=patient, series=series).exists():
        return "An earlier visit of this patient waits on the page Pending, under Patients."
    return ""


def patients_called(person: Identity) -> list[Patient]:
    """Everybody here who may be meant: by record number, and by mailbox and name."""
    found: dict[object, Patient] = {}
    if person.mrn:
        found |= {one.pk: one for one in Patient.objects.known().with_mrn(person.mrn)}
    if person.email and (named := patient_of(person)):
        found[named.pk] = named
    return list(found.values())

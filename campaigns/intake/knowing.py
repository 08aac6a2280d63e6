"""What our own records say of a visit: its series, its patient, whether it was here before."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import ValidationError
from django.db.models import Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.enrolling.known_here import KnownHere, held, known_here
from campaigns.enrolling.one_patient import standing_enrolment, standing_why
from campaigns.enrolling.same_person import same_mailbox, same_person
from campaigns.intake.deciding import Known
from campaigns.intake.made_numbers import erased_numbers, made_numbers
from campaigns.models import CancelledVisit, Enrolment, PendingVisit, Series, StartCode
from campaigns.stopping.reasons import DIED
from clinic.models import ClinicProfile
from patients.addresses import address_key
from patients.models import Consent, Identity, Patient
from patients.names import mrn_key
from patients.visits import Code, Visit

CANCELLED: Final = gettext_noop(
    "This visit was cancelled before, or its patient died or was erased: if that was a mistake, enrol them by the form."
)
STARTED: Final = gettext_noop("This visit has started the series before.")
WAITS: Final = gettext_noop("This visit waits on the page Pending, under Patients, already.")
BEFORE: Final[dict[str, str]] = {
    PendingVisit.State.ENROLLED: STARTED,
    PendingVisit.State.DECLINED: gettext_noop("The patient was asked after this visit and said no."),
    PendingVisit.State.TAKEN_BACK: CANCELLED,
    PendingVisit.State.LAPSED: gettext_noop(
        "Nobody asked this patient for two months after the visit: enrol them by the form."
    ),
}


def ids_of(visit: Visit) -> list[str]:
    """Under which numbers this visit may stand here, the one to store first.

    A source without visit numbers gets one from the patient and the day, so that the same message again is the same visit.
    """
    if visit.id:
        return [visit.id]
    return made_numbers(f"{who(visit.person)}|{visit.ended_on}")


def who(person: Identity) -> str:
    """The record number; where the source has none, the mailbox and the name."""
    if person.mrn:
        return mrn_key(person.mrn)
    try:
        mailbox: str = address_key(person.email)
    except ValidationError:  # no address, or one that is refused later: it may still be compared with itself
        mailbox = person.email.casefold()
    return "|".join((mailbox, person.given_name.casefold(), person.family_name.casefold()))


def series_of(codes: list[Code]) -> list[Series]:
    return StartCode.objects.series_for({code.pair for code in codes})


def series_naming(codes: list[Code]) -> list[Series]:
    """Those that are paused or ended, too: what a diagnosis began there is taken back as well."""
    return StartCode.objects.series_naming({code.pair for code in codes})


def here_of(person: Identity, series: Series, clinic: ClinicProfile) -> KnownHere:
    """Nobody has what is no address; the rule says why that one is no use."""
    try:
        return known_here(person.email, held(series), clinic)
    except ValidationError:
        return KnownHere(series, clinic, others=[], suppressed=False)


def known_of(visit: Visit, patient: Patient | None, here: KnownHere) -> Known:
    before, waits = taken_before(visit, patient, here.series)
    agreed = patient is not None and has_agreed(patient)
    return Known(
        zone=here.clinic.zone,
        substance_use=here.clinic.substance_use_consent,
        series=here.series.slug,
        suppressed=here.suppressed,
        before=before,
        waits=waits,
        died=patient is not None and not agreed and was_said_to_have_died(patient),
        agreed=agreed,
    )


def has_agreed(patient: Patient) -> bool:
    return Consent.objects.standing(Consent.Stream.LESSONS).filter(patient=patient).exists()


def was_said_to_have_died(patient: Patient) -> bool:
    """A death ends every consent, and every series of who had yet to agree. Whoever agrees again at the desk was taken for dead by mistake."""
    ended = Consent.objects.filter(patient=patient, withdrawn_how=DIED).exists()
    return ended or Enrolment.objects.filter(patient=patient, end_reason=DIED).exists()


def patient_of(person: Identity) -> Patient | None:
    """The patient of this mailbox and name; None for somebody new, and for what is no address."""
    try:
        return next((one for one, known_as in same_mailbox(person.email) if same_person(known_as, person)), None)
    except ValidationError:
        return None


def taken_before(visit: Visit, patient: Patient | None, series: Series) -> tuple[str, str]:
    """Why it is done with, and why it waits already: one of them, or neither. A yes that comes later ends the waiting only."""
    here = rows_of(visit, series)
    if CANCELLED in here or STARTED in here:
        return _(CANCELLED if CANCELLED in here else STARTED), ""
    if answered := BEFORE.keys() & here:
        return _(BEFORE[answered.pop()]), ""
    if patient and (standing := standing_enrolment(patient, series)):
        return standing_why(standing), ""
    if PendingVisit.State.WAITING in here:
        return "", _(WAITS)
    if patient and PendingVisit.objects.waiting().filter(patient=patient, series=series).exists():
        return "", _("An earlier visit of this patient waits on the page Pending, under Patients.")
    return "", ""


def rows_of(visit: Visit, series: Series) -> set[str]:
    """What stands here under its numbers: CANCELLED, STARTED, the state of a PendingVisit. In one query, since files have many rows."""
    numbers = ids_of(visit)
    here = {"visit_source": visit.source, "visit_id__in": numbers}
    erased = [each for number in numbers for each in erased_numbers(visit.source, number)]
    gone = CancelledVisit.objects.filter(visit_source=visit.source, visit_id__in=[*numbers, *erased])
    cancelled = gone.values_list(Value(CANCELLED))
    started = Enrolment.objects.filter(series=series, **here).order_by().values_list(Value(STARTED))
    told = PendingVisit.objects.filter(series=series, **here).values_list("state")
    return {found for (found,) in cancelled.union(started, told)}


def patients_called(person: Identity) -> list[Patient]:
    """Everybody here who may be meant: by record number, and by mailbox and name."""
    found: dict[object, Patient] = {}
    if person.mrn:
        found |= {one.pk: one for one in Patient.objects.known().with_mrn(person.mrn)}
    if person.email and (named := patient_of(person)):
        found[named.pk] = named
    return list(found.values())

"""Enrolling: a person, a series, a visit, and what they agreed to, checked and written in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns import calendar
from campaigns.consents.words import CONSENT_WORDING
from campaigns.contacts.giving_up import leave_behind
from campaigns.enrolling.guardians import check_guardian
from campaigns.enrolling.known_here import KnownHere, held, known_here
from campaigns.enrolling.one_at_a_time import one_at_a_time
from campaigns.enrolling.same_person import record_number_taken
from campaigns.enrolments.beginning import begin_or_wait, end_those_this_one_ends, place_of, set_out, stored
from campaigns.models import Enrolment, PendingVisit, Series
from campaigns.series.languages import language_name, untranslated_lessons
from clinic.models import AuditEntry, ClinicProfile
from clinic.refusal import Refusal
from content.cover_notes import cover_note
from patients.dates import clean_visit_date
from patients.hidden_characters import has_hidden
from patients.languages import clean_language
from patients.models import Consent, Identity, Patient
from patients.time_zones import clean_time_zone

LONGEST_VISIT_ID = 80


@dataclass(frozen=True)
class Request:
    """What an intake source tells us. Empty strings mean "not said"; `consent` is how it was given."""

    series: str
    email: str
    given_name: str
    family_name: str = ""
    birth_date: date | None = None
    mrn: str = ""  # medical record number
    language: str = ""
    time_zone: str = ""
    visit_date: date | None = None
    visit_id: str = ""
    visit_source: str = "desk"
    consent: str = ""
    wording: str = CONSENT_WORDING  # the version of the words they said yes to
    confirmed: bool = False  # the consent form also shows that the address is theirs
    procedure_on: date | None = None  # a booked procedure
    untranslated: str = Enrolment.Untranslated.FALL_BACK  # while lessons have no text in the patient's language
    private_mail: bool = False  # somebody else reads this mailbox
    guardian_name: str = ""  # of somebody under 18: whose address it is
    guardian_is: str = ""
    guardian_checked: bool = False  # a minor's visit came with a guardian's address, or not at all

    @property
    def identity(self) -> Identity:
        """As it was told: not cleaned yet."""
        return Identity(
            self.email, self.given_name, self.family_name, self.birth_date, self.mrn, self.guardian_name, self.guardian_is
        )  # fmt: skip


@dataclass(frozen=True)
class Enrolled:
    """`outcome`: enrolled, already or skipped; `why` says what a person needs to know; `pin` is shown once."""

    outcome: str
    why: str = ""
    enrolment: Enrolment | None = None
    pin: str = ""

    def as_json(self) -> dict[str, object]:
        return {
            "enrolment": str(self.enrolment.id) if self.enrolment else None,
            "outcome": self.outcome,
            "why": self.why,
            **({"pin": self.pin} if self.pin else {}),
        }


def enrol(
    request: Request, *, now: datetime, by: str, give_pin: bool = True, known: Patient | None = None, here: KnownHere | None = None
) -> Enrolled:  # fmt: skip
    """Enrol one patient. Raises Refusal or ValidationError, with nothing written, when the request can't be right.

    `known`: whom a person says it is, and whose name and address the request bears (campaigns/enrolling/look_alikes.py).
    `here`: what the rule for visits has looked up in this transaction, and found nothing in that is against it.
    """
    with transaction.atomic():
        one_at_a_time()
        series, clinic = (here.series, here.clinic) if here else (open_series(request), ClinicProfile.current())
        series.check_open()
        identity, zone, language = checked(request, series, clinic, now)
        if here is None:
            check_substance_use(series, clinic)
            here = known_here(identity.email, series, clinic)
            if done := done_with(request, here):
                return done
        if record_number_taken(identity):
            raise Refusal(
                _("A patient here has this record number under another name or address: find them by the number first.")
            )
        patient = known or here.patient(identity)
        if patient and (standing := standing_enrolment(patient, series)):
            return Enrolled("already", standing_why(standing), standing)
        today = now.astimezone(ZoneInfo(zone)).date()
        check_guardian(
            identity, patient.open_identity() if patient else None, checked=request.guardian_checked, today=today
        )
        new = patient is None
        patient, pin = (
            store(identity, request, language, zone, now, give_pin=give_pin)
            if patient is None
            else (met_again(patient, identity, now), "")
        )
        pin = (patient.keep_mail_private() if request.private_mail else "") or pin
        record_consent(patient, request, by, now, new=new)
        enrolment = start(patient, here, request, now, new=new)
        if not new:  # nobody needs to be asked any more
            waited = PendingVisit.objects.filter(patient=patient, series=series)
            waited.settle(PendingVisit.State.ENROLLED, now, by=by)
        AuditEntry.objects.record("enrol", actor=by, now=now, subject=patient.id, enrolment=str(enrolment.id))
        return Enrolled("enrolled", why(enrolment, bool(here.others) and new, now), enrolment, pin)


def open_series(request: Request) -> Series:
    return held(Series.objects.named(request.series))


def check_substance_use(series: Series, clinic: ClinicProfile) -> None:
    """Whoever is in such a series has that diagnosis. Raises Refusal until the clinic declares its consent process (42 CFR Part 2)."""
    if not clinic.substance_use_consent and series.start_codes.about_substance_use():
        raise Refusal(
            _(
                "This series starts with a substance-use code (F10 to F19): nobody is enrolled in it until the clinic declares how it asks for that consent, in its settings."
            )
        )


def done_with(request: Request, here: KnownHere) -> Enrolled | None:
    """What ends it at a door that no rule for visits stands before (campaigns/intake/deciding.py); None to go on."""
    if here.suppressed:
        return Enrolled(
            "skipped", _("This address must not be mailed: it bounced, or its owner asked for no more email.")
        )
    if request.visit_id and (seen := visit_seen(here.series, request)):
        return Enrolled("already", _("This visit has started the series before."), seen)
    return None


def checked(request: Request, series: Series, clinic: ClinicProfile, now: datetime) -> tuple[Identity, str, str]:
    zone = clean_time_zone(request.time_zone or clinic.time_zone or "UTC")
    language = clean_language(request.language or series.language)
    today = now.astimezone(ZoneInfo(zone)).date()
    if len(request.visit_id) > LONGEST_VISIT_ID or has_hidden(request.visit_id):
        check = _("Check the visit id: it is longer than {most} characters, or holds a hidden one.")
        raise Refusal(check.format(most=LONGEST_VISIT_ID))
    if request.visit_date:
        clean_visit_date(request.visit_date, today=today)
    return request.identity.cleaned(today=today), zone, language


def visit_seen(series: Series, request: Request) -> Enrolment | None:
    return Enrolment.objects.filter(series=series, visit_source=request.visit_source, visit_id=request.visit_id).first()


def standing_enrolment(patient: Patient, series: Series) -> Enrolment | None:
    """One that is under way, or finished: a repeat visit doesn't replay lessons already sent."""
    states = [Enrolment.State.ACTIVE, Enrolment.State.PAUSED, Enrolment.State.FINISHED]
    return Enrolment.objects.filter(patient=patient, series=series, state__in=states).first()


def standing_why(enrolment: Enrolment) -> str:
    if enrolment.state == Enrolment.State.FINISHED:
        return _("This patient has had every lesson of this series.")
    return _("This patient is in this series already.")


def store(
    identity: Identity, request: Request, language: str, zone: str, now: datetime, *, give_pin: bool
) -> tuple[Patient, str]:
    """Somebody new, and the PIN to tell them."""
    patient = Patient.sealed(identity, language=language, time_zone=zone, now=now)
    patient.address_confirmed_at = now if request.consent and request.confirmed else None
    patient.save(force_insert=True)
    return patient, patient.set_pin() if give_pin else ""


def met_again(patient: Patient, identity: Identity, now: datetime) -> Patient:
    if patient.contact:
        patient.contact = False
        patient.save(update_fields=["contact"])
        leave_behind(patient, now)
    note_what_is_new(patient, identity, now)
    return patient


def note_what_is_new(patient: Patient, asked: Identity, now: datetime) -> None:
    """Somebody known before gets the record number that is told now, and the guardian who answers for them now."""
    known = patient.open_identity()
    told = replace(known, mrn=known.mrn or asked.mrn)
    if asked.guardian_name:
        told = replace(told, guardian_name=asked.guardian_name, guardian_is=asked.guardian_is)
    if told != known:
        patient.change_identity(told, now=now)


def record_consent(patient: Patient, request: Request, by: str, now: datetime, *, new: bool) -> None:
    if request.consent:
        give = Consent.objects.give_first if new else Consent.objects.give
        give(patient, Consent.Stream.LESSONS, how=request.consent, wording=request.wording, recorded_by=by, now=now)
    if request.consent and request.confirmed and patient.address_confirmed_at is None:
        patient.address_confirmed_at = now
        patient.save(update_fields=["address_confirmed_at"])


def start(patient: Patient, here: KnownHere, request: Request, now: datetime, *, new: bool) -> Enrolment:
    """The enrolment itself, going on after the lessons an earlier one already sent. Somebody new has none, and is in no other series."""
    series = here.series
    enrolled_on = now.astimezone(ZoneInfo(patient.time_zone)).date()
    anchored = calendar.anchor(request.visit_date, enrolled_on)
    enrolment = Enrolment(
        patient=patient, series=series, enrolled_at=now, anchored_on=anchored, from_visit=request.visit_date == anchored,
        visit_source=request.visit_source if request.visit_id else "", visit_id=request.visit_id,
        untranslated=request.untranslated, procedure_on=request.procedure_on,
    )  # fmt: skip
    if new:
        set_out(enrolment, now, agreed=bool(request.consent), clinic=here.clinic)
    else:
        enrolment.place = place_of(patient, series)
        end_those_this_one_ends(enrolment, now)
        begin_or_wait(enrolment, now)
    return stored(enrolment, now)


def why(enrolment: Enrolment, shared: bool, now: datetime) -> str:
    found = [untranslated_why(enrolment, now)]
    if enrolment.waits_for == Enrolment.WaitsFor.CONFIRMATION:
        found.append(_("The lessons start when the patient confirms the address: an email asks for that."))
    if shared:
        found.append(_("Another patient uses this address too."))
    return " ".join(filter(None, found))


def untranslated_why(enrolment: Enrolment, now: datetime) -> str:
    """What becomes of lessons that nobody can send in the patient's language yet; empty when there are none."""
    language, series = enrolment.patient.language, enrolment.series
    missing = untranslated_lessons(series, language, now)
    if not missing:
        return ""
    name = language_name(language)
    lacks = _("{missing} of {count} lessons have no text in {language} that may be sent.").format(
        missing=missing, count=series.steps.count(), language=name
    )
    if enrolment.untranslated == Enrolment.Untranslated.WAIT:
        return f"{lacks} {_('They wait for the translation, and Today lists who waits.')}"
    arrive = (
        _("Those arrive in {language}, with a note in {theirs} and the interpreter line.")
        if cover_note(language)
        else _("Those arrive in {language}, without a note in {theirs}: none is written yet.")
    )
    return f"{lacks} {arrive.format(language=language_name(series.language), theirs=name)}"

"""Enrolling: who is taken, who is known already, what starts at once and what waits."""

from datetime import UTC, date, datetime, time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from campaigns.consents.confirming import confirm
from campaigns.enrolling.one_patient import Request
from campaigns.enrolling.one_patient import enrol as enrol_patient
from campaigns.enrolling.same_person import address_in_use
from campaigns.models import Enrolment, Message, Series
from clinic.models import AuditEntry, ClinicProfile
from clinic.refusal import Refusal
from patients.models import Consent, Identity, Patient, Suppression
from tests.campaigns.rows import only_message, reread, unaccounted

pytestmark = pytest.mark.django_db


def test_someone_who_agreed_and_confirmed_starts_on_the_first_lessons_day(enrol):
    done = enrol()
    assert done.outcome == "enrolled" and done.why == ""
    assert done.enrolment.state == Enrolment.State.ACTIVE and done.enrolment.waits_for == ""
    assert done.enrolment.next_due_at == datetime(2026, 10, 13, 13, tzinfo=UTC)  # Tuesday 09:00 in New York
    assert not Message.objects.exists(), "a lesson's message is made when it is due, not before"


def test_without_consent_nothing_starts_but_the_question_is_asked(enrol, now):
    done = enrol(consent="", confirmed=False)
    assert done.outcome == "enrolled" and "confirms the address" in done.why
    assert done.enrolment.waits_for == Enrolment.WaitsFor.CONFIRMATION and done.enrolment.next_due_at is None
    welcome = only_message()
    assert (
        welcome.kind == Message.Kind.WELCOME and welcome.due_at == now and welcome.key == f"welcome:{done.enrolment.id}"
    )
    assert unaccounted() == 0


def test_consent_without_a_confirmed_address_waits_for_the_confirmation(enrol):
    assert enrol(confirmed=False).enrolment.waits_for == Enrolment.WaitsFor.CONFIRMATION


def test_a_confirmation_without_consent_confirms_nothing(enrol):
    done = enrol(consent="", confirmed=True)
    assert done.enrolment.waits_for == Enrolment.WaitsFor.CONFIRMATION
    assert reread(done.enrolment.patient).address_confirmed_at is None


def test_the_patients_yes_starts_what_waited_once(enrol, now):
    enrolment = enrol(consent="", confirmed=False).enrolment
    assert confirm(enrolment.patient, now) == 1
    assert reread(enrolment).waits_for == "" and enrolment.next_due_at == datetime(2026, 10, 13, 13, tzinfo=UTC)
    assert Consent.objects.standing(Consent.Stream.LESSONS).filter(patient=enrolment.patient).count() == 1
    assert confirm(enrolment.patient, now) == 0
    assert Consent.objects.count() == 1


def test_a_yes_after_the_patient_stopped_starts_nothing(enrol, now):
    from campaigns.stopping.lessons import stop

    enrolment = enrol(consent="", confirmed=False).enrolment
    stop(enrolment, now, by="patient")
    assert confirm(enrolment.patient, now) == 0
    assert reread(enrolment).state == Enrolment.State.ENDED


def test_days_count_from_a_recent_visit(enrol):
    enrolment = enrol(visit_date=date(2026, 10, 9)).enrolment
    assert enrolment.anchored_on == date(2026, 10, 9) and enrolment.from_visit
    assert enrolment.next_due_at == datetime(2026, 10, 12, 13, tzinfo=UTC), "day 1 was a Saturday, so Monday at nine"


def test_days_count_from_the_enrolment_when_the_visit_is_old(enrol):
    enrolment = enrol(visit_date=date(2026, 9, 1)).enrolment
    assert enrolment.anchored_on == date(2026, 10, 12) and not enrolment.from_visit


def test_the_enrolments_day_is_the_patients_local_day(enrol):
    late_in_utc = datetime(2026, 10, 12, 22, tzinfo=UTC)
    assert enrol(time_zone="Pacific/Apia", at=late_in_utc).enrolment.anchored_on == date(2026, 10, 13)


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "no address"},
        {"email": ""},
        {"visit_date": date(2026, 10, 13)},
        {"visit_date": date(2025, 10, 1)},
        {"visit_date": date(1, 1, 1)},
        {"visit_date": date(9999, 12, 31)},
        {"time_zone": "Mars/Olympus"},
        {"language": "klingon"},
        {"birth_date": date(2030, 1, 1)},
        {"birth_date": date(1880, 1, 1)},
        {"given_name": "Bo\nBcc: x@example.org"},
        {"given_name": "x" * 101},
        {"consent": "y" * 201},
    ],
)
def test_what_cant_be_right_is_refused_and_writes_nothing(enrol, series, wrong):
    audited = AuditEntry.objects.count()
    with pytest.raises(ValidationError) as refused:
        enrol(**wrong)
    assert refused.value.messages and all(message.endswith(".") for message in refused.value.messages)
    assert not Patient.objects.exists() and not Enrolment.objects.exists() and not Message.objects.exists()
    assert not Consent.objects.exists() and AuditEntry.objects.count() == audited


def test_an_unknown_series_is_refused_with_the_known_ones(clinic, series, now):
    with pytest.raises(Refusal, match="fibromyalgia"):
        enrol_patient(Request("nosuch", "a@example.org", "Ana"), now=now, by="test")


@pytest.mark.parametrize("state", [Series.State.DRAFT, Series.State.PAUSED])
def test_nobody_is_enrolled_in_a_series_that_isnt_active(enrol, series, state):
    Series.objects.update(state=state)
    with pytest.raises(Refusal, match="must be active"):
        enrol()
    assert not Patient.objects.exists()


def test_a_suppressed_address_is_skipped_and_nothing_is_kept_of_it(enrol, now):
    Suppression.objects.suppress("Ana@Example.org", Suppression.Reason.HARD_BOUNCE, now)
    done = enrol()
    assert done.outcome == "skipped" and "must not be mailed" in done.why
    assert not Patient.objects.exists()


def test_the_same_visit_never_starts_a_series_twice(enrol):
    first = enrol(visit_id="V1")
    again = enrol(visit_id="V1")
    assert again.outcome == "already" and again.enrolment == first.enrolment
    other_name = enrol("bo@example.org", "Bo", visit_id="V1")
    assert other_name.outcome == "already", "the visit is the same, whatever else the message says"
    assert Enrolment.objects.count() == 1 and Patient.objects.count() == 1


def test_the_same_visit_number_from_another_source_is_another_visit(enrol):
    enrol(visit_id="V1", visit_source="csv")
    assert enrol("bo@example.org", "Bo", visit_id="V1", visit_source="fhir").outcome == "enrolled"


def test_the_database_itself_holds_a_visit_to_one_start(enrol, series):
    known = enrol(visit_id="V1").enrolment
    other = enrol("bo@example.org", "Bo").enrolment
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.filter(pk=other.pk).update(visit_source=known.visit_source, visit_id="V1")


def test_the_database_itself_holds_a_patient_to_one_running_enrolment_a_series(enrol, series, now):
    running = enrol().enrolment
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.create(patient=running.patient, series=series, enrolled_at=now, anchored_on=now.date())


def test_enrolling_twice_is_already(enrol):
    enrol()
    again = enrol("ANA@example.org", "ana")
    assert again.outcome == "already" and "in this series already" in again.why
    assert Patient.objects.count() == 1 and Enrolment.objects.count() == 1


def test_a_repeat_visit_after_the_last_lesson_replays_nothing(enrol):
    Enrolment.objects.filter(pk=enrol(visit_id="V1").enrolment.pk).update(state=Enrolment.State.FINISHED, position=8)
    again = enrol(visit_id="V2")
    assert again.outcome == "already" and "every lesson" in again.why


def test_a_repeat_visit_after_a_stop_goes_on_with_the_next_lesson(enrol, now):
    first = enrol(visit_id="V1").enrolment
    Enrolment.objects.filter(pk=first.pk).update(state=Enrolment.State.ENDED, position=3)
    again = enrol(visit_id="V2")
    assert again.outcome == "enrolled" and again.enrolment.position == 3
    assert again.enrolment.next_due_at == datetime(2026, 10, 23, 13, tzinfo=UTC), "day 11, counted from this visit"


def test_a_family_shares_a_mailbox_as_different_patients(enrol):
    enrol("family@example.org", "Ana", family_name="Alba")
    other = enrol("family@example.org", "Bo", family_name="Alba")
    assert other.outcome == "enrolled" and "Another patient uses this address" in other.why
    assert Patient.objects.count() == 2


def test_two_people_of_one_name_with_different_birth_dates_are_two_patients(enrol):
    enrol(birth_date=date(1970, 1, 1))
    assert enrol(birth_date=date(1999, 1, 1)).outcome == "enrolled"
    assert Patient.objects.count() == 2


def test_a_missing_family_name_doesnt_make_another_patient(enrol):
    enrol(family_name="Alba")
    assert enrol(family_name="").outcome == "already"


def test_the_desk_is_asked_about_an_address_only_when_someone_else_uses_it(enrol):
    assert not address_in_use(Identity("ana@example.org", "Ana"))
    enrol()
    assert not address_in_use(Identity("ana@example.org", "Ana"))
    assert address_in_use(Identity("ANA@example.org", "Bo"))


def test_a_pin_is_given_once_to_a_new_patient(enrol):
    done = enrol()
    assert done.pin and reread(done.enrolment.patient).check_pin(done.pin)
    assert enrol().pin == ""
    assert enrol("bo@example.org", "Bo").as_json()["pin"]


def test_the_clinics_zone_and_the_series_language_stand_in_where_none_is_said(enrol):
    patient = enrol(time_zone="", language="").enrolment.patient
    assert (patient.time_zone, patient.language) == ("America/Chicago", "en")


def test_the_trail_says_who_enrolled_whom_in_ids_only(enrol):
    done = enrol()
    entry = AuditEntry.objects.get(action="enrol")
    assert entry.subject == str(done.enrolment.patient_id) and entry.detail == {"enrolment": str(done.enrolment.id)}
    assert "ana" not in f"{entry.actor}{entry.subject}{entry.detail}".lower()


def test_a_clinic_that_is_never_open_enrols_all_the_same_and_says_what_it_waits_for(enrol, clinic):
    ClinicProfile.objects.update(weekdays=[])
    enrolment = enrol().enrolment
    assert enrolment.waits_for == Enrolment.WaitsFor.HOURS and enrolment.next_due_at is None
    assert unaccounted() == 0


def test_an_early_window_counts_in_the_patients_zone(enrol, clinic):
    ClinicProfile.objects.update(window_start=time(6, 30))
    assert enrol(time_zone="Asia/Kathmandu").enrolment.next_due_at == datetime(2026, 10, 13, 0, 45, tzinfo=UTC)


def test_nobody_is_enrolled_in_a_series_about_substance_use_before_the_process_is_declared(enrol, series, clinic):
    series.start_codes.create(system="ICD-10-CM", code="F10.20")
    with pytest.raises(Refusal, match="F10 to F19"):
        enrol()
    assert not Patient.objects.exists()
    clinic.substance_use_consent = True
    clinic.save()
    assert enrol().outcome == "enrolled"

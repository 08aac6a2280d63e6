"""Visits taken in: one patient, one enrolment, one result a visit, whatever is sent how often and in which order."""

from datetime import date, timedelta

import pytest

from campaigns.intake.pending import give_up_old
from campaigns.intake.taking import try_all
from campaigns.keeping.patient_export import everything_of
from campaigns.models import Enrolment, PendingVisit, Series
from campaigns.series.start_codes import set_codes
from clinic.models import AuditEntry
from patients.models import Consent, Patient, Suppression
from patients.visits import Code, Ignored, Problem, Status
from tests.campaigns.intake.visits_made import FIBROMYALGIA, agreed, as_found, visit

pytestmark = pytest.mark.django_db


def outcomes(results) -> list[str]:
    return [one.outcome for one in results]


def test_a_visit_with_a_yes_enrols_and_says_how_it_was_given(take):
    [result] = take(agreed(language="es"))
    assert (result.outcome, result.series, result.pending) == ("enrolled", "fibromyalgia", False)
    enrolment, consent = Enrolment.objects.get(), Consent.objects.get()
    assert (enrolment.visit_source, enrolment.visit_id, enrolment.anchored_on) == ("fhir", "V1", date(2026, 10, 9))
    assert (consent.how, consent.recorded_by) == ("FHIR Consent of 2026-10-09", "test")
    assert enrolment.patient.language == "es" and enrolment.waits_for == Enrolment.WaitsFor.CONFIRMATION


def test_sent_again_it_enrols_nobody_twice(take, now):
    assert outcomes(take(agreed(), agreed())) == ["enrolled", "already"]
    assert outcomes(take(agreed(), at=now + timedelta(days=1))) == ["already"]
    assert Enrolment.objects.count() == Patient.objects.count() == 1


def test_another_visit_of_a_patient_in_the_series_starts_nothing(take):
    assert outcomes(take(agreed(), agreed(id="V2"))) == ["enrolled", "already"]


def test_a_visit_that_ended_in_a_stop_never_starts_again(take, now):
    take(agreed())
    Enrolment.objects.all().end("Staff stopped the lessons.", now)
    assert outcomes(take(agreed())) == ["already"]


def test_without_a_number_the_same_day_of_a_record_is_the_same_visit(take, now):
    one = agreed(id="")
    assert outcomes(take(one)) == ["enrolled"]
    stored = Enrolment.objects.get()
    assert stored.visit_id and "MRN-1" not in stored.visit_id
    Enrolment.objects.all().end("Staff stopped the lessons.", now)
    assert outcomes(take(one)) == ["already"]


def test_a_visit_may_start_more_than_one_series(take, now):
    other = Series.objects.create(
        slug="back", title="A sore back", language="en", state=Series.State.ACTIVE, created_at=now
    )
    set_codes(other, [("ICD-10-CM", "M54.5")])
    results = take(visit(codes=(FIBROMYALGIA, Code("ICD-10-CM", "M54.5"))))
    assert sorted(one.series for one in results) == ["back", "fibromyalgia"] and all(one.pending for one in results)
    assert Patient.objects.count() == 1 and PendingVisit.objects.waiting().count() == 2


def test_codes_match_as_a_whole_and_in_any_case(take):
    assert outcomes(take(agreed(codes=(Code("ICD-10-CM", "m79.7"),)))) == ["enrolled"]
    assert outcomes(take(agreed(id="V2", email="bo@example.org", mrn="2", codes=(Code("ICD-10-CM", "M79.70"),)))) == [
        "skipped"
    ]


def test_a_code_of_another_system_starts_nothing(take):
    assert outcomes(take(agreed(codes=(Code("SNOMED CT", "M79.7"),)))) == ["skipped"]


def test_a_visit_without_a_yes_waits_sealed_and_once(take):
    [first], [again] = take(visit()), take(visit())
    assert first.pending and "Pending" in first.why
    assert (again.outcome, again.pending) == ("already", False)
    pending = PendingVisit.objects.get()
    assert pending.made_patient and pending.patient.open_identity().email == "ana@example.org"
    assert not Enrolment.objects.exists() and not Consent.objects.exists()
    assert AuditEntry.objects.filter(action="visit.wait", subject=str(pending.patient_id)).count() == 1


def test_a_yes_that_the_feed_tells_later_ends_the_waiting(take):
    take(visit())
    assert outcomes(take(agreed())) == ["enrolled"] and outcomes(take(visit())) == ["already"]
    assert PendingVisit.objects.get().state == PendingVisit.State.ENROLLED and Patient.objects.count() == 1


def test_a_visit_nobody_asked_about_lapses_after_two_months_and_isnt_asked_again(take, now):
    take(visit())
    assert give_up_old(now + timedelta(days=59)) == 0
    assert give_up_old(now + timedelta(days=60)) == 1
    assert PendingVisit.objects.get().state == PendingVisit.State.LAPSED
    assert Patient.objects.get().erased_at is not None
    [again] = take(visit(), at=now + timedelta(days=61))
    assert again.outcome == "already" and "by the form" in again.why


def test_whoever_is_under_a_legal_hold_isnt_forgotten_with_a_visit(take, now):
    take(visit())
    Patient.objects.update(legal_hold_since=now)
    assert give_up_old(now + timedelta(days=60)) == 1 and Patient.objects.get().erased_at is None


def test_a_later_visit_waits_no_second_time(take):
    take(visit())
    assert outcomes(take(visit(id="V2"))) == ["already"] and PendingVisit.objects.count() == 1


def test_an_address_that_must_not_be_mailed_isnt_kept(take, now):
    Suppression.objects.suppress("ANA@example.org.", Suppression.Reason.UNSUBSCRIBED, now)
    assert outcomes(take(visit(), agreed(id="V2"))) == ["skipped", "skipped"]
    assert not Patient.objects.exists()


def test_what_is_skipped_leaves_nothing_behind(take):
    take(visit(deceased=True), visit(codes=(Code("ICD-10-CM", "F11.2"), FIBROMYALGIA)), visit(email=""))
    assert not Patient.objects.exists() and not PendingVisit.objects.exists()


def test_a_record_number_of_somebody_else_is_an_error_and_nothing_is_kept(take):
    take(agreed())
    [result] = take(agreed(id="V2", email="bo@example.org", given_name="Bo"))
    assert result.outcome == "error" and "record number" in result.why
    assert Patient.objects.count() == 1


def test_a_name_that_cant_be_stored_is_an_error_and_the_next_row_goes_on(take):
    results = take(visit(given_name="A\u202ena"), visit(id="x" * 81), agreed(id="V3"))  # fmt: skip
    assert outcomes(results) == ["error", "error", "enrolled"]


def test_problems_and_what_is_ignored_are_told_under_their_row(take):
    results = take(Problem("Not to be read."), Ignored("Says nothing."), agreed())
    assert [(one.row, one.outcome) for one in results] == [(1, "error"), (2, "skipped"), (3, "enrolled")]


def test_a_dry_run_reports_the_same_and_writes_nothing(starting, now):
    told = as_found(agreed(), agreed(), visit(id="V2", email="bo@example.org", given_name="Bo", mrn="2"))
    results = try_all(told, now, by="test")
    assert outcomes(results) == ["enrolled", "already", "skipped"] and results[2].pending
    assert not Patient.objects.exists() and not Enrolment.objects.exists() and not AuditEntry.objects.exists()


def test_a_visit_that_goes_on_is_taken_in_when_it_ends(take):
    assert outcomes(take(agreed(status=Status.UNDER_WAY), agreed())) == ["skipped", "enrolled"]


def test_a_patient_who_agreed_before_isnt_asked_again(take, enrol, series, now):
    patient = enrol("ana@example.org", "Ana", family_name="Ito").enrolment.patient
    Enrolment.objects.all().end("Staff stopped the lessons.", now)
    [result] = take(visit())
    assert result.outcome == "enrolled" and Consent.objects.filter(patient=patient).count() == 1


def test_a_patients_export_tells_which_visits_came(take, now):
    take(visit())
    [row] = everything_of(Patient.objects.get(), now)["visits_told_by_record_systems"]
    assert (row["source"], row["visit"], row["on"], row["state"]) == ("fhir", "V1", "2026-10-09", "Waiting")


def test_a_visit_with_thousands_of_codes_is_taken_in(take):
    many = tuple(Code("ICD-10-CM", f"Z{number}") for number in range(3_000))
    assert [one.outcome for one in take(agreed(codes=(*many, FIBROMYALGIA)))] == ["enrolled"]

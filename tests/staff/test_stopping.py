"""Stopping and resuming one patient's series: consequences first, then done at once, once, and undone."""

from __future__ import annotations

from django.test import Client

from campaigns.models import Enrolment
from clinic.models import AuditEntry
from patients.models import Consent
from tests.staff.conftest import said


def state(pk) -> str:
    return Enrolment.objects.get(pk=pk).state


def test_the_question_says_what_follows_in_numbers(filled, staff: Client):
    words = said(staff.get(f"/staff/enrolments/{filled.enrolment}/stop/"))
    assert "5 lessons of “Living with fibromyalgia” won’t be sent" in words
    assert "1 consent to lessons by email ends today" in words
    assert "Stop 5 lessons" in words and "Keep it running" in words
    assert state(filled.enrolment) == "active"


def test_a_yes_stops_it_at_once(filled, staff: Client):
    answer = staff.post(f"/staff/enrolments/{filled.enrolment}/stop/")
    assert answer["Location"] == f"/staff/patients/{filled.patient}/"
    one = Enrolment.objects.get(pk=filled.enrolment)
    assert (one.state, one.end_reason) == ("ended", "Staff stopped the lessons.")
    assert not Consent.objects.standing(Consent.Stream.LESSONS).filter(patient=filled.patient).exists()
    assert AuditEntry.objects.get(action="stop").actor == staff.session["_auth_user_id"]


def test_pressing_stop_twice_stops_once(filled, staff: Client):
    for _ in range(2):
        assert staff.post(f"/staff/enrolments/{filled.enrolment}/stop/").status_code == 302
    assert AuditEntry.objects.filter(action="stop").count() == 1


def test_what_staff_stopped_can_be_resumed(filled, staff: Client):
    staff.post(f"/staff/enrolments/{filled.enrolment}/stop/")
    words = said(staff.get(f"/staff/enrolments/{filled.enrolment}/resume/"))
    assert "5 lessons of “Living with fibromyalgia” still to come" in words
    staff.post(f"/staff/enrolments/{filled.enrolment}/resume/")
    assert state(filled.enrolment) == "active"
    assert Consent.objects.standing(Consent.Stream.LESSONS).filter(patient=filled.patient).exists()


def test_what_the_patient_stopped_is_resumed_only_with_a_warning(filled, staff: Client):
    Enrolment.objects.filter(pk=filled.stopped).update(end_reason="The patient stopped the lessons.")
    assert "only if the same patient asks you to" in said(staff.get(f"/staff/enrolments/{filled.stopped}/resume/"))


def test_what_a_refused_address_ended_stays_ended(filled, staff: Client):
    Enrolment.objects.filter(pk=filled.stopped).update(end_reason="The provider refused this address.")
    assert staff.post(f"/staff/enrolments/{filled.stopped}/resume/").status_code == 302
    assert state(filled.stopped) == "ended"


def test_one_enrolled_anew_is_not_resumed_beside_it(filled, enrol, staff: Client):
    enrol("ed@example.org", "Ed")
    answer = staff.post(f"/staff/enrolments/{filled.stopped}/resume/", follow=True)
    assert "enrolled in this series again since" in said(answer)
    assert state(filled.stopped) == "ended"


def test_stopping_what_has_ended_leads_back(filled, staff: Client):
    assert staff.get(f"/staff/enrolments/{filled.stopped}/stop/").status_code == 302

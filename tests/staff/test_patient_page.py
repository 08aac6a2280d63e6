"""One patient's page: the way, the messages, the consent; opening it is recorded."""

from __future__ import annotations

from datetime import date, timedelta

from django.test import Client

from campaigns.models import Enrolment, Message
from clinic.models import AuditEntry
from patients.models import Patient, Suppression
from tests.staff.conftest import Page, said


def url(filled) -> str:
    return f"/staff/patients/{filled.patient}/"


def test_opening_the_page_is_recorded_with_ids_only(filled, staff: Client):
    staff.get(url(filled))
    entry = AuditEntry.objects.get(action="patient.read")
    assert (entry.subject, entry.actor, entry.detail) == (str(filled.patient), staff.session["_auth_user_id"], {})


def test_beads_say_what_left_and_when_the_next_comes(filled, staff: Client):
    words = said(staff.get(url(filled)))
    assert "Oct 6 accepted" in words
    assert "Oct 9 accepted" in words
    assert "Oct 12 accepted" in words
    assert "4 Oct 16 next" in words


def test_a_held_lesson_is_seen_in_the_way_and_in_the_list(filled, staff: Client):
    Message.objects.filter(pk=filled.message).update(state="held", reason="No proof that it arrived.")
    page = Page(staff.get(url(filled)))
    assert ("span", {"class": "bead held"}) in page.tags
    assert "No proof that it arrived." in page.words


def test_while_the_address_is_not_confirmed_the_dates_say_so(filled, enrol, staff: Client):
    one = enrol("later@example.org", "Later", confirmed=False).enrolment
    words = said(staff.get(f"/staff/patients/{one.patient_id}/"))
    assert "Waits for the patient to confirm the address." in words
    assert "if confirmed" in words and "Address not confirmed yet" in words


def test_consent_address_and_suppression_are_said(filled, staff: Client, now):
    words = said(staff.get(url(filled)))
    assert "Care emails: yes signed form, October 5, 2026" in words
    assert "Newsletters: no not asked" in words
    Suppression.objects.suppress("bo@example.org", Suppression.Reason.HARD_BOUNCE, now)
    assert "This address must not be mailed Hard bounce, October 12, 2026" in said(staff.get(url(filled)))


def test_an_erased_patient_still_has_a_page_without_a_name(filled, staff: Client, now):
    Patient.objects.get(pk=filled.patient).erase(now)
    words = said(staff.get(url(filled)))
    assert "Erased patient" in words and "bo@example.org" not in words
    assert "Give a new PIN" not in words


def test_a_broken_seal_is_said_and_breaks_nothing(filled, staff: Client):
    Patient.objects.filter(pk=filled.patient).update(identity=b"broken")
    assert "The stored name and address can’t be opened." in said(staff.get(url(filled)))


def test_a_patient_who_is_not_here_is_not_found(db, staff: Client):
    assert staff.get("/staff/patients/01a204d3-7942-7486-8194-47cb7c0e8c7b/").status_code == 404


def test_a_new_pin_is_asked_about_then_shown_once(filled, staff: Client):
    question = said(staff.get(f"{url(filled)}pin/"))
    assert "the old PIN stops working at once" in question
    assert Patient.objects.get(pk=filled.patient).check_pin("000000") is False
    answer = staff.post(f"{url(filled)}pin/")
    pin = next(word for word in said(answer).split() if len(word) == 6 and word.isdigit())
    assert Patient.objects.get(pk=filled.patient).check_pin(pin)
    assert AuditEntry.objects.filter(action="patient.new_pin", subject=str(filled.patient)).exists()
    assert pin not in str(list(AuditEntry.objects.values()))


def test_a_patient_without_a_birth_date_has_a_page(filled, enrol, staff: Client):
    one = enrol("plain@example.org", "Plain", birth_date=None, visit_date=date(2026, 10, 9)).enrolment
    assert "Plain English · New York" in said(staff.get(f"/staff/patients/{one.patient_id}/"))


def test_what_the_patient_chose_is_said_and_what_was_not_chosen_is_not(filled, staff: Client, now):
    assert "as the patient chose" not in said(staff.get(url(filled)))
    Enrolment.objects.filter(pk=filled.enrolment).update(pace=150, break_until=(now + timedelta(days=20)).date())
    Patient.objects.filter(pk=filled.patient).update(plain_text=True, private_mail=True, legal_hold_since=now)
    words = said(staff.get(url(filled)))
    assert "slower, as the patient chose, a break until November 1, 2026" in words
    assert "Lessons as plain text" in words and "Emails carry only a link" in words and "Legal hold." in words

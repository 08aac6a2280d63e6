"""The queue on the desk: written down, taken, handed on, done; on Today by owner, late ones with who was told."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from campaigns.models import BouncedAddress, Enrolment, PatientRequest
from campaigns.newsletters.writing import new_newsletter
from campaigns.requests.asking import ask
from clinic.models import ClinicProfile, Person
from patients.models import Patient
from tests.staff.conftest import said


@pytest.fixture
def patient(enrol, signed_series) -> Patient:
    return enrol("dolores@example.org", "Dolores").enrolment.patient


@pytest.fixture
def rosa(db) -> User:
    user = User.objects.create_user("rosa", email="rosa@clinic.example", first_name="Rosa", is_staff=True)
    Person.objects.create(user=user, role="front desk")
    return user


def url(name: str, row: PatientRequest) -> str:
    return reverse(f"staff:{name}", args=[row.pk])


def test_a_phone_call_is_written_down_taken_and_done(patient, staff: Client):
    form = reverse("staff:write_request", args=[patient.pk])
    assert "Type what the patient asks for." in said(staff.post(form, {"kind": "other", "text": ""}))
    assert "Written down." in said(staff.post(form, {"kind": "call back", "text": "After 3 pm"}, follow=True))
    row = PatientRequest.objects.get()
    queue = said(staff.get("/staff/requests/"))
    assert "One request waits" in queue and "After 3 pm" in queue and "Nobody yet" in queue
    assert "It is yours now." in said(staff.post(url("take_request", row), follow=True))
    answer = staff.post(url("finish_request", row), {"said": "x" * 301})
    assert "Shorten it" in said(answer) and "x" * 301 in said(answer)
    staff.post(url("finish_request", row), {"said": "I called Dolores"})
    assert "No request waits" in said(staff.get("/staff/requests/"))
    assert "I called Dolores Maya" in said(staff.get(f"/staff/patients/{patient.pk}/"))
    assert "already" in said(staff.post(url("take_request", row), follow=True))


def test_a_late_request_of_a_colleague_can_be_taken_over(patient, staff: Client, rosa, now: datetime):
    row = ask(patient, "call back", "", how="phone", now=now - timedelta(days=3), by="7")
    words = said(staff.get("/staff/"))
    assert "One thing needs you" in words and "1 request of a patient waits, and it’s late" in words
    assert "Nobody else was told." in words and "Dolores" not in words
    assert "Rosa has it now." in said(staff.post(url("hand_request", row), {"to": str(rosa.person.pk)}, follow=True))
    row.refresh_from_db()
    PatientRequest.objects.update(backup_told=str(rosa.pk), backup_told_at=now)
    words = said(staff.get("/staff/"))
    assert "Nothing needs you" in words and "Waiting for others 1 request of a patient waits" in words
    assert "Rosa was told at 10:00 am today. Rosa 1 business day Take over" in words


def test_the_backup_and_the_readers_are_named_on_a_page(clinic, staff: Client, rosa):
    here = reverse("staff:who_is_told")
    assert "Saved." in said(staff.post(here, {"backup": "rosa", "digest": ["rosa"]}, follow=True))
    clinic = ClinicProfile.objects.get()
    assert clinic.backup == str(rosa.pk) and clinic.digest_to == [str(rosa.pk)]


def test_bounced_addresses_and_those_who_wait_have_a_list(patient, enrol, staff: Client, now: datetime):
    BouncedAddress.objects.note([patient], now - timedelta(days=2))
    enrol("new@example.org", "Newcomer", confirmed=False)
    enrol("no@example.org", "Nora", consent="")
    words = said(staff.get("/staff/"))
    assert "1 address bounced" in words
    assert "2 patients haven’t started We wait for 1 to confirm the address and 1 to agree to lessons." in words
    listed = said(staff.get("/staff/not-started/"))
    assert "Newcomer" in listed and "Hasn’t agreed to lessons yet." in listed
    assert Enrolment.objects.count() == 3
    assert "Dolores" in said(staff.get("/staff/bounced/"))
    staff.post(reverse("staff:bounce_handled", args=[patient.pk]))
    assert "No address to ask for" in said(staff.get("/staff/bounced/"))


def test_a_translator_is_asked_for_no_approval_of_a_newsletter(signed_series, now: datetime):
    one = new_newsletter("Winter", now, by="test")
    one.state, one.begins_at = "scheduled", now + timedelta(days=2)
    one.save()
    user = User.objects.create_user("ines", is_staff=True)
    person = Person.objects.create(user=user, role="translator", credential="CMI")
    browser = Client()
    browser.force_login(user)
    assert "Winter" not in said(browser.get("/staff/")).partition("Leaves next")[0].partition("Today and the next")[0]
    Person.objects.filter(pk=person.pk).update(role="reviewer")
    assert "“Winter” waits for approval" in said(browser.get("/staff/"))


def test_a_wish_to_be_erased_leads_an_admin_to_the_page_for_it(patient, staff: Client, as_role, now: datetime):
    ask(patient, "erase", "", how="portal", now=now, by="patient")
    erase = reverse("staff:erase_patient", args=[patient.pk])
    assert erase in staff.get("/staff/requests/").content.decode()
    page = as_role(Person.Role.FRONT_DESK).get("/staff/requests/")
    assert erase not in page.content.decode() and "An admin erases: hand it to one." in said(page)

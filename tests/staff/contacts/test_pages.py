"""Contacts on the desk: brought in by marketing, counted, found by the whole address only, stopped and forgotten."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from campaigns.newsletters.stopping import can_undo
from clinic import profile_settings
from clinic.models import AuditEntry
from patients.models import Consent, Patient, Suppression
from tests.staff.conftest import said

pytestmark = pytest.mark.django_db
TOLD = {"how": "form on our website", "agreed_on": "2026-03-09", "confirmed": "on"}
PEOPLE = b"Email Address,First Name\nana@example.org,Ana\nno@example.org,Bo\nnot an address,\n"


@pytest.fixture
def desk(staff: Client, clinic) -> Client:
    return staff


def bring(desk: Client, act: str = "import", **told):
    files = {
        "unsubscribed": SimpleUploadedFile("left.csv", b"email\nno@example.org\n"),
        "subscribed": SimpleUploadedFile("people.csv", PEOPLE),
    }
    not_chosen = {"bounced": ""}  # what a browser posts for it
    return desk.post(reverse("staff:import_contacts"), {**TOLD, **not_chosen, **files, "act": act, **told})


@pytest.fixture
def ana(desk: Client) -> Patient:
    bring(desk)
    return Patient.objects.contacts().get()


def page(contact: Patient, name: str = "contact") -> str:
    return reverse(f"staff:{name}", args=[contact.pk])


def test_a_try_reports_by_row_and_writes_nothing(desk):
    words = said(bring(desk, "try"))
    assert "This was a try: nothing was written." in words and "1 added as contacts" in words
    assert "1 left out: no newsletters to this address" in words and "Row 4" in words
    assert not Patient.objects.exists() and not Suppression.objects.exists()


def test_they_are_brought_in_and_counted(desk, ana):
    words = said(desk.get(reverse("staff:contacts")))
    assert "1 of 1 contact" in words and "English" in words and "ana@example.org" not in words


def test_what_is_missing_is_asked_for_and_what_was_typed_stays(desk):
    answer = bring(desk, agreed_on="", how="ticked a box")
    assert "Type the day on which they agreed" in said(answer) and "ticked a box" in answer.content.decode()
    assert "future" in said(bring(desk, agreed_on="2031-01-05"))
    assert "The file is empty" in said(bring(desk, bounced=SimpleUploadedFile("gone.csv", b"")))
    assert "Choose at least one file." in said(desk.post(reverse("staff:import_contacts"), TOLD))
    assert not Patient.objects.exists()


def test_only_the_whole_address_finds_somebody_and_both_are_recorded(desk, ana):
    find = reverse("staff:contacts")
    assert "No contact found" in said(desk.post(find, {"email": "an@example.org"}))
    assert "Enter an address" in said(desk.post(find, {"email": "ana"}))
    shown = desk.post(find, {"email": "ANA@example.org"}, follow=True)
    assert "Newsletters: yes" in said(shown) and "form on our website, March 9, 2026" in said(shown)
    assert set(AuditEntry.objects.filter(subject=str(ana.pk)).values_list("action", flat=True)) == {"patient.read"}
    assert AuditEntry.objects.filter(action="contact.search").count() == 2


def test_stopped_by_staff_stays_stopped(desk, ana):
    assert "Stop for 1 contact" in said(desk.get(page(ana, "stop_contact")))
    desk.post(page(ana, "stop_contact"))
    assert "0 of 1 contact" in said(desk.get(reverse("staff:contacts"))) and not can_undo(Consent.objects.get())


def test_an_erased_contact_is_gone_and_is_not_brought_back(desk, ana):
    assert "Erase 1 contact" in said(desk.get(page(ana, "erase_contact")))
    desk.post(page(ana, "erase_contact"))
    assert desk.get(page(ana)).status_code == 404
    assert "No contacts yet" in said(desk.get(reverse("staff:contacts")))
    bring(desk)
    assert not Patient.objects.contacts().exists()


def test_a_patient_has_no_page_here(filled, staff: Client):
    for name in ("contact", "stop_contact", "erase_contact"):
        assert staff.get(reverse(f"staff:{name}", args=[filled.patient])).status_code == 404


def test_a_field_nobody_expects_is_refused(desk):
    assert bring(desk, consent="yes").status_code == 400
    assert not Patient.objects.exists()


def test_the_link_of_the_sign_up_form_stands_there_while_it_is_open(desk, clinic):
    contacts = reverse("staff:contacts")
    assert "It is closed." in said(desk.get(contacts)) and "/sign-up/" not in desk.get(contacts).content.decode()
    profile_settings.change(clinic, {"sign_up": "yes"})
    assert 'value="https://learn.clinic.example/sign-up/"' in desk.get(contacts).content.decode()

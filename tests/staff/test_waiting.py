"""Who waits for the desk: asked and enrolled, declined, or found by the four letters on their screen."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from campaigns.enrolling import Request
from campaigns.models import Enrolment, Message, PendingPatient
from campaigns.pending import pending
from patients.models import Consent, Patient
from tests.staff.conftest import Page, said
from tests.staff.test_enrolling import WALTER

URL = "/staff/patients/waiting/"
ASKED = Request(
    "fibromyalgia", "walter@example.org", "Walter", "Nakamura", date(1959, 11, 2), visit_id="V7", private_mail=True
)
FILE, SLIP = PendingPatient.Source.FILE, PendingPatient.Source.SLIP


@pytest.fixture
def kept(signed_series, now):
    return lambda source, **more: pending(ASKED, source, now=now, **more)


def test_those_from_a_file_are_named_and_enrolled_with_their_visit_once_they_say_yes(kept, staff: Client):
    row = kept(FILE)
    assert "Walter Nakamura, born November 2, 1959" in said(staff.get(URL))
    page = Page(staff.get(f"/staff/patients/enrol/?waiting={row.pk}"))
    assert page.field("email")["value"] == "walter@example.org" and page.field("birth_date")["value"] == "11/2/1959"
    assert "checked" not in page.field("consent"), "nobody has asked yet"
    staff.post("/staff/patients/enrol/", {**WALTER, "waiting": str(row.pk), "private_mail": "on"})
    one = Enrolment.objects.get()
    assert (one.visit_source, one.visit_id) == ("csv", "V7") and not PendingPatient.objects.exists()


@pytest.mark.parametrize("typed", ["{}", "{} ", "{}-"], ids=["as-shown", "with-a-blank", "with-a-hyphen"])
def test_the_letters_of_a_slip_open_it_and_the_consent_says_where_it_was_given(kept, staff: Client, typed):
    row = kept(SLIP, wording="join-2026-11")
    assert "Walter" not in said(staff.get(URL)), "a slip isn't listed: whoever is at the desk has the letters"
    opened = staff.post(URL, {"letters": typed.format(row.letters.lower())})
    page = staff.get(opened["Location"])
    assert f"Who is at the desk reads {row.letters} aloud." in said(page) and "checked" in Page(page).field("consent")
    staff.post("/staff/patients/enrol/", {**WALTER, "waiting": str(row.pk)})
    assert Consent.objects.get().how == "Said yes on the slip, confirmed at the desk"
    assert not PendingPatient.objects.exists()


def test_letters_of_nobody_open_nothing(kept, staff: Client):
    kept(SLIP)
    assert "No slip has these letters" in said(staff.post(URL, {"letters": "AEIO"}))


def test_who_says_no_is_forgotten(kept, staff: Client):
    row = kept(FILE)
    assert staff.post(f"{URL}{row.pk}/decline/").status_code == 302
    assert "Nobody waits" in said(staff.get(URL)) and not Patient.objects.exists() and not Message.objects.exists()
    assert staff.post(f"{URL}{row.pk}/decline/").status_code == 404
    assert Page(staff.get(f"/staff/patients/enrol/?waiting={row.pk}")).field("email")["value"] == ""


def test_the_slip_carries_a_code_and_an_address_and_names_no_series(signed_series, staff: Client, settings, clinic):
    clinic.languages = ["en", "es"]
    clinic.save()
    page = staff.get("/staff/series/fibromyalgia/slip/?language=es")
    text = page.content.decode()
    assert f"{settings.PUBLIC_URL}/join/{signed_series.join_code}/" in text and "<svg" in text
    assert "Lecciones cortas por correo" in text and "ibromyalgia" not in text.partition("<main>")[2]

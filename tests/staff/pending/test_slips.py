"""A slip at the desk: printed without a word of what it is for, and opened by the four letters on the patient's screen."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from campaigns.enrolling.one_patient import Request
from campaigns.enrolling.slips import keep
from campaigns.models import Enrolment, Slip
from patients.models import Consent
from staff.pending.slip import qr_code
from tests.staff.conftest import Page, said
from tests.staff.test_enrolling import WALTER

URL, ENROL = "/staff/pending/", "/staff/patients/enrol/"
ASKED = Request("fibromyalgia", "walter@example.org", "Walter", "Nakamura", date(1959, 11, 2), private_mail=True)


@pytest.fixture
def slip(signed_series, now) -> Slip:
    return keep(ASKED, "join-2026-11", now)


@pytest.mark.parametrize("typed", ["{}", "{} ", "{}-"], ids=["as-shown", "with-a-blank", "with-a-hyphen"])
def test_the_letters_of_a_slip_open_it_and_the_consent_says_where_it_was_given(slip, staff: Client, typed):
    assert "Walter" not in said(staff.get(URL)), "a slip isn't listed: whoever is at the desk has the letters"
    opened = staff.post(URL, {"letters": typed.format(slip.letters.lower())})
    page = staff.get(opened["Location"])
    fields = Page(page)
    assert f"Who is at the desk reads {slip.letters} aloud." in said(page) and "checked" in fields.field("consent")
    assert fields.field("email")["value"] == "walter@example.org" and fields.field("birth_date")["value"] == "11/2/1959"
    assert "checked" in fields.field("private_mail")
    staff.post(ENROL, {**WALTER, "slip": str(slip.pk), "private_mail": "on"})
    assert "Said yes on the slip “Yes, send me short lessons after my visit." in said(page)
    consent = Consent.objects.get()
    assert (consent.how, consent.wording) == ("Said yes on the slip, confirmed at the desk", "join-2026-11")
    assert Enrolment.objects.get().patient.private_mail and not Slip.objects.exists()


def test_letters_of_nobody_open_nothing(slip, staff: Client):
    assert "No slip has these letters" in said(staff.post(URL, {"letters": "AEIO"}))


def test_a_slip_that_is_gone_leaves_an_empty_form(slip, staff: Client):
    slip.delete()
    assert Page(staff.get(f"{ENROL}?slip={slip.pk}")).field("email")["value"] == ""


def test_the_slip_carries_a_code_and_an_address_and_names_no_series(signed_series, staff: Client, settings, clinic):
    clinic.languages = ["en", "es"]
    clinic.save()
    page = staff.get("/staff/series/fibromyalgia/slip/?language=es")
    text = page.content.decode()
    printed = f"{settings.PUBLIC_URL}/join/{signed_series.join_code}/"
    assert printed in text and qr_code(f"{printed}?language=es") in text
    assert "Lecciones cortas por correo" in text and "ibromyalgia" not in text.partition("<main>")[2]

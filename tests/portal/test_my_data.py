"""What we keep about you: always behind the door, everything of this patient and nothing of another; erasing is the desk's."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from campaigns.models import Message, PatientRequest
from clinic.models import AuditEntry
from tests.portal.conftest import BORN


@pytest.fixture
def anas(signed_series, enrol, send) -> Message:
    """Her email carried the lesson, so its pages have no door, but this one."""
    enrol(birth_date=BORN)
    enrol(email="ben@example.org", given_name="Ben")
    send()
    return first_of("Ana")


def first_of(name: str) -> Message:
    return next(one for one in Message.objects.all() if one.patient.open_identity().given_name == name)


@pytest.fixture
def url(anas) -> str:
    return reverse("portal:my_data", args=[anas.token])


@pytest.fixture
def inside(browser, anas):
    """A browser that gave the birth date."""
    right = {"way": "birth_date", "month": "3", "day": "14", "year": "1964", "to": "my_data"}
    opened = browser.post(reverse("portal:door", args=[anas.token]), right)
    assert opened["Location"] == reverse("portal:my_data", args=[anas.token])
    return browser


@pytest.mark.parametrize("form", ["json", "html", "erase"])
def test_nothing_leaves_and_nothing_is_asked_before_the_door_is_open(browser, url, form):
    html = browser.post(url, {"form": form}).content.decode()
    assert "What is your birth date?" in html and "ana@example.org" not in html
    assert not PatientRequest.objects.exists()


def test_somebody_whom_the_door_can_ask_nothing_is_helped_by_phone(browser, anas):
    bens = first_of("Ben")
    type(bens.patient).objects.filter(pk=bens.patient_id).update(pin_hash="")
    html = browser.get(reverse("portal:my_data", args=[bens.token])).content.decode()
    assert "<form" not in html and "+1 217 555 0100" in html
    assert "we need your birth date, and we don" in html


def test_the_file_for_a_computer_holds_this_patient_and_nobody_else(inside, url, anas):
    answer = inside.post(url, {"form": "json"})
    data = json.loads(answer.content)
    assert answer["Content-Type"] == "application/json" and "attachment" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "no-store, private" and answer["Referrer-Policy"] == "no-referrer"
    assert data["patient"]["email"] == "ana@example.org" and len(data["emails"]) == 1
    assert "ben@example.org" not in answer.content.decode()
    assert (
        AuditEntry.objects.filter(action="patient.export", actor="patient", subject=str(anas.patient_id)).count() == 1
    )


def test_the_file_to_read_is_in_the_language_of_the_patient(inside, url, anas):
    assert "All that is kept of one patient" in inside.post(url, {"form": "html"}).content.decode()
    type(anas.patient).objects.filter(pk=anas.patient_id).update(language="es")
    html = inside.post(url, {"form": "html"}).content.decode()
    assert '<html lang="es"' in html and "All that is kept" not in html


def test_a_wish_to_be_erased_goes_to_the_desk_once_and_erases_nothing(inside, url, anas):
    for _ in range(2):
        html = inside.post(url, {"form": "erase"}).content.decode()
        assert "You asked us on" in html and "Did you change your mind? Call us." in html
    assert PatientRequest.objects.get().kind == PatientRequest.Kind.ERASE
    anas.patient.refresh_from_db()
    assert anas.patient.erased_at is None


def test_it_promises_no_erasing_that_a_legal_hold_would_refuse(inside, url):
    assert "unless the law says we must keep it" in inside.get(url).content.decode()


def test_opening_the_page_takes_nothing_out(inside, url):
    before = AuditEntry.objects.count()
    assert inside.get(url).status_code == 200
    assert AuditEntry.objects.count() == before

"""Signing up with a slip: kept for the desk, answered alike for everybody, and nothing mailed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from campaigns.enrolling import joining
from campaigns.enrolling.slips import request_of
from campaigns.models import Message, SignUpTries, Slip
from clinic import profile_settings
from patients.models import Patient, Suppression
from tests.portal.test_scanners import everything

ANA = {
    "email": "ana@example.org", "given_name": "Ana", "family_name": "Alba", "month": "3", "day": "14", "year": "1964", "language": "en",
    "consent": "yes", "website": "",
}  # fmt: skip


@pytest.fixture
def visitor(signed_series, clinic, now):
    profile_settings.change(clinic, {"languages": "en,es"})
    with time_machine.travel(now, tick=False):
        yield Client(enforce_csrf_checks=True, REMOTE_ADDR="192.0.2.7")


@pytest.fixture
def form(signed_series) -> str:
    return f"/join/{signed_series.join_code}/"


def without_letters(answer) -> str:
    return re.sub(r'class="letters".*?</p>', "", answer.content.decode())


def test_what_was_typed_waits_for_the_desk_and_nothing_is_mailed(visitor, form, signed_series):
    before = everything()
    page = visitor.get(form)
    assert page.status_code == 200 and everything() == before and not page.cookies
    assert "ibromyalgia" not in page.content.decode()
    done = visitor.post(form, {**ANA, "shared": "yes"})
    row = Slip.objects.get()
    assert f">{row.letters}<" in done.content.decode() and not done.cookies
    told = request_of(row)
    assert (row.series, row.wording, told.private_mail) == (signed_series, "join-2026-11", True)
    assert told.identity.family_name == "Alba" and told.birth_date.isoformat() == "1964-03-14"
    assert not Message.objects.exists() and not Patient.objects.exists()


def test_every_address_is_answered_alike(visitor, form, enrol, now):
    new = without_letters(visitor.post(form, ANA))
    enrol("bo@example.org", "Bo")
    Suppression.objects.suppress("shut@example.org", Suppression.Reason.COMPLAINT, now)
    for email in ("ana@example.org", "bo@example.org", "shut@example.org"):
        assert without_letters(visitor.post(form, {**ANA, "email": email})) == new
    assert without_letters(visitor.post(form, {**ANA, "website": "https://spam.example"})) == new
    assert Slip.objects.count() == 4, "a program is thanked and forgotten"


def test_a_code_of_no_series_and_a_series_that_is_paused_look_alike(visitor, form, signed_series):
    gone = visitor.get("/join/nothing/")
    signed_series.state = "paused"
    signed_series.save()
    for url in (form, form.lower(), "/join/" + "B" * 12 + "/"):
        for answer in (visitor.get(url), visitor.post(url, ANA)):
            assert answer.status_code == 404 and answer.content == gone.content


@pytest.mark.parametrize(
    ("changed", "kept"),
    [
        ({"email": "a@example.org\r\nBcc: b@example.org"}, "Alba"), ({"email": "\u202eana@example.org"}, "Alba"),
        ({"given_name": "A\0na"}, "Alba"), ({"given_name": ""}, "Alba"), ({"family_name": "\u202eA"}, "ana@example.org"),
        ({"day": "31", "month": "2"}, "Alba"), ({"year": "9999999999999"}, "Alba"), ({"year": "2031"}, "Alba"), ({"consent": ""}, "Alba"),
    ],
    ids=["crlf", "bidi", "nul", "no-name", "bidi-name", "no-such-day", "endless-year", "not-born", "no-consent"],
)  # fmt: skip
def test_what_is_wrong_is_asked_for_again_and_the_rest_stays(visitor, form, changed, kept):
    page = visitor.post(form, {**ANA, **changed})
    assert page.status_code == 200 and 'aria-invalid="true"' in page.content.decode() and kept in page.content.decode()
    assert not Slip.objects.exists()


def test_all_that_is_wrong_is_said_at_once_each_under_its_field(visitor, form):
    html = visitor.post(form, {**ANA, "email": "ana", "day": "31", "month": "2", "consent": ""}).content.decode()
    assert [field in html for field in ("wrong-email", "wrong-name", "wrong-date", "wrong-consent")] == [1, 0, 1, 1]
    assert html.count("Type your whole email address") == 1 and "Each is marked below." in html


@pytest.mark.parametrize(
    "changed", [{"series": "x"}, {"language": "xx"}, {"given_name": "n" * 5000}], ids=["field", "language", "endless"]
)
def test_a_form_that_is_not_ours_is_refused(visitor, form, changed):
    assert visitor.post(form, {**ANA, **changed}).status_code == 400
    assert not Slip.objects.exists()


def test_a_network_has_so_many_tries_an_hour_and_uses_up_nobody_elses(visitor, form, now, monkeypatch):
    monkeypatch.setattr(joining, "MOST_OF_A_NETWORK", 2)
    assert [visitor.post(form, ANA).status_code for _ in range(4)] == [200, 200, 429, 429]
    assert visitor.post(form, ANA, REMOTE_ADDR="192.0.2.8").status_code == 200
    assert "192.0.2" not in repr(list(SignUpTries.objects.values_list()))
    with time_machine.travel(now + timedelta(hours=1), tick=False):
        assert visitor.post(form, ANA).status_code == 200


def test_the_form_speaks_the_languages_of_the_clinic(visitor, form):
    assert "Reciba lecciones cortas por correo" in visitor.get(f"{form}?language=es").content.decode()
    assert "Lea estas letras en la recepción" in visitor.post(form, {**ANA, "language": "es"}).content.decode()

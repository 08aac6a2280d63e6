"""Every link that doesn't open gets the same bytes, so nobody learns which ones exist."""

from __future__ import annotations

import pytest
from django.db import DatabaseError
from django.test import RequestFactory
from django.urls import reverse

from clinic.models import ClinicProfile
from patients.tokens import new_token
from portal.views_errors import broken, gone

OF_LESSONS = ["settings", "earlier", "plan", "call_back", "my_data", "fresh_link"]
STOPS = ["stop", "undo_stop", "break_instead", "stop_everything", "undo_everything"]
DOORS = ["lesson", "confirm", "door", "answer", "clear", *OF_LESSONS, *STOPS]
MALFORMED = ["x", "x" * 31, "x" * 33, "é" * 32, "\x00" * 32, "' OR 1=1 --", "{{ 7*7 }}", "x" * 31 + "\n", "x" * 2000]


def address(door: str, token: str) -> str:
    return reverse(f"portal:{door}", args=[token, 1] if door in ("answer", "clear") else [token])


@pytest.fixture
def the_page(clinic) -> bytes:
    return gone(RequestFactory().get("/")).content


@pytest.mark.parametrize("door", DOORS)
def test_unknown_and_malformed_tokens_get_the_same_page_at_every_door(browser, the_page, message, door):
    for token in [new_token(), *MALFORMED]:
        answer = browser.get(address(door, token))
        assert (answer.status_code, answer.content) == (404, the_page)
        assert not answer.cookies


@pytest.mark.parametrize("door", ["confirm", "door", "settings", "call_back", "my_data", "fresh_link", *STOPS])
def test_a_post_with_an_unknown_token_gets_it_too(browser, the_page, door):
    answer = browser.post(address(door, new_token()))
    assert (answer.status_code, answer.content) == (404, the_page)


def test_a_token_opens_its_own_door_only(browser, the_page, message):
    foreign = [("lesson", message.enrolment.stop_token), ("door", message.enrolment.stop_token)]
    foreign += [("answer", message.enrolment.stop_token), ("stop", message.token), ("confirm", message.token)]
    foreign += [("confirm", message.enrolment.stop_token), ("undo_stop", message.token)]
    foreign += [(door, message.enrolment.stop_token) for door in OF_LESSONS]
    foreign += [(door, message.token) for door in STOPS]
    for door, token in foreign:
        answer = browser.get(address(door, token))
        assert (answer.status_code, answer.content) == (404, the_page)


def test_a_welcome_token_opens_no_lesson(browser, the_page, signed_series, enrol, send):
    enrol(consent="", confirmed=False)
    send()
    from campaigns.models import Message

    answer = browser.get(address("lesson", Message.objects.get().token))
    assert (answer.status_code, answer.content) == (404, the_page)


def test_a_message_that_never_left_opens_nothing(browser, the_page, signed_series, enrol, day_one):
    from campaigns.models import Message
    from campaigns.sending.planning import plan_due

    enrol()
    plan_due(day_one, practising=True)
    assert browser.get(address("lesson", Message.objects.get().token)).content == the_page


def test_the_lessons_of_an_erased_patient_are_gone(browser, the_page, message, day_one):
    message.patient.erase(day_one)
    assert browser.get(address("lesson", message.token)).content == the_page


def test_the_page_for_a_fault_of_ours_shows_without_a_database(monkeypatch):
    def fails():
        raise DatabaseError("no connection")

    monkeypatch.setattr(ClinicProfile, "current", fails)
    answer = broken(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.content.decode()
    assert "If you filled in a form, send it again." in answer.content.decode()  # what was typed may be lost
    assert "Questions? Call us" not in answer.content.decode()

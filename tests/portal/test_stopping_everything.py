"""One page stops the series, the newsletters or everything, a click each, with an undo, and for one person alone."""

from __future__ import annotations

import pytest
from django.urls import reverse

from campaigns.models import Enrolment
from patients.models import Consent, Suppression

LESSONS, NEWS = Consent.Stream.LESSONS, Consent.Stream.NEWSLETTER


@pytest.fixture
def reader(message, day_one) -> Consent:
    """Ana gets newsletters too."""
    return Consent.objects.give(message.patient, NEWS, how="at the desk", wording="1", recorded_by="test", now=day_one)


def url(name: str, token: str) -> str:
    return reverse(f"portal:{name}", args=[token])


def standing(patient) -> set[str]:
    return set(Consent.objects.filter(patient=patient, withdrawn_at=None).values_list("stream", flat=True))


def test_the_stop_page_offers_what_else_can_be_stopped(browser, message, reader):
    token = message.enrolment.stop_token
    html = browser.get(url("stop", token)).content.decode()
    assert html.count("<button") == 3
    assert url("stop_news", reader.stop_token) in html and url("stop_everything", token) in html


def test_the_page_of_the_newsletters_offers_everything_too(browser, message, reader):
    html = browser.get(url("stop_news", reader.stop_token)).content.decode()
    assert url("stop_everything", reader.stop_token) in html
    browser.post(url("stop_everything", reader.stop_token))
    assert standing(message.patient) == set()


@pytest.mark.parametrize("method", ["get", "head", "options", "put"])
def test_only_a_post_stops_everything(browser, message, reader, method):
    getattr(browser, method)(url("stop_everything", message.enrolment.stop_token))
    assert standing(message.patient) == {LESSONS, NEWS}


def test_everything_stops_at_once_and_the_undo_brings_all_of_it_back(browser, message, reader):
    token = message.enrolment.stop_token
    html = browser.post(url("stop_everything", token)).content.decode()
    assert "Everything has stopped" in html and url("undo_everything", token) in html
    assert standing(message.patient) == set() and Enrolment.objects.get().state == Enrolment.State.ENDED
    browser.get(url("undo_everything", token))
    assert standing(message.patient) == set()
    assert "Our emails go on" in browser.post(url("undo_everything", token)).content.decode()
    assert standing(message.patient) == {LESSONS, NEWS} and Enrolment.objects.get().state == Enrolment.State.ACTIVE


def test_stopping_everything_twice_is_the_same_as_once(browser, message, reader):
    token = message.enrolment.stop_token
    first = browser.post(url("stop_everything", token)).content
    assert browser.post(url("stop_everything", token)).content == first
    browser.post(url("undo_everything", token))
    assert standing(message.patient) == {LESSONS, NEWS}


def test_the_undo_brings_back_nothing_that_was_stopped_before(browser, message, reader):
    token = message.enrolment.stop_token
    browser.post(url("stop_news", reader.stop_token))
    browser.post(url("stop_everything", token))
    browser.post(url("undo_everything", token))
    assert standing(message.patient) == {LESSONS}


def test_in_a_shared_mailbox_only_this_person_is_stopped(browser, message, reader, enrol):
    other = enrol(given_name="Ben", birth_date=None)
    browser.post(url("stop_everything", message.enrolment.stop_token))
    assert Enrolment.objects.exclude(patient=message.patient).get().state == Enrolment.State.ACTIVE
    assert other.enrolment is not None and not Suppression.objects.exists()


def test_a_break_instead_goes_on_after_four_weeks(browser, message, send):
    token = message.enrolment.stop_token
    assert url("break_instead", token) in browser.post(url("stop", token)).content.decode()
    html = browser.post(url("break_instead", token)).content.decode()
    assert "The lessons go on" in html and "Tuesday, November\u00a010" in html
    assert Enrolment.objects.get().state == Enrolment.State.ACTIVE


def test_the_token_of_a_lesson_stops_nothing(browser, message):
    for name in ("stop_everything", "undo_everything", "break_instead"):
        assert browser.post(url(name, message.token)).status_code == 404
    assert standing(message.patient) == {LESSONS}


def test_the_link_still_answers_for_a_patient_who_was_erased(browser, message, day_one):
    message.patient.erase(day_one)
    assert browser.post(url("stop_everything", message.enrolment.stop_token)).status_code == 200

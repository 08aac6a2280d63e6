"""The welcome email's link: the lessons start when the button is pressed, and not before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from campaigns.models import Enrolment, Message
from campaigns.stopping import lessons as stopping
from clinic.models import AuditEntry
from patients.models import Consent


@pytest.fixture
def welcome(signed_series, enrol, send) -> Message:
    enrol(consent="", confirmed=False)
    send()
    return Message.objects.get(kind=Message.Kind.WELCOME)


def confirm_url(message: Message) -> str:
    return reverse("portal:confirm", args=[message.token])


def test_opening_the_page_confirms_nothing(browser, welcome):
    html = browser.get(confirm_url(welcome)).content.decode()
    assert html.count("<button") == 1
    assert Enrolment.objects.get().waits_for == Enrolment.WaitsFor.CONFIRMATION
    assert not Consent.objects.exists()


def test_the_button_starts_the_lessons_and_says_when_the_first_comes(browser, welcome, send, day_one):
    page = browser.post(confirm_url(welcome))
    assert page.status_code == 200
    assert not page.cookies
    assert "Your email is confirmed" in page.content.decode()
    assert "Your first lesson comes on Tuesday, October 13." in page.content.decode().replace("\u00a0", " ")
    assert send().accepted == 1
    assert Message.objects.filter(kind=Message.Kind.STEP).count() == 1


def test_confirming_twice_changes_nothing_more(browser, welcome):
    browser.post(confirm_url(welcome))
    recorded = AuditEntry.objects.count()
    assert "Your email is confirmed" in browser.post(confirm_url(welcome)).content.decode()
    assert "Your email is confirmed" in browser.get(confirm_url(welcome)).content.decode()
    assert AuditEntry.objects.count() == recorded
    assert Consent.objects.count() == 1


def test_an_old_welcome_does_not_agree_again_to_what_was_stopped(browser, welcome, day_one):
    browser.post(confirm_url(welcome))
    stopping.stop(Enrolment.objects.get(), day_one + timedelta(days=1), by="patient")
    assert browser.get(confirm_url(welcome)).status_code == 404
    assert browser.post(confirm_url(welcome)).status_code == 404
    assert not Consent.objects.standing(Consent.Stream.LESSONS).exists()


def test_an_erased_patient_has_nothing_to_confirm(browser, welcome, day_one):
    welcome.patient.erase(day_one)
    assert browser.post(confirm_url(welcome)).status_code == 404


def test_a_stopped_welcome_can_be_undone_and_confirmed_then(browser, welcome, send):
    token = Enrolment.objects.get().stop_token
    browser.post(reverse("portal:stop", args=[token]))
    browser.post(reverse("portal:undo_stop", args=[token]))
    browser.post(confirm_url(welcome))
    assert send().accepted == 1

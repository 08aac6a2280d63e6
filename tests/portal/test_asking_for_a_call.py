"""Ask us to call you back: the numbers that can't wait come first, and one request waits for each patient."""

from __future__ import annotations

import pytest
from django.urls import reverse

from campaigns.models import PatientRequest
from campaigns.requests.asking import MOST_WORDS


@pytest.fixture
def url(message) -> str:
    return reverse("portal:call_back", args=[message.token])


def test_emergency_numbers_and_hours_stand_before_the_button(browser, url, clinic):
    clinic.hours = "Monday to Friday, 8 am to 5 pm."
    clinic.save()
    html = browser.get(url).content.decode()
    form = html.index("<form")
    assert html.index("Call 911 now") < form and html.index("988") < form and html.index("Monday to Friday") < form
    assert html.index("the phone number you gave our clinic") < form and "Do you want another number?" in html
    assert not PatientRequest.objects.exists()


def test_the_button_puts_it_in_the_queue_and_says_so(browser, url, message):
    html = browser.post(url, {"about": "My new tablets"}).content.decode()
    assert "We will call you back" in html and "Call 911 now" in html and "<form" not in html
    assert "Do you want another number?" not in html
    asked = PatientRequest.objects.get()
    assert (asked.kind, asked.how, asked.words()) == ("call back", "portal", "My new tablets")
    assert (asked.patient_id, asked.message_id) == (message.patient_id, message.pk)


def test_one_request_waits_however_often_the_button_is_pressed(browser, url, day_one):
    for _ in range(3):
        browser.post(url, {"about": ""})
    waiting = PatientRequest.objects.get()
    waiting.done_at = day_one
    waiting.save()
    browser.post(url)
    assert PatientRequest.objects.count() == 2


def test_what_nobody_can_see_is_left_out_and_what_is_too_long_is_cut(browser, url):
    browser.post(url, {"about": "a\u202eb\x00c\r\nd" + "e" * MOST_WORDS})
    assert PatientRequest.objects.get().words() == ("abc\nd" + "e" * MOST_WORDS)[:MOST_WORDS]


def test_behind_a_door_nothing_is_asked(browser, shut_message):
    url = reverse("portal:call_back", args=[shut_message.token])
    assert "What is your birth date?" in browser.post(url, {"about": "x"}).content.decode()
    assert not PatientRequest.objects.exists()

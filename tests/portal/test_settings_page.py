"""Change how you get lessons: opening it changes nothing, one button saves, and the new next date stands on top."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from campaigns.models import Enrolment, Message
from clinic import profile_settings
from clinic.models import ClinicProfile
from patients.models import Patient

AS_IT_IS = {"pace": "100", "break": "none", "look": "pictures"}


def settings_url(message: Message) -> str:
    return reverse("portal:settings", args=[message.token])


def saved(browser, message: Message, **changed: str) -> str:
    answer = browser.post(settings_url(message), {**AS_IT_IS, **changed})
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ")


def test_the_page_says_what_holds_now_and_the_next_date(browser, message):
    html = browser.get(settings_url(message)).content.decode().replace("\u00a0", " ")
    assert "You get a lesson about every 4 days." in html
    assert "The next one comes on Friday, October 16." in html
    assert html.count("checked") == 3
    assert "Until October 20" in html and "lesson 2 comes on Tuesday, October 20." in html


def test_a_slower_pace_doubles_the_days_and_says_the_new_date(browser, message, send):
    html = saved(browser, message, pace="200")
    assert "Saved." in html and "The next one comes on Monday, October 19." in html
    enrolment = Enrolment.objects.get()
    assert (enrolment.pace, enrolment.next_due_at.date()) == (200, date(2026, 10, 19))
    send(enrolment.next_due_at)
    assert Message.objects.filter(step__position=2).exists()


def test_a_break_holds_the_lessons_until_its_day_and_then_they_go_on(browser, message, send, day_one):
    html = saved(browser, message, **{"break": "day", "month": "11", "day": "12", "year": "2026"})
    assert "You have a break until Thursday, November 12." in html
    assert "Then lesson 2 comes on Thursday, November 12." in html
    assert send(day_one + timedelta(days=29)).accepted == 0
    assert send(day_one + timedelta(days=30)).accepted == 1


def test_a_break_of_four_weeks_ends_when_no_break_is_chosen(browser, message):
    html = saved(browser, message, **{"break": "4"})
    assert "You have a break until Tuesday, November 10." in html and 'name="break" value="4" checked' in html
    assert "The next one comes on Friday, October 16." in saved(browser, message)
    assert Enrolment.objects.get().break_until is None


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (("2", "30", "2027"), "That day is not in the calendar."),
        (("10", "13", "2026"), "Choose a day after today."),
        (("", "", ""), "That day is not in the calendar."),
        (("10", "13", "2036"), "Choose a day before"),
    ],
    ids=["no such day", "today", "nothing typed", "too far"],
)
def test_a_day_that_cannot_be_is_said_and_nothing_typed_is_lost(browser, message, day, said):
    month, on, year = day
    html = saved(browser, message, pace="200", **{"break": "day", "month": month, "day": on, "year": year})
    assert html.count(said) == 2 and f'name="year" value="{year}"' in html
    assert 'value="200" checked' in html
    assert Enrolment.objects.get().pace == 100


def test_another_language_and_plain_text_reach_the_patient_and_the_page(browser, message):
    profile_settings.change(ClinicProfile.current(), {"languages": "en,es"})
    assert "Guardado." in saved(browser, message, language="es", look="text")
    patient = Patient.objects.get()
    assert (patient.language, patient.plain_text) == ("es", True)


@pytest.mark.parametrize("field", ["pace", "break", "language", "look"])
def test_a_choice_that_the_page_does_not_offer_changes_nothing(browser, message, field):
    before = Enrolment.objects.values().get(), Patient.objects.values().get()
    saved(browser, message, **{field: "7"})
    assert (Enrolment.objects.values().get(), Patient.objects.values().get()) == before


def test_the_stop_button_on_it_stops_in_one_click(browser, message):
    html = browser.get(settings_url(message)).content.decode()
    stop = reverse("portal:stop", args=[message.enrolment.stop_token])
    assert f'<form method="post" action="{stop}">' in html


def test_after_the_last_lesson_only_language_and_look_are_asked(browser, message):
    Enrolment.objects.update(state=Enrolment.State.FINISHED, next_due_at=None)
    html = browser.get(settings_url(message)).content.decode()
    assert 'name="pace"' not in html and 'name="break"' not in html and 'name="look"' in html


def test_every_lesson_email_and_page_leads_here(browser, message):
    from campaigns.emails.received import received

    email = received(message)
    assert email is not None
    assert settings_url(message).encode() in email.html and settings_url(message).encode() in email.text
    assert settings_url(message) in browser.get(reverse("portal:lesson", args=[message.token])).content.decode()


def test_behind_a_door_it_opens_after_the_birth_date(browser, shut_message):
    door = browser.get(settings_url(shut_message)).content.decode()
    assert "What is your birth date?" in door and 'name="to" value="settings"' in door
    right = {"way": "birth_date", "month": "3", "day": "14", "year": "1964", "to": "settings"}
    opened = browser.post(reverse("portal:door", args=[shut_message.token]), right)
    assert opened["Location"] == settings_url(shut_message)
    assert "Change how you get lessons" in browser.get(opened["Location"]).content.decode()

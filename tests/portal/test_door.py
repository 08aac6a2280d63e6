"""The door before a message that left as a link: right answers open, wrong ones tell nothing, five tries a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from campaigns.enrolments.changing_patient import change_address
from campaigns.models import DoorTries, Message
from clinic.models import AuditEntry
from patients.models import Patient
from portal.old_links import LINK_LASTS

RIGHT = {"way": "birth_date", "month": "3", "day": "14", "year": "1964"}
WRONG = {**RIGHT, "day": "15"}


def lesson(browser: Client, message: Message) -> str:
    return browser.get(reverse("portal:lesson", args=[message.token])).content.decode()


def knock(browser: Client, message: Message, typed: dict[str, str]):
    return browser.post(reverse("portal:door", args=[message.token]), typed)


def is_open(browser: Client, message: Message) -> bool:
    return f"<h1>{message.revision.title}</h1>" in lesson(browser, message)


def test_the_door_comes_first_and_tells_neither_name_nor_lesson(browser, shut_message):
    page = browser.get(reverse("portal:lesson", args=[shut_message.token]))
    html = page.content.decode()
    assert "What is your birth date?" in html
    assert '<option value="3">March</option>' in html
    assert "Ana" not in html
    assert shut_message.revision.title not in html
    assert "<title>Your message · Learning Desk</title>" in html


def test_no_cookie_is_set_before_the_right_answer(browser, shut_message):
    assert not browser.get(reverse("portal:lesson", args=[shut_message.token])).cookies
    assert not browser.get(reverse("portal:door", args=[shut_message.token]), {"way": "pin"}).cookies
    assert not knock(browser, shut_message, WRONG).cookies


def test_the_right_birth_date_opens_the_lesson(browser, shut_message):
    answer = knock(browser, shut_message, RIGHT)
    assert answer.status_code == 302
    assert answer["Location"] == reverse("portal:lesson", args=[shut_message.token])
    assert is_open(browser, shut_message)


@pytest.mark.parametrize("typed", [{"month": "03", "day": " 14 "}, {"year": "١٩٦٤", "day": "١٤"}])
def test_a_birth_date_may_be_typed_in_other_digits_and_with_blanks(browser, shut_message, typed):
    assert knock(browser, shut_message, {**RIGHT, **typed}).status_code == 302


def test_a_wrong_date_opens_nothing_and_keeps_what_was_typed(browser, shut_message):
    html = knock(browser, shut_message, WRONG).content.decode()
    assert "That date does not match." in html
    assert "You have 4 more tries." in html
    assert "Do you share this mailbox?" in html and "Do you share" not in lesson(browser, shut_message)
    assert '<option value="3" selected>March</option>' in html
    assert 'value="15"' in html
    assert 'value="1964"' in html
    assert not is_open(browser, shut_message)


@pytest.mark.parametrize(
    "part", [{"day": "15"}, {"month": "4"}, {"year": "1965"}, {"day": "31", "month": "2"}, {"year": "x"}]
)
def test_the_page_never_says_which_part_was_wrong(browser, shut_message, part):
    html = knock(browser, shut_message, {**RIGHT, **part}).content.decode()
    assert "That date does not match. Please" in html.replace("</strong>", "")
    assert html.count('aria-invalid="true"') == 3


def test_an_empty_field_costs_no_try(browser, shut_message):
    html = knock(browser, shut_message, {**RIGHT, "year": ""}).content.decode()
    assert "Choose a month, and type the day and the year." in html
    assert not DoorTries.objects.exists()


def test_markup_typed_into_the_door_is_inert(browser, shut_message):
    html = knock(browser, shut_message, {**RIGHT, "year": '"><script>'}).content.decode()
    assert "&#34;&gt;&lt;script&gt;" in html


def test_the_door_locks_after_five_tries_even_for_the_right_date(browser, shut_message):
    for _ in range(4):
        knock(browser, shut_message, WRONG)
    html = knock(browser, shut_message, WRONG).content.decode()
    assert "That was the last try for today." in html
    assert "+1 217 555 0100" in html
    assert "That was the last try" in knock(Client(), shut_message, RIGHT).content.decode()
    assert "That was the last try" in lesson(browser, shut_message)
    assert AuditEntry.objects.filter(action="door locked").count() == 1


def test_the_last_try_but_one_says_so(browser, shut_message):
    for _ in range(3):
        knock(browser, shut_message, WRONG)
    assert "You have 1 more try." in knock(browser, shut_message, WRONG).content.decode()


def test_a_locked_door_opens_again_on_the_next_local_day(browser, shut_message, day_one):
    for _ in range(5):
        knock(browser, shut_message, WRONG)
    with time_machine.travel(day_one + timedelta(hours=12, minutes=59), tick=False):  # 23:59 in New York
        assert "last try for today" in knock(browser, shut_message, RIGHT).content.decode()
    with time_machine.travel(day_one + timedelta(hours=13), tick=False):
        assert knock(browser, shut_message, RIGHT).status_code == 302


def test_a_locked_door_opens_again_when_staff_unlock_it(browser, shut_message):
    for _ in range(5):
        knock(browser, shut_message, WRONG)
    DoorTries.objects.forget(shut_message.patient)
    assert knock(browser, shut_message, RIGHT).status_code == 302


def test_the_right_answer_gives_all_tries_back(browser, shut_message, day_one):
    for _ in range(4):
        knock(browser, shut_message, WRONG)
    knock(browser, shut_message, RIGHT)
    assert DoorTries.objects.left(shut_message.patient, day_one) == 5


def test_tries_are_counted_for_the_patient_not_for_the_browser(shut_message, browser, day_one):
    for _ in range(5):
        knock(Client(), shut_message, WRONG)
    assert DoorTries.objects.left(shut_message.patient, day_one) == 0
    assert not DoorTries.objects.take(shut_message.patient, day_one)


def test_the_pin_from_the_desk_opens_too(browser, shut_message, enrolled_behind_a_door):
    html = browser.get(reverse("portal:door", args=[shut_message.token]), {"way": "pin"}).content.decode()
    assert "What is your PIN?" in html
    pin = enrolled_behind_a_door.pin
    assert knock(browser, shut_message, {"way": "pin", "pin": f"{pin[:3]} {pin[3:]}"}).status_code == 302
    assert is_open(browser, shut_message)


def test_a_wrong_pin_opens_nothing(browser, shut_message):
    assert "That PIN does not match." in knock(browser, shut_message, {"way": "pin", "pin": "000000"}).content.decode()


def test_a_patient_without_a_birth_date_is_asked_for_the_pin_only(browser, link_mode, signed_series, enrol, send):
    pin = enrol().pin
    send()
    message = Message.objects.get()
    html = lesson(browser, message)
    assert "What is your PIN?" in html
    assert "Use my birth date instead" not in html
    assert "PIN" in knock(browser, message, RIGHT).content.decode()
    assert knock(browser, message, {"way": "pin", "pin": pin}).status_code == 302


def test_a_patient_whom_nothing_can_open_for_is_given_the_clinics_phone(browser, link_mode, signed_series, enrol, send):
    enrol()
    send()
    Patient.objects.update(pin_hash="")
    message = Message.objects.get()
    html = lesson(browser, message)
    assert "+1 217 555 0100" in html
    assert "<form" not in html
    assert knock(browser, message, {"way": "pin", "pin": ""}).status_code == 200
    assert knock(browser, message, {"way": "pin", "pin": "123456"}).status_code == 200


def test_the_door_stays_open_for_half_an_hour(browser, shut_message, day_one):
    knock(browser, shut_message, RIGHT)
    with time_machine.travel(day_one + timedelta(minutes=29), tick=False):
        assert is_open(browser, shut_message)
    with time_machine.travel(day_one + timedelta(minutes=30), tick=False):
        assert not is_open(browser, shut_message)


def test_an_open_door_opens_this_patients_messages_and_nobody_elses(browser, shut_message, enrol, send):
    enrol(email="ben@example.org", given_name="Ben", birth_date=None)
    send()
    other = Message.objects.exclude(pk=shut_message.pk).get()
    knock(browser, shut_message, RIGHT)
    assert not is_open(browser, other)


def test_what_opens_another_patients_door_opens_nothing_here(browser, shut_message, enrol):
    pin = enrol(email="ben@example.org", given_name="Ben", birth_date=date(1971, 5, 2)).pin
    for typed in ({"way": "birth_date", "month": "5", "day": "2", "year": "1971"}, {"way": "pin", "pin": pin}):
        assert knock(browser, shut_message, typed).status_code == 200
    assert not is_open(browser, shut_message) and not browser.cookies


def test_a_message_that_carried_its_lesson_has_no_door(browser, message):
    answer = browser.get(reverse("portal:door", args=[message.token]))
    assert answer["Location"] == reverse("portal:lesson", args=[message.token])
    assert not answer.cookies


BEHIND = ("lesson", "earlier", "plan", "settings", "call_back")


def shows_the_door(browser: Client, message: Message) -> set[bool]:
    pages = [browser.get(reverse(f"portal:{name}", args=[message.token])).content.decode() for name in BEHIND]
    return {"What is your PIN?" in html and message.revision.title not in html for html in pages}


def test_a_mailbox_that_somebody_else_reads_by_now_has_a_door_before_its_older_emails_too(browser, message):
    assert shows_the_door(browser, message) == {False}
    Patient.objects.update(private_mail=True)
    assert shows_the_door(browser, message) == {True}


def test_whoever_reads_an_earlier_mailbox_stands_before_the_door(browser, message, day_one):
    """Its links lead on to lessons that came after the change."""
    change_address(message.patient, "ANA@example.org", day_one, by="7")
    assert shows_the_door(browser, message) == {False}
    change_address(message.patient, "ana.new@example.org", day_one, by="7")
    assert shows_the_door(browser, message) == {True}


def test_an_old_link_asks_for_no_birth_date_and_opens_no_door(browser, shut_message, day_one):
    with time_machine.travel(day_one + LINK_LASTS, tick=False):
        answers = [knock(browser, shut_message, RIGHT), browser.get(reverse("portal:door", args=[shut_message.token]))]
    assert {one["Location"] for one in answers} == {reverse("portal:lesson", args=[shut_message.token])}
    assert not browser.cookies and not AuditEntry.objects.filter(action="door opened").exists()

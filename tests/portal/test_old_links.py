"""A link from a mailbox of long ago shows nothing; it offers the lesson again by email, once a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from campaigns.models import Enrolment, Message
from campaigns.stopping.lessons import stop
from portal.old_links import LINK_LASTS

PAGES = ["lesson", "settings", "earlier", "plan", "call_back", "my_data"]


@pytest.fixture
def long_after(message, day_one):
    Enrolment.objects.update(state=Enrolment.State.FINISHED, next_due_at=None)
    with time_machine.travel(day_one + LINK_LASTS, tick=False) as clock:
        yield clock


def again() -> int:
    return Message.objects.filter(kind=Message.Kind.RESEND).count()


@pytest.mark.parametrize("name", PAGES)
def test_every_page_behind_an_old_link_offers_a_fresh_one_and_nothing_else(long_after, message, name):
    answer = Client().get(reverse(f"portal:{name}", args=[message.token]))
    html = answer.content.decode()
    assert answer.status_code == 410 and message.revision.title not in html
    assert reverse("portal:fresh_link", args=[message.token]) in html and not answer.cookies


def test_a_day_before_it_still_opens(message, day_one):
    with time_machine.travel(day_one + LINK_LASTS - timedelta(days=1), tick=False):
        assert Client().get(reverse("portal:lesson", args=[message.token])).status_code == 200


def test_the_lesson_comes_again_once_a_day_and_the_answer_is_always_the_same(long_after, message):
    url = reverse("portal:fresh_link", args=[message.token])
    Client().get(url)
    assert again() == 0
    first = Client().post(url)
    assert "Look in your mailbox" in first.content.decode() and again() == 1
    assert Client().post(url).content == first.content and again() == 1
    Message.objects.filter(kind=Message.Kind.RESEND).update(state=Message.State.ACCEPTED)
    long_after.shift(timedelta(days=1))
    assert Client().post(url).content == first.content and again() == 2


def test_who_stopped_the_lessons_gets_none_and_the_same_answer(message, day_one):
    stop(message.enrolment, day_one, by="patient")
    with time_machine.travel(day_one + LINK_LASTS, tick=False):
        answer = Client().post(reverse("portal:fresh_link", args=[message.token]))
    assert answer.status_code == 200 and "Look in your mailbox" in answer.content.decode() and again() == 0


def test_a_link_that_works_is_not_sent_again(browser, message):
    url = reverse("portal:fresh_link", args=[message.token])
    assert browser.post(url)["Location"] == reverse("portal:lesson", args=[message.token])
    assert again() == 0

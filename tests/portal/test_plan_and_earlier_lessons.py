"""Earlier lessons to read again, and the plan that a patient's answers make."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from campaigns.models import Helpfulness, Message
from portal.plan import openings


@pytest.fixture
def second(message, send, day_one) -> Message:
    """Ana's second lesson, which came after her first."""
    send(day_one + timedelta(days=3))
    return Message.objects.get(step__position=2)


def read(message: Message, name: str, when) -> str:
    with time_machine.travel(when, tick=False):
        answer = Client().get(reverse(f"portal:{name}", args=[message.token]))
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ")


def test_earlier_lessons_are_listed_with_their_dates_and_can_be_read_again(message, second, day_one):
    html = read(second, "earlier", day_one + timedelta(days=3))
    assert reverse("portal:lesson", args=[message.token]) in html
    assert "Came on Tuesday, October 13" in html and "You are here" in html and "Comes on " in html


def test_another_patients_lessons_and_answers_are_not_on_these_pages(browser, message, enrol, send, day_one):
    enrol(email="ben@example.org", given_name="Ben")
    send(day_one + timedelta(minutes=1))
    bens = Message.objects.exclude(patient=message.patient).get()
    browser.post(reverse("portal:answer", args=[bens.token, 1]))
    assert reverse("portal:lesson", args=[bens.token]) not in read(message, "earlier", day_one)
    assert bens.revision is not None
    assert "What I try" not in read(message, "plan", day_one)


def test_an_answer_makes_the_plan(browser, message, day_one):
    assert "Answer the question at the end of a lesson" in read(message, "plan", day_one)
    answered = browser.post(reverse("portal:answer", args=[message.token, 1])).content.decode()
    assert reverse("portal:plan", args=[message.token]) in answered
    html, text = read(message, "plan", day_one), message.revision.text
    answer = next(one.text for one in text.question.answers if one.right)
    assert text.question.ask in html and html.index(text.question.ask) < html.index(answer)
    assert all(step in html for step in openings(text.action.steps))


def test_a_lesson_that_was_not_clear_becomes_a_question(browser, message, day_one):
    url = reverse("portal:clear", args=[message.token, 1])
    browser.post(reverse("portal:answer", args=[message.token, 1]))
    assert "Was this lesson clear?" in browser.get(reverse("portal:answer", args=[message.token, 1])).content.decode()
    assert "Your answer is saved." in browser.post(url, {"clear": "no"}).content.decode()
    assert Helpfulness.objects.get().said == "no"
    html = read(message, "plan", day_one)
    assert "I want to ask about these lessons:" in html and html.count(message.revision.title) == 1
    browser.post(url, {"clear": "yes"})
    assert "I want to ask about these lessons:" not in read(message, "plan", day_one)


@pytest.mark.parametrize("said", ["", "perhaps"])
def test_nothing_is_kept_of_what_the_page_does_not_ask(browser, message, said):
    url = reverse("portal:clear", args=[message.token, 1])
    assert browser.post(url, {"clear": said}).status_code == 302
    assert browser.get(url).status_code == 302
    assert not Helpfulness.objects.exists()


@pytest.mark.parametrize(
    ("step", "opening"),
    [
        ("**Walk for 5 minutes.** Indoors is fine.", "Walk for 5 minutes."),
        ("Rest first. Then go on.", "Rest first."),
        ("Ask *one* question", "Ask one question"),
        ("**Tell us** about allergies. Then wait.", "Tell us about allergies."),
        ("Take 2.5 mg less. Then wait.", "Take 2.5 mg less."),
        ("**Ask:** What are my risks? What if I wait?", "Ask: What are my risks?"),
    ],
    ids=["bold", "plain", "no end", "bold beginning", "number", "bold word"],
)
def test_a_step_is_told_by_its_opening(step, opening):
    assert list(openings((step,))) == [opening]

"""What an answer leads to: the reason, said at once, and nothing recorded."""

from __future__ import annotations

from django.urls import reverse

from campaigns.models import Message


def answer_page(browser, message: Message, number: int):
    return browser.get(reverse("portal:answer", args=[message.token, number]))


def test_an_answer_that_helps_less_is_explained_beside_the_better_one(browser, message):
    answers = message.revision.text.question.answers
    chosen = next(number for number, one in enumerate(answers, 1) if not one.right)
    html = answer_page(browser, message, chosen).content.decode()
    assert "Not quite. Here is why." in html
    assert answers[chosen - 1].why in html
    assert "This helps more" in html
    assert next(one.why for one in answers if one.right) in html


def test_the_right_answer_stands_alone(browser, message):
    answers = message.revision.text.question.answers
    chosen = next(number for number, one in enumerate(answers, 1) if one.right)
    html = answer_page(browser, message, chosen).content.decode()
    assert "Yes, that helps." in html
    assert "This helps more" not in html


def test_the_page_leads_back_to_the_lesson(browser, message):
    assert reverse("portal:lesson", args=[message.token]) in answer_page(browser, message, 1).content.decode()


def test_answers_that_do_not_exist_get_the_same_page_as_any_broken_link(browser, message):
    gone = browser.get(reverse("portal:lesson", args=["x" * 32])).content
    for number in (0, 4, 99, 10**30):
        page = answer_page(browser, message, number)
        assert (page.status_code, page.content) == (404, gone)


def test_an_answer_behind_the_door_shows_the_door(browser, shut_message):
    html = answer_page(browser, shut_message, 1).content.decode()
    assert "What is your birth date?" in html
    assert shut_message.revision.text.question.ask not in html

"""An answer: opening its link asks, the button gives it, and the reason is said at once."""

from __future__ import annotations

from django.urls import reverse

from campaigns.models import Answer, Message


def answer_url(message: Message, number: int) -> str:
    return reverse("portal:answer", args=[message.token, number])


def answer_page(browser, message: Message, number: int):
    """After the button was pressed."""
    return browser.post(answer_url(message, number))


def test_opening_the_link_asks_and_gives_nothing(browser, message):
    answers = message.revision.text.question.answers
    html = browser.get(answer_url(message, 2)).content.decode()
    assert "Is this your answer?" in html and answers[1].text in html
    assert not any(one.why in html for one in answers) and not Answer.objects.exists()


def test_the_button_gives_the_answer_and_the_last_one_counts(browser, message):
    for number in (1, 2, 2):
        assert answer_page(browser, message, number).status_code == 200
    given = Answer.objects.get()
    assert (given.message_id, given.choice) == (message.pk, 2)
    assert given.right == message.revision.text.question.answers[1].right


def test_an_answer_that_was_given_is_explained_when_its_link_is_opened_again(browser, message):
    answer_page(browser, message, 1)
    assert message.revision.text.question.answers[0].why in browser.get(answer_url(message, 1)).content.decode()
    assert "Is this your answer?" in browser.get(answer_url(message, 2)).content.decode()


def test_an_answer_that_helps_less_is_explained_beside_the_better_one(browser, message):
    answers = message.revision.text.question.answers
    chosen = next(number for number, one in enumerate(answers, 1) if not one.right)
    html = answer_page(browser, message, chosen).content.decode()
    assert "Not quite. Here is why." in html
    assert answers[chosen - 1].why in html
    assert "A better answer" in html
    assert next(one.why for one in answers if one.right) in html


def test_the_right_answer_stands_alone(browser, message):
    answers = message.revision.text.question.answers
    chosen = next(number for number, one in enumerate(answers, 1) if one.right)
    html = answer_page(browser, message, chosen).content.decode()
    assert "Yes, that is right." in html
    assert "A better answer" not in html


def test_the_page_leads_back_to_the_lesson(browser, message):
    assert reverse("portal:lesson", args=[message.token]) in answer_page(browser, message, 1).content.decode()


def test_answers_that_do_not_exist_get_the_same_page_as_any_broken_link(browser, message):
    gone = browser.get(reverse("portal:lesson", args=["x" * 32])).content
    for number in (0, 4, 99, 10**30):
        for page in (answer_page(browser, message, number), browser.get(answer_url(message, number))):
            assert (page.status_code, page.content) == (404, gone)
    assert not Answer.objects.exists()


def test_an_answer_behind_the_door_shows_the_door(browser, shut_message):
    html = answer_page(browser, shut_message, 1).content.decode()
    assert not Answer.objects.exists()
    assert "What is your birth date?" in html
    assert shut_message.revision.text.question.ask not in html

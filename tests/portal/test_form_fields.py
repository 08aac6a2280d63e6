"""A page for patients takes the fields it offers; a wish to stop is heard whatever comes with it."""

from __future__ import annotations

import pytest
from django.test import Client

from campaigns.models import Answer, Enrolment, Message


@pytest.mark.parametrize(
    "page",
    [
        "l/{}/answer/1/",
        "l/{}/door/",
        "l/{}/settings/",
        "l/{}/call-back/",
        "l/{}/my-data/",
        "stop/{}/undo/",
        "stop-news/{}/undo/",
        "confirm/{}/",
    ],
)
def test_an_unknown_field_has_one_answer_whatever_the_link(page: str, browser: Client, message: Message):
    known = browser.post("/" + page.format(message.token), {"unheard_of": "1"})
    assert known.status_code == 400 and known["Cache-Control"] == "no-store, private"
    assert browser.post("/" + page.format("nobodys"), {"unheard_of": "1"}).content == known.content
    assert not Answer.objects.exists()


def test_stopping_is_heard_whatever_a_mail_program_sends_with_it(browser: Client, message: Message):
    enrolment = message.enrolment
    assert enrolment is not None
    browser.post(f"/stop/{enrolment.stop_token}/", {"List-Unsubscribe": "One-Click", "more": "1"})
    assert Enrolment.objects.get(pk=enrolment.pk).state == Enrolment.State.ENDED

"""Withdrawing says its consequences first, then lists who received the words."""

from __future__ import annotations

import pytest
from django.test import Client

from content.models import Review
from tests.campaigns.reviewing.conftest import make_person
from tests.staff.conftest import said
from tests.staff.test_reviews import browser_of

pytestmark = pytest.mark.django_db
URL = "/staff/reviews/fibromyalgia/01-what-it-is/withdraw/"


@pytest.fixture
def reviewer(db) -> Client:
    return browser_of(make_person("Esi", "reviewer"))


def test_the_question_says_how_many_stop_wait_and_had_it(filled, reviewer: Client):
    words = said(reviewer.get(URL))
    assert "Withdraw the signature on “What fibromyalgia is”?" in words
    assert "0 planned emails stop before leaving" in words
    assert "2 emails have gone out with these words" in words


def test_withdrawn_words_are_marked_and_their_readers_listed(filled, reviewer: Client):
    words = said(reviewer.post(URL, {"why": "A new warning."}, follow=True))
    assert (
        "Who received “What fibromyalgia is”" in words
        and "Withdrawn on Oct 12, 2026 by Esi Osei. A new warning." in words
    )
    assert f"…{filled.patient.hex[-6:]}" in words and "bo@example.org" not in words
    assert "Withdrawn withdrawn: A new warning." in said(reviewer.get("/staff/series/fibromyalgia/01-what-it-is/"))


def test_without_a_reason_nothing_is_withdrawn(filled, reviewer: Client):
    assert "Say why" in said(reviewer.post(URL, {"why": " "}))
    assert not Review.objects.exclude(withdrawn_at=None).exists()


def test_the_front_desk_cant_withdraw(filled):
    desk = browser_of(make_person("Rosa", "front desk"))
    assert desk.post(URL, {"why": "A new warning."}).status_code == 403
    assert not Review.objects.exclude(withdrawn_at=None).exists()
    assert "Withdraw" not in said(desk.get("/staff/series/fibromyalgia/01-what-it-is/"))


def test_where_nothing_is_signed_there_is_nothing_to_withdraw(series, reviewer: Client):
    assert "nothing to withdraw" in said(reviewer.get(URL, follow=True))

"""Words for ages, days and numbers, and the error pages."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import RequestFactory

from staff import errors
from staff.tabs import page_number, pages
from staff.wording import age, counted, in_words, language_name, place, up_to, when, whole_day


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "0 seconds"),
        (1, "1 second"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (7_199, "1 hour"),
        (86_400, "1 day"),
        (200_000, "2 days"),
    ],
)
def test_an_age_is_its_largest_whole_unit(now: datetime, seconds: int, words: str):
    assert age(now - timedelta(seconds=seconds), now) == words


def test_a_moment_is_said_as_near_as_it_is(now: datetime):
    assert when(now - timedelta(days=1), now) == "now"
    assert when(now + timedelta(hours=2), now) == "5:00 pm"
    assert when(now + timedelta(days=2), now) == "Wed 3:00 pm"
    assert when(now + timedelta(days=30), now) == "Wed, Nov 11"


def test_a_number_counted_no_further_says_so():
    assert [up_to(10_000, n) for n in (0, 1_284, 10_000, 10_001)] == ["0", "1,284", "10,000", "10,000+"]


def test_numbers_lists_places_and_languages_are_said_as_people_do():
    assert [counted(n, "email", "emails") for n in (0, 1, 1_284)] == ["0 emails", "1 email", "1,284 emails"]
    assert [in_words(list(words)) for words in ("", "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]
    assert (place("America/New_York"), place("UTC"), place("")) == ("New York", "UTC", "UTC")
    assert (language_name("en"), language_name("pt-BR"), language_name("zz")) == (
        "English",
        "Portuguese (Brazil)",
        "zz",
    )
    assert whole_day(date(2026, 12, 1)) == "Tuesday, December 1"


def test_pages_know_their_neighbours():
    assert pages("/x/", 1, 0)["total"] == 0
    assert (pages("/x/", 1, 120)["previous_url"], pages("/x/", 1, 120)["next_url"]) == (None, "/x/?page=2")
    assert (pages("/x/", 3, 120)["next_url"], pages("/x/", 3, 120, state="held")["previous_url"]) == (
        None,
        "/x/?state=held&page=2",
    )
    assert [page_number(text) for text in ("", "2", "0", "-1", "1e3", "٣", "9" * 40)] == [1, 2, 1, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("view", "status", "words"),
    [
        ("forbidden", 403, "your role"),
        ("not_found", 404, "nothing at this address"),
        ("broken", 500, "Something broke"),
    ],
)
def test_error_pages_need_nothing_from_the_database(view: str, status: int, words: str):
    answer = getattr(errors, view)(RequestFactory().get("/staff/"))
    assert answer.status_code == status and words in answer.content.decode()

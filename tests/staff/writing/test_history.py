"""Earlier words of a lesson: what changed, and how they come back."""

from __future__ import annotations

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from content import drafts
from content.differences import pieces
from content.models import Lesson

PLACE = ["fibromyalgia", "04-moving-a-little"]
HISTORY = "staff:history"


@pytest.fixture
def lesson(signed_series, now) -> Lesson:
    """With a second revision and a draft after it."""
    lesson = signed_series.way().get(lesson__slug=PLACE[1]).lesson
    for number, goal in enumerate(["You can walk a little.", "You can rest."]):
        parts = {**drafts.draft_of(lesson, "en").parts, "goal": goal}
        seen = drafts.draft_of(lesson, "en").number
        save = drafts.save(lesson, "en", parts, seen=seen, now=now, by="test").draft
        if number == 0:
            drafts.finish(lesson, "en", seen=save.number, now=now, by="test")
    return lesson


def page(client, **asked) -> str:
    return str(client.get(reverse(HISTORY, args=PLACE), asked).content.decode())


def test_the_draft_is_compared_with_the_last_revision(staff, lesson):
    shown = page(staff)
    assert "The draft, against Revision 2" in shown
    assert "<ins>rest.</ins>" in shown and "<del>walk a little.</del>" in shown


def test_a_revision_is_compared_with_the_one_before(staff, lesson):
    shown = page(staff, revision=2)
    assert "Revision 2, against Revision 1" in shown and "Goal" in shown
    assert "Test Reviewer, MD" in shown


def test_the_first_revision_has_nothing_before_it(staff, lesson):
    assert "The first text of this lesson." in page(staff, revision=1)


def test_earlier_words_come_back_as_the_draft_and_the_draft_stays_in_the_history(staff, lesson):
    answer = staff.post(reverse("staff:restore", args=PLACE), {"revision": 1}, follow=True)
    assert "The draft holds the words of revision 1 now." in answer.content.decode()
    draft = drafts.draft_of(lesson, "en")
    assert draft.number == 3
    assert draft.parts["goal"] == lesson.revisions.get(language="en", number=1).text.goal
    assert "<ins>rest.</ins>" in page(staff, save=2)


@pytest.mark.parametrize("asked", [{"revision": "9"}, {"revision": "x"}, {"save": "0"}])
def test_what_never_was_is_not_found(staff, lesson, asked):
    assert staff.get(reverse(HISTORY, args=PLACE), asked).status_code == 404


def test_restoring_what_never_was_is_not_found(staff, lesson):
    assert staff.post(reverse("staff:restore", args=PLACE), {"revision": "77"}).status_code == 404


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_pieces_of_a_comparison_give_both_texts_back(older: str, newer: str) -> None:
    found = pieces(older, newer)
    assert "".join(one.text for one in found if one.kind != "added") == older
    assert "".join(one.text for one in found if one.kind != "removed") == newer

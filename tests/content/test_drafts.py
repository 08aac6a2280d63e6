"""A draft is saved as it is typed, by one person or by two, and becomes the next revision."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from clinic.refusal import Refusal
from content import drafts
from content.lesson_parts import parts_of
from content.models import DraftSave, Lesson

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(series) -> Lesson:
    return series.way().first().lesson


def typed(lesson: Lesson, **changed: str) -> dict[str, str]:
    return {**drafts.draft_of(lesson, "en").parts, **changed}


def test_opening_and_saving_unchanged_writes_nothing(lesson: Lesson, now: datetime) -> None:
    saved = drafts.save(lesson, "en", typed(lesson), seen=0, now=now, by="ana")
    assert saved.draft.number == 0
    assert not DraftSave.objects.exists()
    assert not saved.draft.differs


def test_a_save_is_there_after_a_reload(lesson: Lesson, now: datetime) -> None:
    drafts.save(lesson, "en", typed(lesson, goal="You can rest."), seen=0, now=now, by="ana")
    draft = drafts.draft_of(lesson, "en")
    assert (draft.number, draft.parts["goal"], draft.saved_by, draft.differs) == (1, "You can rest.", "ana", True)


def test_the_last_revision_stays_what_it_was_while_a_draft_is_written(lesson: Lesson, now: datetime) -> None:
    before = lesson.latest("en")
    drafts.save(lesson, "en", typed(lesson, goal="You can rest."), seen=0, now=now, by="ana")
    assert lesson.latest("en") == before


def test_two_people_in_different_fields_lose_nothing(lesson: Lesson, now: datetime) -> None:
    start = typed(lesson)
    drafts.save(lesson, "en", {**start, "goal": "Ana's goal."}, seen=0, now=now, by="ana")
    saved = drafts.save(lesson, "en", {**start, "ask": "Ben's question?"}, seen=0, now=now, by="ben")
    assert saved.draft.parts["goal"] == "Ana's goal."
    assert saved.draft.parts["ask"] == "Ben's question?"
    assert (saved.merged, saved.both) == ({"goal"}, frozenset())


def test_two_people_in_the_same_line_keep_both_and_are_told(lesson: Lesson, now: datetime) -> None:
    start = typed(lesson)
    drafts.save(lesson, "en", {**start, "text": "Ana's opening.\n\nThe rest."}, seen=0, now=now, by="ana")
    saved = drafts.save(lesson, "en", {**start, "text": "Ben's opening.\n\nThe rest."}, seen=0, now=now, by="ben")
    assert "Ana's opening." in saved.draft.parts["text"]
    assert "Ben's opening." in saved.draft.parts["text"]
    assert saved.both == {"text"}


def test_a_save_from_long_ago_is_merged_all_the_same(lesson: Lesson, now: datetime, monkeypatch) -> None:
    monkeypatch.setattr("content.models.draft_save.MOST_KEPT", 2)
    for number in range(4):
        drafts.save(lesson, "en", typed(lesson, goal=f"Goal {number}."), seen=number, now=now, by="ana")
    saved = drafts.save(lesson, "en", typed(lesson, ask="Late?", goal="Goal 0."), seen=1, now=now, by="ben")
    assert saved.draft.parts["ask"].endswith("Late?")
    assert "Goal 3." in saved.draft.parts["goal"]


def test_what_went_to_review_is_what_its_author_saw(lesson: Lesson, now: datetime) -> None:
    drafts.save(lesson, "en", typed(lesson, goal="You can rest."), seen=0, now=now, by="ana")
    with pytest.raises(Refusal, match="changed this lesson since"):
        drafts.finish(lesson, "en", seen=0, now=now, by="ben")
    revision = drafts.finish(lesson, "en", seen=1, now=now + timedelta(minutes=1), by="ana")
    assert (revision.number, revision.text.goal) == (2, "You can rest.")
    assert not drafts.draft_of(lesson, "en").is_open


def test_an_unfinished_draft_says_what_it_lacks_and_stays(lesson: Lesson, now: datetime) -> None:
    drafts.save(lesson, "en", typed(lesson, goal="", steps=""), seen=0, now=now, by="ana")
    with pytest.raises(Refusal, match="it has no goal, no action"):
        drafts.finish(lesson, "en", seen=1, now=now, by="ana")
    assert drafts.draft_of(lesson, "en").number == 1


def test_a_fault_of_the_text_is_said_without_file_and_line(lesson: Lesson, now: datetime) -> None:
    drafts.save(lesson, "en", typed(lesson, text="Rest.\n\n::: how-we-do-it-here rest"), seen=0, now=now, by="ana")
    with pytest.raises(Refusal) as refusal:
        drafts.finish(lesson, "en", seen=1, now=now, by="ana")
    assert ".md" not in str(refusal.value)


def test_a_draft_back_at_the_signed_words_makes_no_revision(lesson: Lesson, now: datetime) -> None:
    start = typed(lesson)
    drafts.save(lesson, "en", {**start, "goal": "Other."}, seen=0, now=now, by="ana")
    drafts.save(lesson, "en", start, seen=1, now=now, by="ana")
    assert drafts.finish(lesson, "en", seen=2, now=now, by="ana").number == 1


def test_a_page_that_stayed_open_over_a_review_loses_nothing(lesson: Lesson, now: datetime) -> None:
    start = typed(lesson)
    drafts.save(lesson, "en", {**start, "goal": "Ana's goal."}, seen=0, now=now, by="ana")
    drafts.finish(lesson, "en", seen=1, now=now + timedelta(minutes=1), by="ana")
    drafts.save(lesson, "en", typed(lesson, subject="Ana again"), seen=1, now=now + timedelta(minutes=2), by="ana")
    saved = drafts.save(lesson, "en", {**start, "ask": "Ben's question?"}, seen=0, now=now, by="ben")
    parts = saved.draft.parts
    assert (parts["goal"], parts["subject"], parts["ask"]) == ("Ana's goal.", "Ana again", "Ben's question?")
    assert not saved.both


def test_a_text_loaded_while_a_draft_is_written_flows_into_it(lesson: Lesson, now: datetime) -> None:
    drafts.save(lesson, "en", typed(lesson, goal="Ana's goal."), seen=0, now=now, by="ana")
    source = lesson.latest("en").source.replace("long-term", "long-lasting")
    drafts.revise(lesson, "en", source, now=now, by="library")
    draft = drafts.draft_of(lesson, "en")
    assert draft.is_open and draft.parts["goal"] == "Ana's goal." and "long-lasting" in draft.parts["text"]


def test_a_page_opened_before_a_text_was_loaded_keeps_both(lesson: Lesson, now: datetime) -> None:
    start = typed(lesson)
    source = lesson.latest("en").source.replace("long-term", "long-lasting")
    drafts.revise(lesson, "en", source, now=now + timedelta(minutes=1), by="library")
    saved = drafts.save(lesson, "en", {**start, "goal": "Ana's goal."}, seen=0, now=now, by="ana")
    assert saved.draft.parts["goal"] == "Ana's goal." and "long-lasting" in saved.draft.parts["text"]


def test_a_translation_starts_empty_with_the_sources(lesson: Lesson, now: datetime) -> None:
    draft = drafts.draft_of(lesson, "vi")
    assert draft.parts["sources"] == parts_of(lesson.latest("en").text)["sources"]
    assert not draft.parts["title"]


def test_a_translation_knows_which_text_it_was_made_from(lesson: Lesson, now: datetime) -> None:
    drafts.save(lesson, "vi", typed(lesson), seen=0, now=now, by="ana")
    revision = drafts.finish(lesson, "vi", seen=1, now=now, by="ana")
    assert revision.translates == lesson.latest("en").content_hash


def test_a_lesson_as_long_as_a_book_is_refused(lesson: Lesson, now: datetime) -> None:
    with pytest.raises(Refusal, match="at most 60,000 characters"):
        drafts.save(lesson, "en", typed(lesson, text="word " * 20_000), seen=0, now=now, by="ana")

"""What the editor writes reads back as the same lesson."""

from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from content.lesson_file import lesson_file
from content.lesson_parts import PARTS, parts_of, text_from
from content.lesson_text import content_hash, parse_lesson

LESSONS = sorted((Path(__file__).parents[2] / "content/library/fibromyalgia").glob("[0-9]*.md"))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_shipped_lesson_written_anew_has_the_words_that_were_signed(path: Path) -> None:
    text = parse_lesson(path.read_text(), path.name)
    written = lesson_file(text_from(parts_of(text)), draft=False)
    assert content_hash(parse_lesson(written, path.name)) == content_hash(text)


@given(st.dictionaries(st.sampled_from(PARTS), st.text(max_size=80)))
def test_whatever_is_typed_can_be_saved_and_comes_back(parts: dict[str, str]) -> None:
    source = lesson_file(text_from(parts), draft=True)
    back = parts_of(parse_lesson(source, "draft.md"))
    assert back == parts_of(text_from(back))
    assert lesson_file(text_from(back), draft=True) == source


def test_a_draft_says_what_it_lacks() -> None:
    text = parse_lesson(lesson_file(text_from({"title": "Sleep", "text": "Rest helps."}), draft=True), "draft.md")
    assert text.lacking == ["goal", "subject", "preheader", "key points", "action", "when to call", "question"]


def test_a_question_without_a_right_answer_is_not_finished() -> None:
    parts = {"ask": "Which one?", "answer_1": "This", "why_1": "Because.", "answer_2": "That", "why_2": "No."}
    assert "right answer" in text_from(parts).lacking
    assert "right answer" not in text_from({**parts, "right": "2"}).lacking


def test_settings_name_the_library_these_tests_read() -> None:
    assert Path(settings.LIBRARY) / "fibromyalgia" == LESSONS[0].parent

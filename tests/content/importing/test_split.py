"""An article cut into lessons: every block in one lesson or left out, whatever people do to it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic.refusal import Refusal
from content.importing import ImportedArticle, import_article
from content.importing.blocks import Paragraph, Picture
from content.importing.days import FIRST_DAYS, days
from content.importing.first_split import first_split
from content.importing.outline import Outline, Section
from content.importing.split import Split, SplitLesson
from content.importing.split_drafts import drafts_of
from content.importing.split_history import MOST_STEPS, SplitHistory
from content.importing.split_steps import (
    leave_out,
    leave_out_lesson,
    merge,
    move_block,
    move_lesson,
    rename,
    say_why,
    set_day,
    split_before,
    take_back,
    take_back_section,
)

from .outlines import imported

ARTICLE = """# Sore backs

Opening words.

## What it is

First part.

Second part.

## What helps

Do this:

- Walk a little.
- Rest in between.

Then sleep.

| kind | dose |
|---|---|
| warmth | daily |

## About us

Our team of board-certified specialists is here to help. Call us to book an appointment.
"""


def split_of(text: str = ARTICLE) -> Split:
    """Two lessons: the opening, and all the rest."""
    whole = rename(first_split(imported(text, "back.md").outline), 1, "Opening")
    return split_before(whole, 2)


def shape(split: Split) -> list[tuple[str, tuple[int, ...], int]]:
    return [(lesson.title, lesson.blocks, lesson.day) for lesson in split.lessons]


def blocks_of(split: Split) -> list[tuple[int, ...]]:
    return [lesson.blocks for lesson in split.lessons]


@pytest.fixture(params=["clinic-page", "letters"])
def article(request: pytest.FixtureRequest, fibromyalgia: Path, letters: Path) -> ImportedArticle:
    return import_article(fibromyalgia if request.param == "clinic-page" else letters)


def test_the_first_split_makes_the_lessons_of_the_command(article: ImportedArticle) -> None:
    assert drafts_of(first_split(article.outline)) == article.lessons


def test_what_is_flagged_is_left_out_with_its_flag_as_the_reason(fibromyalgia: Path) -> None:
    split = first_split(import_article(fibromyalgia).outline)
    assert set(split.left_out.values()) == {"promotional", "boilerplate"}
    assert [split.sections[split.block(number).section].flags for number in split.left_out] == [
        ("promotional",), ("boilerplate",),
    ]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 6), st.integers(0, 500), st.booleans()), min_size=1, max_size=20))
def test_titles_and_words_are_the_commands_for_articles_of_any_shape(shapes: list[tuple[int, int, bool]]) -> None:
    text = ""
    for level, size, is_list in shapes:
        text += f"{'#' * level} Heading {level}\n\n"
        text += "".join(
            ("- " if is_list else "") + "word " * 40 + ("\n" if is_list else "\n\n") for _ in range(size // 40)
        )
        text += "\n"
    if "word" not in text:
        return
    found = imported(text, "a.md")
    assert [(one.title, one.words, one.grade) for one in drafts_of(first_split(found.outline))] == [
        (one.title, one.words, one.grade) for one in found.lessons
    ]


def test_a_list_with_its_leading_line_and_a_table_are_units() -> None:
    split = split_of()
    assert {split.unit(number) for number in range(1, 10)} == {(1,), (2,), (3,), (4, 5, 6), (7,), (8, 9), (10,)} - {
        (10,)
    }


def test_merging_takes_the_title_of_the_first_and_keeps_the_rhythm() -> None:
    split = split_before(split_of(), 4)
    assert shape(split) == [("Opening", (1,), 1), ("What it is", (2, 3), 4), ("What helps", (4, 5, 6, 7, 8, 9), 7)]
    assert shape(merge(split, 2)) == [("Opening", (1,), 1), ("What it is", (2, 3, 4, 5, 6, 7, 8, 9), 4)]


def test_a_lesson_is_split_before_a_unit_and_named_after_its_section() -> None:
    split = split_before(split_of(), 5)
    assert blocks_of(split) == [(1,), (2, 3), (4, 5, 6, 7, 8, 9)], "a list is cut before the line that leads into it"
    again = split_before(split, 7)
    assert [lesson.title for lesson in again.lessons] == ["Opening", "What it is", "What helps", "What helps (2)"]


def test_lessons_change_places_and_days_stay() -> None:
    assert shape(move_lesson(split_of(), 2, -1)) == [("What it is", tuple(range(2, 10)), 1), ("Opening", (1,), 4)]


def test_a_block_goes_to_the_end_of_the_lesson_before_or_the_start_of_the_next() -> None:
    split = split_before(split_of(), 7)
    assert blocks_of(move_block(split, 2, -1)) == [(1, 2), (3, 4, 5, 6), (7, 8, 9)]
    assert blocks_of(move_block(split, 6, 1)) == [(1,), (2, 3), (4, 5, 6, 7, 8, 9)]


def test_a_lesson_without_blocks_goes() -> None:
    assert shape(move_block(split_of(), 1, 1)) == [("What it is", tuple(range(1, 10)), 1)]


def test_what_is_left_out_keeps_its_reason_and_comes_back_where_it_was() -> None:
    split = split_of()
    left = leave_out(split, 6, "  for another\nseries ")
    assert {number: left.left_out[number] for number in (4, 5, 6)} == dict.fromkeys((4, 5, 6), "for another series")
    assert say_why(left, 4, "too long").left_out[6] == "too long"
    assert take_back(left, 5) == split
    assert blocks_of(leave_out_lesson(split, 2, "later")) == [(1,)]
    assert blocks_of(take_back(leave_out(split, 1, "later"), 1)) == [tuple(range(1, 10))]


def test_a_flagged_section_is_taken_in_whole() -> None:
    split = split_of()
    section = split.block(10).section
    assert blocks_of(take_back_section(split, section))[-1][-1] == 10
    assert not take_back_section(split, section).left_out


def test_the_last_lesson_can_go_and_come_back_under_its_sections_name() -> None:
    empty = leave_out_lesson(leave_out_lesson(split_of(), 2, "later"), 1, "later")
    assert empty.lessons == () and len(empty.left_out) == 10
    assert shape(take_back(empty, 7)) == [("What helps", (7,), 1)]


def test_a_day_moves_the_days_after_it() -> None:
    split = split_before(split_before(split_of(), 4), 7)
    assert [one.day for one in split.lessons] == [1, 4, 7, 11]
    assert [one.day for one in set_day(split, 2, 8).lessons] == [1, 8, 11, 15]
    assert [one.day for one in set_day(split, 1, 0).lessons] == [0, 3, 6, 10]


def test_days_go_on_with_the_rhythm_as_long_as_it_is_kept() -> None:
    assert days(10) == [*FIRST_DAYS, 33, 38]
    assert days(4, (1, 4)) == [1, 4, 7, 11] and days(4, (7, 14)) == [7, 14, 19, 24] and days(1, (3, 9)) == [3]


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (lambda split: merge(split, 2), "no next lesson"),
        (lambda split: merge(split, 9), "There is no lesson 9"),
        (lambda split: split_before(split, 2), "begins with this part already"),
        (lambda split: split_before(split, 10), "take it in first"),
        (lambda split: split_before(split, 99), "no such part"),
        (lambda split: move_lesson(split, 1, -1), "the first one already"),
        (lambda split: move_block(split, 1, -1), "no lesson before"),
        (lambda split: leave_out(split, 2, "  "), "Say why"),
        (lambda split: leave_out(split, 2, "x" * 201), "200 characters"),
        (lambda split: take_back(split, 2), "in a lesson already"),
        (lambda split: take_back_section(split, 0), "Nothing of this section"),
        (lambda split: rename(split, 1, " "), "needs a title"),
        (lambda split: rename(split, 1, "x" * 151), "at most 150"),
        (lambda split: set_day(split, 2, 1), "day 2 at the earliest"),
        (lambda split: set_day(split, 2, 9999), "day 3650 at the latest"),
        (lambda split: say_why(split, 2, "x"), "needs no reason"),
    ],
    ids=["last", "nobody", "opens", "left out", "no block", "first", "no lesson", "blank", "long why", "in", "nothing", "no title",
         "long title", "early", "late", "no reason"],
)  # fmt: skip
def test_what_cant_be_done_is_refused_with_a_sentence(step: Callable[[Split], Split], why: str) -> None:
    with pytest.raises(Refusal, match=why):
        step(split_of())


@pytest.mark.parametrize(
    "wrong",
    [
        lambda split: {"left_out": {}},
        lambda split: {"lessons": (*split.lessons, SplitLesson("Again", (1,), 99))},
        lambda split: {"lessons": (*split.lessons, SplitLesson("Empty", (), 99))},
        lambda split: {"lessons": tuple(replace(lesson, day=1) for lesson in split.lessons)},
        lambda split: {"lessons": tuple(replace(lesson, blocks=lesson.blocks[::-1]) for lesson in split.lessons)},
    ],
    ids=["lost", "twice", "empty", "days", "parted"],
)
def test_a_split_that_loses_or_parts_anything_cant_be_made(wrong: Callable[[Split], dict]) -> None:
    split = split_of()
    with pytest.raises(ValueError):
        replace(split, **wrong(split))


def test_a_picture_goes_with_its_lesson_under_its_name() -> None:
    content = (Paragraph(1, "Words before."), Picture(3, "bar.png", "A bar"))
    split = first_split(Outline("T", "", [Section(1, "T", content)], []))
    kept = SplitHistory.from_json(SplitHistory(split).as_json()).split
    assert (kept.block(2).kind, kept.block(2).picture, kept.block(2).text) == ("picture", "bar.png", "A bar")
    assert drafts_of(kept)[0].body_markdown == "Words before.\n\n![A bar](media/bar.png)\n"


def test_a_history_is_read_back_as_it_was_written_and_steps_are_taken_back() -> None:
    first = SplitHistory(split_of())
    second = first.then(merge(first.split, 1), "merged lesson 1 with the next")
    assert SplitHistory.from_json(second.as_json()) == second
    back = SplitHistory.from_json(second.as_json()).taken_back()
    assert back.split == first.split and (back.version, back.did) == (3, "Taken back: merged lesson 1 with the next")
    with pytest.raises(Refusal, match="no step left"):
        back.taken_back()


def test_a_history_remembers_so_many_steps() -> None:
    history = SplitHistory(split_of())
    for number in range(MOST_STEPS + 5):
        history = history.then(rename(history.split, 1, f"Title {number}"), "named")
    assert len(history.before) == MOST_STEPS and history.version == MOST_STEPS + 6


numbers = st.integers(1, 12)
steps = st.one_of(
    st.tuples(st.just(merge), numbers),
    st.tuples(st.just(split_before), numbers),
    st.tuples(st.just(move_lesson), numbers, st.sampled_from([-1, 1])),
    st.tuples(st.just(move_block), numbers, st.sampled_from([-1, 1])),
    st.tuples(st.just(leave_out), numbers, st.just("later")),
    st.tuples(st.just(leave_out_lesson), numbers, st.just("later")),
    st.tuples(st.just(take_back), numbers),
    st.tuples(st.just(take_back_section), numbers),
    st.tuples(st.just(rename), numbers, st.text(max_size=20)),
    st.tuples(st.just(set_day), numbers, st.integers(-5, 60)),
    st.tuples(st.just(say_why), numbers, st.text(max_size=20)),
)


@settings(deadline=None)
@given(st.lists(steps, max_size=30))
def test_whatever_people_do_every_word_stays_and_nothing_is_twice(taken: list[tuple]) -> None:
    split = split_of()
    whole = Counter(word for block in split.blocks for word in block.text.split())
    for step, *how in taken:
        try:
            split = step(split, *how)
        except Refusal:
            continue
        kept = [number for lesson in split.lessons for number in lesson.blocks] + list(split.left_out)
        assert Counter(word for number in kept for word in split.block(number).text.split()) == whole
        assert sum(draft.words for draft in drafts_of(split)) == sum(map(split.words, split.lessons))
        assert all(split.left_out.values()) and all(lesson.title for lesson in split.lessons)
    assert SplitHistory.from_json(SplitHistory(split).as_json()).split == split

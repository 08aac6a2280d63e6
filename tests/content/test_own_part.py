"""What a clinic writes into a lesson itself."""

from pathlib import Path

import pytest

from content.lesson_text import content_hash, parse_lesson
from content.own_part import own_parts, with_own_part

SOURCE = (Path(__file__).parents[2] / "content/library/fibromyalgia/07-procedures.md").read_text("utf-8")


def test_the_procedures_lesson_leaves_three_parts_to_the_clinic():
    parts = [(part.name, part.text) for part in own_parts(SOURCE)]
    assert parts == [("trigger-point-injections", ""), ("nerve-blocks", ""), ("botox-injections", "")]


def test_filling_one_part_in_leaves_the_others_as_they_were():
    filled = with_own_part(SOURCE, "nerve-blocks", "We do this on Tuesdays.\n\nBring someone to drive.")
    assert [part.text for part in own_parts(filled)] == ["", "We do this on Tuesdays.\n\nBring someone to drive.", ""]
    assert with_own_part(filled, "nerve-blocks", "") == SOURCE


def test_a_signature_binds_what_the_clinic_wrote():
    filled = with_own_part(SOURCE, "nerve-blocks", "We do this on Tuesdays.")
    assert content_hash(parse_lesson(filled, "a.md")) != content_hash(parse_lesson(SOURCE, "a.md"))


@pytest.mark.parametrize(
    "typed", [":::\nnot the end", "::: how-we-do-it-here other\n:::", "+++\ntitle = 'x'", "{{ braces }} {% and %} \\1"]
)
def test_what_is_typed_can_neither_end_the_part_nor_start_another(typed):
    filled = with_own_part(SOURCE, "nerve-blocks", typed)
    assert [part.name for part in own_parts(filled)] == ["trigger-point-injections", "nerve-blocks", "botox-injections"]
    parse_lesson(filled, "a.md")


def test_a_part_the_lesson_does_not_have_is_refused():
    with pytest.raises(KeyError):
        with_own_part(SOURCE, "surgery", "text")

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.plain_language.lesson_prose import prose_of_lesson
from content.plain_language.prose import prose_of
from content.plain_language.sentences import sentences_of

LESSON = """+++
title = "A short walk"
goal = "You can walk."
key_points = [
  "**Start low.** Go slow.",
]
known = 'It helps "some" people.'
unknown = \"\"\"
Nobody knows
how much.\"\"\"
sources = ["Somebody. Something. 2020."]

[[question.answers]]
text = "Yes"
right = true
+++

Walk for 5 minutes.

Then rest.
"""


def read(markdown: str) -> list[str]:
    return [" ".join(sentence.text.split()) for sentence in sentences_of(prose_of(markdown))]


@pytest.mark.parametrize(
    ("markdown", "sentences"),
    [
        ("It is **real**. You *can* act.", ["It is real .", "You can act."]),
        ("See [the map](https://x.example/a.b) first.", ["See the map first."]),
        ("Hello {given_name}, sit down.", ["Hello , sit down."]),
        ("## Before you go\nEat first.", ["Before you go", "Eat first."]),
        ("- Rest\n- Drink water\n  and tea\n1. Walk", ["Rest", "Drink water and tea", "Walk"]),
        ("One line\nand the next.", ["One line and the next."]),
        ("Ask Dr. Osei. He knows.", ["Ask Dr. Osei.", "He knows."]),
        ("Take 2.5 mg. Wait.", ["Take 2.5 mg.", "Wait."]),
        ("“Why me?” It is common.", ["“Why me?”", "It is common."]),
        ("| Sign | Do |\n|---|---|\n| Fever | Call us |", ["Sign", "Do", "Fever", "Call us"]),
        ("::: how-we-do-it-here blocks\nWe use ice.\n:::", ["We use ice."]),
        ("![A knob](media/a-0123456789ab.png \"Left\")\n\nTurn it.", ["Turn it."]),
        ("```\nx = 1\n```\nAfter.", ["After."]),
        ("> Quoted words.", ["Quoted words."]),
        ("Write to a.b@example.org or https://example.org/x today.", ["Write to or today."]),
        ("", []),
    ],
    ids=[
        "bold", "link", "merge field", "heading", "lists", "soft line end", "title of a person", "decimal", "quotation",
        "table", "own part", "picture", "code", "quote", "addresses", "nothing",
    ],
)  # fmt: skip
def test_only_what_is_read_is_left(markdown: str, sentences: list[str]) -> None:
    assert read(markdown) == sentences


def test_windows_line_ends_change_nothing() -> None:
    assert read("# Rest\r\n\r\n- Sit.\r\n- Lie.\r\n") == read("# Rest\n\n- Sit.\n- Lie.\n")


def test_a_lesson_file_is_read_key_by_key_in_the_order_of_the_email() -> None:
    prose = prose_of_lesson(LESSON)
    texts = [" ".join(sentence.text.split()) for sentence in sentences_of(prose)]
    assert texts == [
        "A short walk", "Walk for 5 minutes.", "Start low.", "Go slow.", "Then rest.", "You can walk.",
        'It helps "some" people.', "Nobody knows how much.", "Yes",
    ]  # fmt: skip


def test_places_count_from_the_start_of_the_file() -> None:
    for sentence in sentences_of(prose_of_lesson(LESSON)):
        assert LESSON[sentence.start : sentence.end].split()[-1] == sentence.text.split()[-1]


def test_a_text_without_keys_is_read_as_markdown() -> None:
    assert prose_of_lesson("Rest now.") == prose_of("Rest now.")


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("ab. \n#*-_|>`~[](){}!:+=\"'\\\r1<é")))
def test_any_text_keeps_its_length_and_its_places(text: str) -> None:
    for prose in (prose_of(text), prose_of_lesson(text), prose_of_lesson(f"+++\n{text}\n+++\n{text}")):
        ends = sorted((block.start, block.end) for block in prose.blocks)
        assert all(before[1] <= after[0] for before, after in zip(ends, ends[1:], strict=False))
    assert len(prose_of(text).words) == len(text)
    assert all(new in (old, " ") for new, old in zip(prose_of(text).words, text, strict=True))

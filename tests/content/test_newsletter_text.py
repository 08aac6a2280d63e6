"""The newsletter file: what is read, and which fault is said how."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.newsletter_text import parse_newsletter
from content.toml_section import LessonFault

WHOLE = '+++\ntitle = "A title"\nsubject = "A  subject"\npreheader = "A preheader"\n+++\n\nHello **you**.\n\nBye.\n'


def fault(source: str) -> str:
    with pytest.raises(LessonFault) as raised:
        parse_newsletter(source, "news.md")
    return str(raised.value)


def test_a_whole_file_is_read_and_kept_as_it_was():
    letter = parse_newsletter(WHOLE, "news.md")
    assert (letter.title, letter.subject, letter.preheader) == ("A title", "A subject", "A preheader")
    assert letter.body == "Hello **you**.\n\nBye." and letter.source == WHOLE


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm():
    odd = "\ufeff" + WHOLE.replace("\n", "\r\n")
    letter = parse_newsletter(odd, "news.md")
    assert letter.body == "Hello **you**.\n\nBye." and letter.source == odd


def test_the_shipped_newsletters_can_be_read(settings):
    files = list(Path(settings.NEWSLETTERS).rglob("*.md"))
    assert files and all(parse_newsletter(file.read_text("utf-8"), file.name).body for file in files)


@pytest.mark.parametrize("key", ["title", "subject", "preheader"])
def test_a_missing_or_an_empty_key_is_named(key: str):
    lines = WHOLE.split("\n")
    assert f"{key} is missing" in fault("\n".join(line for line in lines if not line.startswith(key)))
    assert f"{key} is empty" in fault("\n".join(f'{key} = " "' if line.startswith(key) else line for line in lines))
    assert f"{key} must be text" in fault("\n".join(f"{key} = 3" if line.startswith(key) else line for line in lines))


def test_a_misspelt_key_is_named_with_its_line_and_a_guess():
    assert fault(WHOLE.replace("subject", "subjct")) == "news.md:3: unknown key subjct, did you mean subject?"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("", "news.md:1: the file must start with a line +++"),
        ("Hello", "news.md:1: the file must start with a line +++"),
        ('+++\ntitle = "x"\n', "a second line +++ is missing"),
        (WHOLE.replace('"A title"', '"A title'), "news.md:2: this isn't valid TOML"),
        (WHOLE.partition("\n\n")[0] + "\n", "news.md:6: the text after the second +++ is missing"),
        (WHOLE.replace("Bye", "B\x07ye"), "news.md:9: this line holds a control character"),
        (WHOLE.replace("A title", "A \\u0007title"), "title holds a control character"),
    ],
)
def test_a_fault_says_file_line_and_cure(source: str, said: str):
    assert said in fault(source)


@given(st.text())
def test_any_text_is_read_or_refused_with_a_sentence(source: str):
    for text in (source, f"+++\n{source}\n+++\n{source}"):
        try:
            parse_newsletter(text, "news.md")
        except LessonFault as said:
            assert str(said).startswith("news.md:")

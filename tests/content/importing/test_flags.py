"""Flags propose what to leave out of the lessons."""

import pytest

from content.importing.flags import flags_of


@pytest.mark.parametrize(
    ("title", "text", "flag"),
    [
        ("About Jane Doe, DO", "Dr. Doe is board-certified.", "promotional"),
        ("About us", "Call us to book.", "promotional"),
        ("Next steps", "Our team is here to help. Call us to schedule your appointment.", "promotional"),
        ("Disclaimer", "Anything.", "boilerplate"),
        ("", "This blog post provides an overview.", "boilerplate"),
        ("Note", "This is not a substitute for medical advice.", "boilerplate"),
        ("References", "Smith 2020.", "sources"),
        ("Long", "word " * 400, "long paragraph"),
    ],
)
def test_a_section_is_flagged(title: str, text: str, flag: str) -> None:
    assert flags_of(title, [text], opening=False) == (flag,)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("About fibromyalgia", "It is real. Call us if it gets worse."),
        ("What Is Pain?", "This article is long." + " word" * 200),
        ("When to call", "Call us if you have a fever."),
        ("Source of the pain", "Nerves."),
    ],
)
def test_teaching_is_not_flagged(title: str, text: str) -> None:
    assert flags_of(title, [text], opening=False) == ()


def test_an_opening_may_say_what_the_article_is_for() -> None:
    assert flags_of("", ["This article provides an overview of pain."], opening=True) == ()

"""Page furniture is taken at the edges of a page, never inside the article."""

import pytest

from content.importing.furniture import clear

from .outlines import imported, titles

BODY = "\n\n".join(f"Paragraph number {n} says something about pain." for n in range(20))


@pytest.mark.parametrize(
    "line",
    [
        "top of page", "Skip to main content", "Search", "* Home", "Log In", "4 views0 comments", "1,204 views", "Comments (3)",
        "5 min read", "Jan 5, 2024", "Updated: 14 March 2024", "© 2024 Sleep Clinic", "Share this post", "Recent Posts",
    ],
)  # fmt: skip
def test_furniture_is_dropped_at_both_ends(line: str) -> None:
    cleared = clear(f"{line}\n\nBack Pain\n\n{BODY}\n\n{line}")
    assert [(drop.line, drop.text) for drop in cleared.dropped] == [(1, line), (45, line)]


def test_a_heading_named_like_a_menu_word_is_safe_inside_the_article() -> None:
    article = imported(f"Finding Help\n\n{BODY}\n\nSearch\n\nSearch our list for a doctor near you.\n\n{BODY}")
    assert (2, "Search") in titles(article)


def test_a_menu_word_over_a_sentence_is_a_heading_even_at_the_edge() -> None:
    assert clear(f"Back Pain\n\n{BODY}\n\nContact\n\nCall the desk if it gets worse.").dropped == []


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Writer's pictureAndrew Linn", "Andrew Linn"),
        ("Writer’s picture Ana María Gómez", "Ana María Gómez"),
        ("By Jane Doe, RN", "Jane Doe, RN"),
        ("Written by John Q. Public", "John Q. Public"),
        ("Andrew Linn, MD", "Andrew Linn, MD"),
    ],
)
def test_the_author_is_lifted_and_the_line_listed(line: str, author: str) -> None:
    cleared = clear(f"Back Pain\n{line}\n\n{BODY}")
    assert (cleared.author, [drop.line for drop in cleared.dropped]) == (author, [2])


@pytest.mark.parametrize("line", ["By chance it went away", "About Andrew Linn, MD", "Heat and Ice"])
def test_what_is_no_byline_stays(line: str) -> None:
    assert clear(f"Back Pain\n\n{line}\n\n{BODY}").dropped == []

"""Markdown: structure comes from the marks, inline text stays as it was typed."""

import pytest

from .outlines import imported, only_section, rows, titles


def test_headings_of_both_kinds_keep_their_levels() -> None:
    text = "Title\n=====\n\nIntro.\n\nOne\n---\n\nText.\n\n### Deep ###\n\nMore."
    assert titles(imported(text, "a.md")) == [(1, "Title"), (2, "One"), (3, "Deep")]


@pytest.mark.parametrize("fence", ["---", "+++"])
@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_a_front_matter_title_is_the_first_level(fence: str, quote: str) -> None:
    sign = ":" if fence == "---" else " ="
    header = f"{fence}\ntitle{sign} {quote}Heat or ice: which?{quote}\nauthor{sign} {quote}Sam Poe{quote}\n{fence}\n"
    article = imported(f"{header}\nIntro.\n\n## One\n\nText.", "a.md")
    assert titles(article) == [(1, "Heat or ice: which?"), (2, "One")]
    assert article.outline.author == "Sam Poe"
    assert [drop.line for drop in article.outline.dropped] == [1, 2, 3, 4]


def test_front_matter_and_first_heading_that_say_the_same_are_one_title() -> None:
    article = imported("---\ntitle: Heat or ice\n---\n# Heat or ice?\n\nText.\n\n## One\n\nText.", "a.md")
    assert titles(article) == [(1, "Heat or ice?"), (2, "One")]


def test_chapters_of_level_one_move_below_a_front_matter_title() -> None:
    article = imported("---\ntitle: Pain\n---\n# Heat\n\nText.\n\n# Ice\n\n## How\n\nText.", "a.md")
    assert titles(article) == [(1, "Pain"), (2, "Heat"), (2, "Ice"), (3, "How")]


def test_a_dividing_line_at_the_start_is_no_front_matter() -> None:
    assert rows(imported("---\n\nJust text.\n\n---\n\n# Title\n\nMore.", "a.md"))[-1] == (1, "Title", 1, 0)


def test_lists_inside_lists_and_items_of_two_paragraphs_keep_their_order() -> None:
    text = "# T\n\n1. one\n\n   more of one\n2. two\n   - inner\n     - deep\n\nEnd."
    article = imported(text, "a.md")
    assert rows(article) == [(1, "T", 1, 4)]
    assert article.lessons[0].body_markdown == (
        "1. one\n\n   more of one\n2. two\n    - inner\n        - deep\n\nEnd.\n"
    )


def test_a_table_becomes_a_paragraph_a_row_with_every_word() -> None:
    section = only_section(imported("# T\n\n| A | B |\n|---|---|\n| a1 | b1 \\| c |\n| long | row | more |\n", "a.md"))
    assert section.paragraphs == ["A | B", "a1 | b1 \\| c", "long | row | more"]


def test_a_file_of_tables_alone_is_an_article() -> None:
    article = imported("| A | B |\n|---|---|\n| one two | three |\n", "doses.md")
    assert (article.outline.title, rows(article)) == ("Doses", [(1, "", 2, 0)])
    assert article.lessons[0].words == 5


def test_links_keep_words_and_address_and_definitions_travel_with_the_lesson() -> None:
    text = "# T\n\nRead [this](https://a.example/x) and [that][guide].\n\n[guide]: https://b.example\n[other]: https://c.example"
    article = imported(text, "a.md")
    assert article.lessons[0].body_markdown == (
        "Read [this](https://a.example/x) and [that][guide].\n\n[guide]: https://b.example\n"
    )


def test_a_heading_is_shown_without_its_link_and_that_is_listed() -> None:
    article = imported("# Heat or [ice](https://a.example)? {#top}\n\n## *Soft* `words`\n\nText.", "a.md")
    assert titles(article) == [(1, "Heat or ice?"), (2, "Soft words")]
    assert article.as_json()["mended"][0]["before"] == "Heat or [ice](https://a.example)? {#top}"


def test_code_and_html_stay_text_and_comments_are_dropped() -> None:
    text = "# T\n\n```python\n# no heading\n```\n\n<!-- a note -->\n\n<div>\nWords\n</div>\n\n<br>\n"
    article = imported(text, "a.md")
    assert only_section(article).paragraphs == ["# no heading", "<div>\nWords\n</div>"]
    assert "```\n# no heading\n```" in article.lessons[0].body_markdown
    assert [drop.text for drop in article.outline.dropped] == ["```python", "<!-- a note -->", "<br>"]


def test_quotes_lose_their_mark_only() -> None:
    section = only_section(imported("# T\n\n>If you fall,\n> call us.\n>\n> - a\n> - b", "a.md"))
    assert [" ".join(p.split()) for p in section.paragraphs] == ["If you fall, call us."]
    assert section.bullets == ["a", "b"]


def test_what_the_parser_passes_over_is_kept_as_text() -> None:
    deep = "> " * 40 + "words at the bottom"
    assert "words at the bottom" in " ".join(only_section(imported(f"# T\n\n{deep}\n\n-\n", "a.md")).paragraphs)


def test_line_numbers_count_the_front_matter() -> None:
    article = imported("---\ntitle: T\n---\n\n# One\n\nText.\n\n---\n\n## Two\n\nText.", "a.md")
    assert article.outline.dropped[-1].line == 9

"""Two articles, row for row, and the report other tools read."""

import json
from pathlib import Path

from content.importing import import_article, import_bytes

from .outlines import rows

FIBROMYALGIA = [
    (1, "Fibromyalgia and Interventional Pain Management: A Comprehensive Guide", 2, 0, 94),
    (2, "What Is Fibromyalgia?", 2, 4, 170),
    (2, "Theories Behind the Pathology of Fibromyalgia", 1, 0, 51),
    (3, "1. Central Sensitization Theory", 3, 0, 133),
    (3, "2. Autonomic Nervous System Dysfunction", 2, 0, 95),
    (3, "3. Genetic Factors", 2, 0, 91),
    (3, "4. Abnormal Pain Processing", 2, 0, 101),
    (3, "5. Infectious and Immune Factors", 2, 0, 84),
    (2, "Interventional Pain Management for Fibromyalgia", 3, 0, 123),
    (3, "1. Trigger Point Injections", 3, 0, 118),
    (3, "2. Nerve Blocks", 1, 0, 38),
    (3, "3. Botox Injections", 2, 0, 91),
    (2, "Conclusion: A Multifaceted Approach to Fibromyalgia Treatment", 2, 0, 112),
    (2, "About Jordan Example, MD", 1, 0, 76),
    (2, "", 1, 0, 45),
]


def test_the_fibromyalgia_article_comes_out_row_for_row(fibromyalgia: Path) -> None:
    report = import_article(fibromyalgia).as_json()
    found = [(s["level"], s["title"], s["paragraphs"], s["bullets"], s["words"]) for s in report["sections"]]
    assert found == FIBROMYALGIA
    assert sum(row[-1] for row in found) == 1422
    assert (report["title"], report["author"]) == (FIBROMYALGIA[0][1], "Jordan Example")
    assert report["series"] == "fibromyalgia-and-interventional-pain-management"


def test_its_page_furniture_is_dropped_and_listed_with_line_and_reason(fibromyalgia: Path) -> None:
    dropped = import_article(fibromyalgia).as_json()["dropped"]
    assert [(drop["line"], drop["text"]) for drop in dropped] == [
        (1, "top of page"),
        (2, "Search"),
        (3, "Writer's pictureJordan Example"),
        (147, "---"),
        (152, "4 views0 comments"),
        (154, "Comments"),
        (157, "bottom of page"),
    ]
    assert all(drop["why"] for drop in dropped)


def test_the_bio_and_the_blurb_are_flagged_kept_and_not_taught(fibromyalgia: Path) -> None:
    sections = import_article(fibromyalgia).outline.sections
    assert [(s.title, s.flags, s.in_lessons) for s in sections if s.flags] == [
        ("About Jordan Example, MD", ("promotional",), False),
        ("", ("boilerplate",), False),
    ]


def test_its_lessons_hold_every_taught_word_once(fibromyalgia: Path) -> None:
    article = import_article(fibromyalgia)
    assert [(lesson.title, lesson.words) for lesson in article.lessons] == [
        ("What Is Fibromyalgia?", 264),
        ("Theories Behind the Pathology of Fibromyalgia", 279),
        ("Genetic Factors", 276),
        ("Interventional Pain Management for Fibromyalgia", 241),
        ("Nerve Blocks", 129),
        ("Conclusion: A Multifaceted Approach to Fibromyalgia Treatment", 112),
    ]
    assert sum(lesson.words for lesson in article.lessons) == 1301
    assert [lesson.position for lesson in article.lessons] == [1, 2, 3, 4, 5, 6]


def test_a_line_broken_by_a_stray_blank_line_is_one_paragraph_again(fibromyalgia: Path) -> None:
    (botox,) = [s for s in import_article(fibromyalgia).outline.sections if s.title == "3. Botox Injections"]
    assert "particularly chronic in some localized." in botox.paragraphs[0]


def test_the_same_article_named_md_gives_the_same_outline(fibromyalgia: Path) -> None:
    data = fibromyalgia.read_bytes()
    assert import_bytes("a.md", data).as_json()["sections"] == import_bytes("a.txt", data).as_json()["sections"]


def test_a_markdown_article_keeps_its_levels_tables_and_lists(letters: Path) -> None:
    article = import_article(letters)
    found = rows(article)
    assert found[0] == (1, "Writing Effective Letters", 1, 0)
    assert (4, "Why are Headings Helpful?", 4, 3) in found
    assert (3, "After", 1, 5) in found
    pronouns = next(section for section in article.outline.sections if section.title == "Use pronouns")
    assert "_You were not very clear._ | _We did not understand your message._" in pronouns.paragraphs
    assert len(found) == 27
    assert sum(lesson.words for lesson in article.lessons) == sum(s.words for s in article.outline.sections)


def test_the_report_is_json_with_the_agreed_keys(fibromyalgia: Path) -> None:
    report = json.loads(json.dumps(import_article(fibromyalgia).as_json()))
    assert set(report) >= {"title", "author", "sections", "dropped", "lessons", "series"}
    assert set(report["sections"][0]) == {"level", "title", "paragraphs", "bullets", "words", "flags", "in_lessons"}
    assert set(report["dropped"][0]) == {"line", "text", "why"}
    assert set(report["lessons"][0]) == {"position", "title", "words", "minutes", "grade"}


def test_a_title_without_latin_letters_proposes_no_series() -> None:
    article = import_bytes("a.txt", "膝の痛み\n\n膝が痛いときは、少しずつ動かしてください。".encode())
    assert (article.outline.title, article.series) == ("膝の痛み", None)


def test_a_long_title_proposes_a_slug_cut_at_a_word() -> None:
    text = "Everything You Ever Wanted to Know About Living Well With Chronic Pain\n\nIt can be done."
    series = import_bytes("a.txt", text.encode()).series
    assert series == "everything-you-ever-wanted-to-know-about-living"

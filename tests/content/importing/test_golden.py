"""Real articles in every format come out as they did: the outline beside each file, heading by heading, line by line.

After a wanted change: `python -m tests.content.importing.golden` writes the outlines anew, for a person to read through.
"""

from pathlib import Path

import pytest

from content.importing import import_article

from .golden import articles, outline_file, outline_text


@pytest.mark.parametrize("path", articles(), ids=lambda path: path.name)
def test_a_real_article_comes_out_as_it_did(path: Path) -> None:
    assert outline_text(import_article(path)) == outline_file(path).read_text()


@pytest.mark.parametrize("path", articles(), ids=lambda path: path.name)
def test_its_lessons_hold_every_taught_word_and_keep_to_the_budget(path: Path) -> None:
    article = import_article(path)
    assert sum(lesson.words for lesson in article.lessons) == sum(
        section.words for section in article.outline.sections if section.in_lessons
    )
    assert all(lesson.words <= 400 for lesson in article.lessons)


def test_every_format_has_a_real_article_and_every_article_a_source() -> None:
    assert {path.suffix for path in articles()} == {".txt", ".md", ".html", ".docx"}
    sources = (articles()[0].parent / "README.md").read_text()
    assert [path.name for path in articles() if f"| {path.name} |" not in sources] == []

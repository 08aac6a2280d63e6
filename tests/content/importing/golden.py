"""The outlines of the real articles, as text to read: `python -m tests.content.importing.golden` writes them."""

from pathlib import Path

from content.importing import ImportedArticle, import_article
from tests.fuzzing.trials import articles

__all__ = ["articles", "outline_file", "outline_text"]


def outline_file(article: Path) -> Path:
    return article.parent / "outlines" / f"{article.name}.outline"


def outline_text(article: ImportedArticle) -> str:
    """Title, sections with their counts, what was dropped and why, the lessons."""
    outline = article.outline
    lines = [f"{outline.title} | {outline.author or 'no author'}", ""]
    for section in outline.sections:
        counts = f"{len(section.paragraphs)} paragraphs, {len(section.bullets)} items, {len(section.pictures)} pictures, {section.words} words"
        flags = f" [{', '.join(section.flags)}]" if section.flags else ""
        lines.append(f"{'#' * section.level} {section.title or '(no title)'}: {counts}{flags}")
    lines += ["", *(f"dropped {drop.line}: {drop.text} ({drop.why})" for drop in outline.dropped)]
    lines += ["", *(f"lesson {lesson.position}: {lesson.title}, {lesson.words} words" for lesson in article.lessons)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    for path in articles():
        outline_file(path).parent.mkdir(exist_ok=True)
        outline_file(path).write_text(outline_text(import_article(path)))

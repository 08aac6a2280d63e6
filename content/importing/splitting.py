"""An outline becomes draft lessons, each with a title, its figures and its text in Markdown."""

from collections import Counter
from dataclasses import dataclass

from content.importing.lesson_markdown import markdown_of, used_references
from content.importing.nesting import NUMBER
from content.importing.outline import Outline, Section
from content.importing.parts import Piece, parts_of
from content.plain_language.measures import grade_of
from content.reading_time import minutes_for


@dataclass(frozen=True)
class DraftLesson:
    """One lesson to edit. `words` counts the article's words in it without headings; `minutes` at 200 words each."""

    position: int
    title: str
    words: int
    minutes: int
    grade: float
    body_markdown: str


def lessons_of(outline: Outline) -> list[DraftLesson]:
    """Every word of the sections that are taught, each in exactly one lesson, in order."""
    parts = parts_of([section for section in outline.sections if section.in_lessons])
    used: Counter[str] = Counter()
    lessons = []
    for position, part in enumerate(parts, 1):
        naming = _naming(part, alone=len(parts) == 1)
        title = plain_title(naming.title) or outline.title or "Lesson"
        used[title] += 1
        title = title if used[title] == 1 else f"{title} ({used[title]})"
        lessons.append(draft_lesson(position, title, part, outline.references))
    return lessons


def _naming(part: list[Piece], alone: bool = False) -> Section:
    """The section a lesson is called after: its first, but not the article's title where a section follows.

    A lesson that is `alone` holds the whole article and bears the article's title.
    """
    if alone and part[0].section.title:
        return part[0].section
    if part[0].section.level == 1 and len(part) > 1 and part[1].section.title and part[1].section.level > 1:
        return part[1].section
    return part[0].section


def plain_title(title: str) -> str:
    number = NUMBER.match(title)
    return title[number.end() :] if number else title


def draft_lesson(position: int, title: str, part: list[Piece], references: list[str]) -> DraftLesson:
    """The draft of a lesson called `title`. A heading that the title says isn't written again; any other is kept."""
    naming = _naming(part)
    blocks = []
    for place, piece in enumerate(part):
        section = piece.section
        is_introduction = place == 0 and section.level == 1
        is_said = is_introduction or (
            section is naming and (place == 0 or title.startswith(plain_title(section.title)))
        )
        if piece.first and section.title and not is_said:
            blocks.append(f"{'#' * max(2, section.level)} {plain_title(section.title)}")
        blocks.append(markdown_of(piece.content))
    body = "\n\n".join(filter(None, blocks))
    links = used_references(body, references)
    words = sum(piece.words for piece in part)
    text = "\n".join(block.text for piece in part for block in piece.content)
    return DraftLesson(
        position=position,
        title=title,
        words=words,
        minutes=minutes_for(words),
        grade=grade_of(text.replace("**", "")),
        body_markdown="\n\n".join([body, "\n".join(links)] if links else [body]) + "\n",
    )

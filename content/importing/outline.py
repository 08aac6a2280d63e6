"""Blocks become an outline: the article's sections in order, and what was left out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext_noop

from content.importing.blocks import (
    Break,
    Bullet,
    Dropped,
    Heading,
    Mended,
    Paragraph,
    Picture,
    Reading,
    Reference,
    Taught,
)
from content.importing.flags import NOT_TAUGHT, flags_of
from content.importing.nesting import levels_of
from content.importing.words import words_of

_UNTITLED_LEVEL = 2


@dataclass(frozen=True)
class Section:
    """A heading (empty for text without one) and what stands under it, up to the next heading.

    `lifted`: the title's words are among the dropped lines (front matter), not in the text.
    """

    level: int
    title: str
    content: tuple[Taught, ...] = ()
    flags: tuple[str, ...] = ()
    marks: str = ""
    lifted: bool = False

    @property
    def paragraphs(self) -> list[str]:
        return [block.text for block in self.content if isinstance(block, Paragraph)]

    @property
    def bullets(self) -> list[str]:
        return [block.text for block in self.content if isinstance(block, Bullet)]

    @property
    def pictures(self) -> list[Picture]:
        return [block for block in self.content if isinstance(block, Picture)]

    @cached_property
    def words(self) -> int:
        """Words of paragraphs, list items and descriptions of pictures, without their marks and the title."""
        return sum(len(words_of(block.text)) for block in self.content)

    @property
    def in_lessons(self) -> bool:
        """Whether the lessons teach it. What isn't taught is kept and shown all the same."""
        return not NOT_TAUGHT.intersection(self.flags)


@dataclass(frozen=True)
class Outline:
    """An article understood. `references` are the addresses of links written [words][label].

    `written`: see `Reading`.
    """

    title: str
    author: str
    sections: list[Section]
    dropped: list[Dropped]
    mended: list[Mended] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    written: list[Mended] = field(default_factory=list)


def outline_of(reading: Reading, name: str = "") -> Outline:
    """The outline of what a reader read. `name` is the title of an article that has none."""
    sections = [_flagged(draft, opening) for draft, opening in _with_opening(_drafts(reading))]
    dropped = [
        Dropped(
            block.line,
            block.text,
            block.why if isinstance(block, Dropped) else gettext_noop("a line that only divides"),
        )
        for block in reading.blocks
        if isinstance(block, Dropped | Break)
    ]
    return Outline(
        title=_title(sections) or name,
        author=reading.author,
        sections=sections,
        dropped=sorted(dropped, key=lambda drop: drop.line),
        mended=reading.mended,
        references=[block.text for block in reading.blocks if isinstance(block, Reference)],
        written=reading.written,
    )


@dataclass
class _Draft:
    level: int
    title: str
    marks: str = ""
    lifted: bool = False
    content: list[Taught] = field(default_factory=list)


def _drafts(reading: Reading) -> list[_Draft]:
    """Cut the blocks at headings; after the last heading, also where a line divides."""
    body = [block for block in reading.blocks if not isinstance(block, Dropped | Reference)]
    headings = [block for block in body if isinstance(block, Heading)]
    title_first = not reading.title and bool(body) and isinstance(body[0], Heading)
    levels = levels_of(headings, title_first=title_first)
    last = max((place for place, block in enumerate(body) if isinstance(block, Heading)), default=-1)
    drafts = [_Draft(1, reading.title, lifted=bool(reading.title))]
    for place, block in enumerate(body):
        if isinstance(block, Heading):
            drafts.append(_Draft(next(levels), block.text, block.marks))
        elif isinstance(block, Break):
            if place > last and drafts[-1].content:
                drafts.append(_Draft(_UNTITLED_LEVEL, ""))
        else:
            drafts[-1].content.append(block)
    return [draft for draft in drafts if draft.title or draft.content]


def _with_opening(drafts: list[_Draft]) -> Iterator[tuple[_Draft, bool]]:
    """Each draft, and whether it is the first with words."""
    opened = False
    for draft in drafts:
        yield draft, bool(draft.content) and not opened
        opened = opened or bool(draft.content)


def _flagged(draft: _Draft, opening: bool) -> Section:
    texts = [block.text for block in draft.content]
    flags = flags_of(draft.title, texts, opening=opening)
    return Section(draft.level, draft.title, tuple(draft.content), flags, draft.marks, draft.lifted)


def _title(sections: list[Section]) -> str:
    """The first level 1, else a heading that nothing stands before."""
    top = next((section.title for section in sections if section.level == 1 and section.title), "")
    return top or (sections[0].title if sections else "")

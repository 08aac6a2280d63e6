"""Sections are cut and joined into parts of about one email each: at sections, then sub-sections, then paragraphs."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from content.importing.blocks import Bullet, Paragraph, Taught
from content.importing.long_paragraphs import cut_long
from content.importing.outline import Section
from content.importing.words import words_of

MOST_WORDS = 350  # of a part: 200 to 350 words are a two-minute read
SMALL = 100  # words: a section under this shares a part with the next


@dataclass(frozen=True)
class Piece:
    """What must stay in one lesson: a section, or a part of a long one. `first` tells whether its heading belongs here."""

    section: Section
    content: tuple[Taught, ...]
    words: int
    first: bool


def parts_of(sections: list[Section]) -> list[list[Piece]]:
    """Every paragraph and list of `sections` in exactly one part, in order. Parts without words are left out.

    A list, with the line that leads into it, and a table are never cut: one of more than 350 words makes a longer part.
    A paragraph of more than 350 words is cut at the ends of sentences.
    """
    parts = [part for chunk in _merged(_chunks(sections)) for part in _packed(_pieces(chunk))]
    return [part for part in parts if any(piece.content for piece in part)]


def _chunks(sections: list[Section]) -> list[list[Section]]:
    """Sections with their sub-sections: cut at the highest level below the title."""
    cut = min((section.level for section in sections if section.level > 1), default=1)
    chunks: list[list[Section]] = []
    for section in sections:
        if section.level <= cut or not chunks:
            chunks.append([])
        chunks[-1].append(section)
    return chunks


def _merged(chunks: list[list[Section]]) -> list[list[Section]]:
    """Small chunks join the next one, and a small last one joins the one before."""
    merged: list[list[Section]] = []
    size = 0
    for place, chunk in enumerate(chunks):
        more = _words(chunk)
        if merged and _share_a_part(merged[-1], size, more, is_last=place == len(chunks) - 1):
            merged[-1] += chunk
            size += more
        else:
            merged.append(list(chunk))
            size = more
    return merged


def _share_a_part(before: list[Section], size: int, more: int, *, is_last: bool) -> bool:
    """A small introduction and a heading without words join what follows, however long that is."""
    if size == 0 or (size < SMALL and before[-1].level == 1):
        return True
    return size + more <= MOST_WORDS and (size < SMALL or (is_last and more < SMALL))


def _words(sections: list[Section]) -> int:
    return sum(section.words for section in sections)


def _pieces(chunk: list[Section]) -> list[Piece]:
    pieces = []
    for section in chunk:
        if section.words <= MOST_WORDS:
            pieces.append(Piece(section, section.content, section.words, first=True))
            continue
        for place, run in enumerate(runs(cut_content(section))):
            words = sum(len(words_of(block.text)) for block in run)
            pieces.append(Piece(section, tuple(run), words, first=place == 0))
    return pieces


def cut_content(section: Section) -> tuple[Taught, ...]:
    """What stands under its heading; in a section longer than a lesson, paragraphs that are longer themselves come in parts."""
    if section.words <= MOST_WORDS:
        return section.content
    return tuple(part for block in section.content for part in cut_long(block, MOST_WORDS))


def runs(content: tuple[Taught, ...]) -> Iterator[list[Taught]]:
    """Paragraphs alone; lists whole, with the line that leads into them; the rows of a table together."""
    run: list[Taught] = []
    for block in content:
        if run and not _belongs(run[-1], block):
            yield run
            run = []
        run.append(block)
    if run:
        yield run


def _belongs(before: Taught, block: Taught) -> bool:
    if isinstance(block, Bullet):
        return isinstance(before, Bullet) or before.text.rstrip("*_ ").endswith(":")
    return isinstance(before, Paragraph) and " | " in before.text and " | " in block.text


def _packed(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Pieces in order, into as few lessons as the budget allows, of about equal length."""
    left = sum(piece.words for piece in pieces)
    part: list[Piece] = []
    size = 0
    for piece in pieces:
        aim = left / max(1, ceil(left / MOST_WORDS))
        if size and piece.words and (size >= aim or size + piece.words > MOST_WORDS):
            yield part
            left, part, size = left - size, [], 0
        part.append(piece)
        size += piece.words
    yield part

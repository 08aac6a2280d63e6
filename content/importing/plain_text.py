"""The reader of .txt: headings without marks, numbered headings and lists, bullets, lines broken in mid-sentence."""

from django.utils.translation import gettext_noop

from content.importing.blocks import Block, Break, Bullet, Dropped, Heading, Mended, Paragraph, Reading
from content.importing.headings import mark_headings
from content.importing.joining import join, vocabulary_of
from content.importing.strips import Strip, strips_of
from content.importing.words import marks_between, plain

_ONLY_MARKS = gettext_noop("marks without words")


def read(text: str) -> Reading:
    """The blocks of a plain text. Every word is in a block or in a `Dropped`."""
    strips = strips_of(text)
    mark_headings(strips)
    vocabulary = vocabulary_of(text)
    blocks: list[Block] = []
    mended: list[Mended] = []
    outer: int | None = None
    for strip in _rejoined(strips):
        words, repairs = join(strip.lines, strip.line, vocabulary)
        mended += repairs
        in_list = strip.kind in ("bullet", "number")
        outer = (strip.indent if outer is None else min(outer, strip.indent)) if in_list else None
        blocks.append(_block(strip, words, deeper=outer is not None and strip.indent > outer + 1))
    return Reading(blocks, mended)


def _rejoined(strips: list[Strip]) -> list[Strip]:
    """Lines of one group that end without a full stop, and aren't headings, are one paragraph: an address, say."""
    kept: list[Strip] = []
    for strip in strips:
        before = kept[-1] if kept else None
        if before and before.kind == strip.kind == "text" and before.unfinished and not strip.gap:
            before.lines += strip.lines
            before.sources += strip.sources
        else:
            kept.append(strip)
    return kept


def _block(strip: Strip, words: str, deeper: bool) -> Block:
    if strip.kind == "break":
        return Break(strip.line, words)
    if strip.kind == "rule":
        return Dropped(strip.line, words, _ONLY_MARKS)
    if strip.kind == "heading":
        return _heading(strip, words)
    if strip.kind == "bullet":
        return Bullet(strip.line, words, strip.mark, depth=2 if deeper else 1)
    if strip.kind == "number":
        return Bullet(strip.line, words, strip.mark, _last_number(strip.mark), 2 if deeper else 1)
    return Paragraph(strip.line, words)


def _heading(strip: Strip, words: str) -> Heading:
    if strip.mark.startswith("#"):
        text = plain(words).strip()
        return Heading(strip.line, text, len(strip.mark), marks_between("\n".join(strip.sources), text))
    return Heading(strip.line, plain(f"{strip.mark} {words}").strip())


def _last_number(mark: str) -> int:
    return int(mark.rstrip(".)").split(".")[-1])

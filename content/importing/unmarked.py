"""Headings in a page or Word file that marks none: the same signs are weighed as in a plain text."""

import re
from dataclasses import replace

from content.importing.blocks import Block, Bullet, Heading, Paragraph
from content.importing.headings import mark_headings
from content.importing.strips import Strip, strips_of
from content.importing.words import plain

_NO_HEADING = re.compile(r"\n| \| |\]\(|[.!?…]\[\w+\]$")  # a row, a line with a link, a sentence that ends in a note


def with_headings(blocks: list[Block]) -> list[Block]:
    """The blocks, short lines that stand over others as headings without a level, if no block is a heading yet.

    Paragraphs that start with a bullet or number someone typed become items.
    """
    if any(isinstance(block, Heading) for block in blocks):
        return blocks
    places = [place for place, block in enumerate(blocks) if isinstance(block, Paragraph | Bullet)]
    strips = [_strip(blocks[place]) for place in places]
    mark_headings(strips)
    marked = list(blocks)
    for place, strip in zip(places, strips, strict=True):
        marked[place] = _as_marked(blocks[place], strip)
    return marked


def _strip(block: Block) -> Strip:
    text = block.text
    if isinstance(block, Paragraph) and not block.code and not _NO_HEADING.search(text):
        found = strips_of(text)
        if len(found) == 1 and found[0].kind in ("text", "bullet", "number"):
            return replace(found[0], line=block.line, gap=True)
    return Strip("bullet" if isinstance(block, Bullet) else "row", block.line, "", [text], gap=True)


def _as_marked(block: Block, strip: Strip) -> Block:
    if not isinstance(block, Paragraph):
        return block
    if strip.kind == "heading":
        return Heading(block.line, plain(f"{strip.mark} {strip.lines[0]}").strip())
    if strip.kind == "bullet" and strip.mark:
        return Bullet(block.line, strip.lines[0], strip.mark)
    if strip.kind == "number":
        return Bullet(block.line, strip.lines[0], strip.mark, int(strip.mark.rstrip(".)").split(".")[-1]))
    return block

"""The reader of .md, on markdown-it-py's block tokens.

A file without any heading isn't Markdown in more than name, and goes to the plain text reader.
"""

import re
from dataclasses import replace

from markdown_it import MarkdownIt

from content.importing import front_matter, plain_text
from content.importing.blocks import Block, Heading, Reading
from content.importing.markdown_blocks import MarkdownBlocks

_STRUCTURE = frozenset({"heading_open", "table_open", "fence", "html_block"})
_MAYBE_STRUCTURE = re.compile(
    r"^[ >]*(?:#{1,6}\s|(?:=+|-+)[ \t]*$|`{3}|~{3}|<[a-z!/?])|\|", re.MULTILINE | re.IGNORECASE
)


def read(text: str) -> Reading:
    """The blocks of a Markdown text. Every word is in a block or in a `Dropped`."""
    header = front_matter.part(text)
    references: dict[str, object] = {}
    tokens = _parser.parse(header.body, references) if _MAYBE_STRUCTURE.search(header.body) else []
    if any(token.type in _STRUCTURE for token in tokens):
        reading = MarkdownBlocks(header.body.split("\n")).read(tokens, references)
    else:
        reading = plain_text.read(header.body)
    return _titled(replace(reading, blocks=[*header.dropped, *reading.blocks]), header)


def _titled(reading: Reading, header: front_matter.FrontMatter) -> Reading:
    """The front matter's title is the only level 1: other headings of that level move down, unless one says it too."""
    headings = [block for block in reading.blocks if isinstance(block, Heading)]
    tops = [heading for heading in headings if heading.level == 1]
    if not header.title or any(_same(heading.text, header.title) for heading in headings[:1]):
        return replace(reading, author=header.author)
    if not tops:
        return replace(reading, title=header.title, author=header.author)
    blocks: list[Block] = [
        replace(block, level=min(6, block.level + 1)) if isinstance(block, Heading) and block.level else block
        for block in reading.blocks
    ]
    return replace(reading, blocks=blocks, title=header.title, author=header.author)


def _same(title: str, other: str) -> bool:
    return [c for c in title.casefold() if c.isalnum()] == [c for c in other.casefold() if c.isalnum()]


def _block_parser() -> MarkdownIt:
    """Only blocks are parsed: inline text stays as written, and nested brackets cost nothing."""
    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


_parser = _block_parser()

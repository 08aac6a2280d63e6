"""Which characters of a Markdown text are words that a patient reads, without moving any of them.

Everything else (marks, addresses of links, pictures, merge fields, lines that open a clinic's own part) becomes blanks in a
copy of the same length. So what a rule finds in the copy stands at the same place in the text the writer sees.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

_HIDDEN = re.compile(
    r"!\[[^\[\]\n]*\]\([^()\n]*\)"  # a picture
    r"|\]\([^()\n]*\)|<[a-z]+:[^<>\s]*>|https?://\S+|(?<![\w.+-])[\w.+-]++@[\w.-]+"  # an address
    r"|\{[a-z_]+\}"  # a merge field
    r"|\*+|~~+|`+|\\|[\[\]]|(?<!\w)_+|_+(?!\w)"  # marks
)
_NOT_TEXT = re.compile(
    r":::.*|[-*_= |:]*[-*_=|][-*_= |:]*"
)  # an own part's edge, a rule, a line under a heading or a table's head
_FENCE = re.compile(r"\s*(```|~~~)")
_OPENS = re.compile(r"(?:\s*>)*\s*(?:(?P<heading>\#{1,6}\s)|(?P<item>(?:[-*+]|\d{1,9}[.)])\s))?")
_LINE = re.compile(r"[^\n]*\n?")


@dataclass(frozen=True)
class Block:
    """A paragraph, heading, list item or table cell: characters `start` to `end` of the text."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Prose:
    """`words` is as long as the text and blank where it isn't read. `blocks` are in reading order and don't overlap."""

    words: str
    blocks: tuple[Block, ...]

    def of(self, block: Block) -> str:
        return self.words[block.start : block.end]


def prose_of(markdown: str) -> Prose:
    """Of any text; never fails."""
    blocks: list[Block] = []
    marks: list[tuple[int, int]] = []
    fenced = goes_on = False
    for line in _LINE.finditer(markdown):
        start, end, written = line.start(), line.end(), line[0].strip()
        fence = bool(_FENCE.match(line[0]))
        fenced ^= fence
        if fenced or fence or not written or _NOT_TEXT.fullmatch(written):
            goes_on = False
            marks.append((start, end))
            continue
        opens = _OPENS.match(line[0])
        assert opens is not None  # each part of the pattern may be empty
        first = start + opens.end()
        marks.append((start, first))
        if written.startswith("|"):
            blocks += _cells(line[0], start)
            goes_on = False
        elif goes_on and not opens["item"] and not opens["heading"]:
            blocks[-1] = replace(blocks[-1], end=end)
        else:
            kind = "heading" if opens["heading"] else "item" if opens["item"] else "paragraph"
            blocks.append(Block(kind, first, end))
            goes_on = kind != "heading"
    return Prose(without_marks(blanked(markdown, marks)), tuple(blocks))


def without_marks(text: str) -> str:
    """Inline marks, addresses and merge fields as blanks; the length stays."""
    return _HIDDEN.sub(lambda found: " " * len(found[0]), text)


def blanked(text: str, places: list[tuple[int, int]]) -> str:
    """Blanks at these places, in order; line ends stay."""
    parts, at = [], 0
    for start, end in places:
        parts += [text[at:start], re.sub(r"[^\n]", " ", text[start:end])]
        at = end
    return "".join([*parts, text[at:]])


def _cells(line: str, offset: int) -> Iterator[Block]:
    for cell in re.finditer(r"[^|\n]+", line):
        yield Block("cell", offset + cell.start(), offset + cell.end())

"""Markdown tokens become blocks. Inline text stays as it is written: links keep their words and their address."""

import re
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_noop
from markdown_it.token import Token

from content.importing.blocks import (
    Block,
    Break,
    Bullet,
    Dropped,
    Heading,
    Mended,
    Paragraph,
    Reading,
    Reference,
)
from content.importing.words import is_rule, marks_between, plain

_CELL_END = re.compile(r"(?<!\\)\|")
_TAG = re.compile(r"<[^<>]*>")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)|\{[#.:][^{}]*\}")
_EMPHASIS = re.compile(r"(?<!\w)(\*|__|_|`)(?=\S)([^*_`]+)(?<=\S)\1(?!\w)")
_LONGEST_TITLE = 300  # characters; longer ones aren't searched for links


@dataclass
class MarkdownBlocks:
    """Collects blocks from tokens. `seen` are the lines (from 0) that some block holds."""

    lines: list[str]
    blocks: list[Block] = field(default_factory=list)
    mended: list[Mended] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    items: list[Token] = field(default_factory=list)
    fresh_item: bool = False

    def read(self, tokens: list[Token], references: dict[str, object]) -> Reading:
        inside_table = False
        for before, token in zip([None, *tokens], tokens, strict=False):
            if token.type == "list_item_open":
                self.items.append(token)
                self.fresh_item = True
            elif token.type == "list_item_close":
                self.items.pop()
            elif token.type == "table_open":
                self._table(token)
            inside_table = token.type == "table_open" or (inside_table and token.type != "table_close")
            if token.map and not inside_table:
                self._leaf(token, before)
        self._leftovers(references)
        return Reading(sorted(self.blocks, key=lambda block: block.line), self.mended)

    def _leaf(self, token: Token, before: Token | None) -> None:
        line, source = self._source(token)
        if token.type == "inline" and before and before.type == "heading_open":
            self._heading(line, token.content, int(before.tag[1]), self._source(before)[1])
        elif token.type == "inline":
            self._text(line, token.content, source)
        elif token.type in ("fence", "code_block"):
            self._code(line, token, source)
        elif token.type == "html_block":
            self._html(line, source)
        elif token.type == "hr":
            self.blocks.append(Break(line, source.strip()))
        else:
            return
        self.seen.update(range(*self._lines_of(before if before and before.type == "heading_open" else token)))

    def _heading(self, line: int, content: str, level: int, source: str) -> None:
        words = " ".join(plain(content).split())
        if not words:
            self.blocks.append(Dropped(line, source.strip(), gettext_noop("marks without words")))
            return
        title = _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", words)).strip() if len(words) <= _LONGEST_TITLE else words
        if title and title != words:
            self.mended.append(Mended(line, words, title))
        self.blocks.append(Heading(line, title or words, level, marks_between(source, words)))

    def _text(self, line: int, content: str, source: str) -> None:
        marks = marks_between(source, content)
        if not self.items:
            self.blocks.append(Paragraph(line, content, marks))
        elif self.fresh_item:
            number = int(self.items[-1].info) if self.items[-1].info else None
            self.blocks.append(Bullet(line, content, marks, number, len(self.items)))
        elif isinstance(last := self.blocks[-1], Bullet) and last.depth == len(self.items):
            self.blocks[-1] = replace(last, text=f"{last.text}\n\n{content}", marks=f"{last.marks} {marks}")
        else:
            self.blocks.append(Paragraph(line, content, marks))
        self.fresh_item = False

    def _code(self, line: int, token: Token, source: str) -> None:
        if opening := token.info.strip() and token.markup + token.info:
            self.blocks.append(Dropped(line, opening, gettext_noop("the name of a computer language")))
        marks = marks_between(source, f"{opening} {token.content}")
        self.blocks.append(Paragraph(line, token.content.rstrip("\n"), marks, code=True))
        self.fresh_item = False

    def _html(self, line: int, source: str) -> None:
        """HTML stays inert text; a block of nothing but tags and comments is dropped."""
        outside_comments = " ".join(part.partition("<!--")[0] for part in source.split("-->"))
        if any(map(str.isalnum, _TAG.sub("", outside_comments))):
            self.blocks.append(Paragraph(line, source.strip()))
        else:
            self.blocks.append(Dropped(line, source.strip(), gettext_noop("HTML without words")))
        self.fresh_item = False

    def _table(self, token: Token) -> None:
        for number in range(*self._lines_of(token)):
            row = self.lines[number].strip()
            cells = [cell.strip() for cell in _CELL_END.split(row.lstrip("> ").strip("|"))]
            if is_rule(row):
                self.blocks.append(Dropped(number + 1, row, gettext_noop("the line under a table's head")))
            else:
                text = " | ".join(cell for cell in cells if cell)
                self.blocks.append(Paragraph(number + 1, text, marks_between(row, text)))
        self.seen.update(range(*self._lines_of(token)))

    def _leftovers(self, references: dict[str, object]) -> None:
        """Lines no token holds: link addresses, empty list marks, and whatever the parser passes over."""
        defined = _reference_lines(references)
        for number, line in enumerate(self.lines):
            if number in self.seen or not line.strip():
                continue
            if number in defined:
                self.blocks.append(Reference(number + 1, line.strip()))
            elif is_rule(line):
                self.blocks.append(Dropped(number + 1, line.strip(), gettext_noop("marks without words")))
            else:
                self.blocks.append(Paragraph(number + 1, line.strip()))

    def _source(self, token: Token) -> tuple[int, str]:
        first, end = self._lines_of(token)
        return first + 1, "\n".join(self.lines[first:end])

    @staticmethod
    def _lines_of(token: Token) -> tuple[int, int]:
        return (token.map[0], token.map[1]) if token.map else (0, 0)


def _reference_lines(env: dict[str, object]) -> set[int]:
    named, repeated = env.get("references", {}), env.get("duplicate_refs", [])
    found = [
        *(named.values() if isinstance(named, dict) else ()),
        *(repeated if isinstance(repeated, list) else ()),
    ]
    return {number for reference in found for number in range(*reference["map"])}

"""Lines of a plain text become strips: the lines that belong together, and what sort of thing they start like."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from content.importing.words import is_break, is_rule, plain

Kind = Literal["text", "bullet", "number", "heading", "row", "rule", "break"]
_BULLET = re.compile(r"(?:[-*•–—▪◦‣·+o]\s+|[•▪◦‣]\s*)(?=\S)")
_SHY_BULLETS = "–—·+o"  # also found inside sentences: they start an item only where one can start
_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,3})*[.)]|\d{1,3}(?:\.\d{1,3})+)\s+(?=\S)")
_HASHES = re.compile(r"(#{1,6})\s+(?=\S)")
_CELLS = re.compile(r"\S[ ]?(?:\t+[ ]?|\s*\|\s*)\S")
_ENDS = (".", "!", "?", ":", ";", "…", "。", "！", "？", "؟", "।")
_CLOSERS = "*_\"'”’»)]"
_WRAP_AT_MOST = 120  # characters; longer lines are whole paragraphs
_WRAP_AT_LEAST = 50


@dataclass
class Strip:
    """`mark` is the bullet, number or hashes before the text; `gap` says that a blank line stands before it."""

    kind: Kind
    line: int
    mark: str
    lines: list[str]
    gap: bool
    indent: int = 0
    sources: list[str] = field(default_factory=list)

    @property
    def unfinished(self) -> bool:
        """Whether the sentence goes on after the last line."""
        return not self.lines[-1].rstrip(_CLOSERS).endswith(_ENDS)

    @property
    def starts_small(self) -> bool:
        return plain(self.lines[0][:9])[:1].islower()


def strips_of(text: str) -> list[Strip]:
    """The strips of `text`, lines joined that were broken in mid-sentence."""
    strips: list[Strip] = []
    gap = True
    for number, raw, fits in _lines_with_room(text.split("\n")):
        if not raw.strip():
            gap = True
            continue
        strip = _strip(number, raw, gap, strips[-1] if strips else None)
        if strip.kind == "break" and _underlines(strips, strip):
            strips[-1].kind, strips[-1].mark = "heading", "#" if raw.strip()[0] == "=" else "##"
            strips[-1].sources.append(raw)
        elif strips and _goes_on(strips[-1], strip, fits):
            strips[-1].lines.append(strip.lines[0])
            strips[-1].sources.append(raw)
        else:
            strips.append(strip)
        gap = False
    return strips


def _lines_with_room(lines: list[str]) -> Iterator[tuple[int, str, bool]]:
    """Each line with its number, and whether its first word had room on the line before.

    Lines are wrapped at the width of the longest line that is no whole paragraph. A word that had room was put on
    its own line on purpose.
    """
    width = max((len(line.rstrip()) for line in lines if len(line) <= _WRAP_AT_MOST), default=0)
    number = 0
    for blank, group in groupby(lines, key=lambda line: not line.strip()):
        together = list(group)
        wraps = width >= _WRAP_AT_LEAST and not blank and max(map(len, together)) <= _WRAP_AT_MOST
        before = 0
        for line in together:
            number += 1
            first_word = len(line.split(maxsplit=1)[0]) if not blank else 0
            yield number, line, not wraps or before + 1 + first_word <= width
            before = len(line.rstrip())


def _strip(number: int, raw: str, gap: bool, before: Strip | None) -> Strip:
    line = raw.strip()
    indent = len(raw) - len(raw.lstrip())
    can_start = gap or before is None or before.kind in ("bullet", "number", "heading") or not before.unfinished
    kind, mark = _kind(line, can_start)
    text = line[len(mark) :].strip()
    if kind == "heading":
        text = text.rstrip("#").rstrip() if text.rstrip("#").endswith(" ") else text
    return Strip(kind, number, mark, [text or line], gap, indent, [raw])


def _kind(line: str, can_start: bool) -> tuple[Kind, str]:
    if not line[0].isalnum() and is_rule(line):
        return ("break" if is_break(line) else "rule"), ""
    if found := _HASHES.match(line):
        return "heading", found[1]
    if (found := _BULLET.match(line)) and (can_start or line[0] not in _SHY_BULLETS):
        return "bullet", line[0]
    if (found := _NUMBER.match(line)) and (can_start or found[1] in ("1.", "1)")):
        return "number", found[1]
    is_row = ("|" in line or "\t" in line) and _CELLS.search(line)
    return ("row" if is_row else "text"), ""


def _underlines(strips: list[Strip], rule: Strip) -> bool:
    """Whether `rule` is the line under a heading, as in Markdown."""
    if rule.gap or not strips or rule.lines[0][0] not in "=-" or " " in rule.lines[0]:
        return False
    return strips[-1].kind == "text" and len(strips[-1].lines) == 1 and len(strips[-1].lines[0].split()) <= 20


def _goes_on(before: Strip, strip: Strip, had_room: bool) -> bool:
    if strip.kind != "text":
        return False
    stray = before.unfinished and strip.starts_small
    if strip.gap:
        return before.kind == "text" and stray and not is_bold(before)
    if before.kind not in ("text", "bullet", "number"):
        return False
    under_a_mark = before.kind != "text" and strip.indent > before.indent
    return stray or not had_room or under_a_mark


def is_bold(strip: Strip) -> bool:
    """Whether a strip is one line, all of it bold."""
    line = strip.lines[0]
    return len(strip.lines) == 1 and len(line) > 4 and line[:2] == line[-2:] == "**" and "**" not in line[2:-2]

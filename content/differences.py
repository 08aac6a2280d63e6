"""What changed between two texts of a lesson, word by word, part by part: for people, not for programs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from content.lesson_parts import PARTS

_WORDS = re.compile(r"\s+|[^\s]+")
MOST_WORDS = 6_000  # longer texts are compared line by line: word by word takes too long


@dataclass(frozen=True)
class Piece:
    kind: Literal["same", "added", "removed"]
    text: str


def changed_parts(older: Mapping[str, str], newer: Mapping[str, str]) -> Iterator[tuple[str, list[Piece]]]:
    """The names of the parts that differ (content/lesson_parts.py), each with its pieces in reading order."""
    for name in PARTS:
        if older.get(name, "") != newer.get(name, ""):
            yield name, pieces(older.get(name, ""), newer.get(name, ""))


def pieces(older: str, newer: str) -> list[Piece]:
    """Joined, the same and removed pieces give `older`, the same and added ones `newer`."""
    was, now = _cut(older), _cut(newer)
    found: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece("same", "".join(was[a:b])))
            continue
        found += [Piece("removed", "".join(was[a:b]))] if b > a else []
        found += [Piece("added", "".join(now[c:d]))] if d > c else []
    return found


def _cut(text: str) -> list[str]:
    words = _WORDS.findall(text)
    return words if len(words) <= MOST_WORDS else text.splitlines(keepends=True)

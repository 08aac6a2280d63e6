"""MJML taken apart the way mrml takes it apart: tags, words, comments, and what it can't read, each with its offset."""

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Literal

NAME = r"""[A-Za-z][^\s/>"'<=]*"""
START = re.compile(f"<({NAME})")
END = re.compile(rf"</({NAME})\s*>")
ATTRIBUTE = re.compile(r"""\s+([^\s/>"'<=]+)(?:\s*=\s*("[^"]*"|'[^']*'))?""")
END_OF_START = re.compile(r"\s*(/?)>")
# What stands between <!--[if mso]> and <![endif]--> is read like everything else.
CONDITION = re.compile(r"<!--\[if[^\]]*\]>(?:<!-- ?-->|<!-->)?|(?:<!--)?<!\[endif\]-->|<!\[if[^\]]*\]>|<!\[endif\]>")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
WORDS = re.compile(r"[^<]+")
ODD = re.compile(r"<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<!DOCTYPE[^>]*>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True)
class Attribute:
    name: str
    value: str
    at: int
    value_at: int


@dataclass(frozen=True)
class Piece:
    """`text`: a tag's name, a fault's description, or the piece itself. `lost`: what follows can't be read."""

    kind: Literal["start", "end", "words", "comment", "condition", "odd", "fault"]
    text: str
    at: int
    attributes: tuple[Attribute, ...] = ()
    closed: bool = False
    lost: bool = False


def pieces(source: str) -> Iterator[Piece]:
    """Every piece in turn; after a fault it goes on where the next tag may be."""
    at = 0
    while at < len(source):
        if found := WORDS.match(source, at):
            yield Piece("words", found[0], at)
        elif found := END.match(source, at):
            yield Piece("end", found[1], at)
        elif found := START.match(source, at):
            at = yield from _start(source, found)
            continue
        elif found := CONDITION.match(source, at):
            yield Piece("condition", found[0], at)
        elif found := COMMENT.match(source, at):
            yield Piece("comment", found[0], at)
        elif found := ODD.match(source, at):
            yield Piece("odd", found[0], at)
        elif source.startswith("<!--", at):
            yield Piece("fault", "This comment isn't closed.", at, lost=True)
            return
        else:
            yield Piece("fault", "This < opens no tag.", at)
        at = found.end() if found else at + 1


def _start(source: str, opening: re.Match[str]) -> Generator[Piece, None, int]:
    """Says where to read on."""
    at, attributes = opening.end(), list[Attribute]()
    while found := ATTRIBUTE.match(source, at):
        value = found[2][1:-1] if found[2] else ""
        attributes.append(
            Attribute(found[1], value, found.start(1), found.start(2) + 1 if found[2] else found.start(1))
        )
        at = found.end()
    end = END_OF_START.match(source, at)
    if end is None:
        fault = _fault(source, at, opening[1], attributes)
        yield fault
        end_at = source.find(">", at) + 1
        if fault.lost or not end_at:
            return len(source)
        closed = source.startswith("/>", end_at - 2)
        yield Piece("start", opening[1], opening.start(), tuple(attributes), closed)
        return end_at
    yield Piece("start", opening[1], opening.start(), tuple(attributes), closed=bool(end[1]))
    return end.end()


def _fault(source: str, at: int, tag: str, attributes: list[Attribute]) -> Piece:
    rest = source[at:].lstrip()
    at = len(source) - len(rest)
    last = f"the value of {attributes[-1].name}" if attributes else "a value"
    if not rest or rest.startswith("<"):
        return Piece("fault", f"<{tag}> lacks its >.", at, lost=not rest)
    if re.match(r"""=\s*["']""", rest):
        return Piece("fault", f"The quote around {last} isn't closed.", at, lost=True)
    if rest.startswith("="):
        return Piece("fault", f"{last[0].upper()}{last[1:]} needs quotes.", at)
    return Piece("fault", f"`{rest.split(None, 1)[0][:20]}` can't stand in the tag <{tag}>.", at)

"""The words of a whole lesson file, keys and text, at their places in the file."""

import re
from collections.abc import Iterator
from dataclasses import replace

from content.plain_language.prose import Block, Prose, blanked, prose_of, without_marks

_FRONT = re.compile(r"\A\ufeff?\+\+\+[ \t\r]*\n(?P<keys>.*?)^\+\+\+[ \t\r]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_PART = re.compile(
    r"^[ \t]*(?P<key>[a-z_]+)[ \t]*=|\"\"\"(?P<long>.*?)\"\"\"|\"(?P<line>(?:[^\"\\\n]|\\.)*+)\"?|'(?P<bare>[^'\n]*)'|#[^\n]*",
    re.MULTILINE | re.DOTALL,
)
_NOT_READ = frozenset({"sources", "draft", "right"})
_READ_FIRST = ("title", "subject", "preheader")


def prose_of_lesson(source: str) -> Prose:
    """Of a lesson file, or of Markdown without keys. The blocks stand in the order of the email: opening, key points, rest, keys."""
    front = _FRONT.match(source)
    if front is None:
        return prose_of(source)
    text = prose_of(source[front.end() :])
    body = [replace(block, start=block.start + front.end(), end=block.end + front.end()) for block in text.blocks]
    keys = [
        (key, Block("key", start, end)) for key, start, end in _lines(source, front.start("keys"), front.end("keys"))
    ]
    first = [block for key, block in keys if key in _READ_FIRST]
    points = [block for key, block in keys if key == "key_points"]
    rest = [block for key, block in keys if key not in (*_READ_FIRST, "key_points")]
    blocks = (*first, *body[:1], *points, *body[1:], *rest)
    shown = sorted((block.start, block.end) for _, block in keys)
    hidden = list(zip([0, *(end for _, end in shown)], [*(start for start, _ in shown), front.end()], strict=True))
    return Prose(without_marks(blanked(source[: front.end()], hidden)) + text.words, blocks)


def _lines(source: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """The strings that are read, each with its key and place."""
    key = ""
    for found in _PART.finditer(source, start, end):
        if found["key"]:
            key = found["key"]
        for kind in ("long", "line", "bare"):
            if found[kind] and key not in _NOT_READ:
                yield key, found.start(kind), found.end(kind)

"""The level of each heading. Formats with levels keep theirs; a plain text's are found from order, numbers and capitals.

The first heading, if nothing stands before it, is the title (1); others are 2. Numbering that starts at 1 belongs
under the last heading without a number; 2, 3 … stay beside the number before. 1.2 is one deeper than 1.
"""

import re
from collections.abc import Iterator

from content.importing.blocks import Heading

NUMBER = re.compile(r"(?:(\d{1,3}(?:\.\d{1,3})*)[.)]|(\d{1,3}(?:\.\d{1,3})+))\s+")
_DEEPEST = 6


def levels_of(headings: list[Heading], *, title_first: bool) -> Iterator[int]:
    """A level for each heading, in order. `title_first`: the first one is the article's title."""
    capitals = _has_two_ranks(headings[1:] if title_first else headings)
    parent = 1
    numbered: dict[int, tuple[int, int]] = {}
    for place, heading in enumerate(headings):
        number = _number_of(heading)
        if heading.level is not None:
            parent, level = heading.level, heading.level
        elif place == 0 and title_first and not number:
            level = 1
        elif number:
            level = _numbered_level(number, numbered, parent)
        else:
            parent = level = 3 if capitals and not heading.text.isupper() else 2
        yield level


def _number_of(heading: Heading) -> tuple[int, ...]:
    found = NUMBER.match(heading.text)
    return tuple(map(int, (found[1] or found[2]).split("."))) if found else ()


def _numbered_level(number: tuple[int, ...], numbered: dict[int, tuple[int, int]], parent: int) -> int:
    """`numbered` remembers for each depth the last number and the level of its row, and is brought up to date."""
    depth = len(number)
    last, level = numbered.get(depth, (0, 0))
    if number[-1] == 1 or number[-1] != last + 1:
        level = numbered[depth - 1][1] + 1 if depth - 1 in numbered else parent + depth
    level = min(level, _DEEPEST)
    numbered[depth] = (number[-1], level)
    return level


def _has_two_ranks(headings: list[Heading]) -> bool:
    """Whether headings in capitals stand above others: at least two, and the first is one."""
    plain = [heading.text for heading in headings if heading.level is None and not _number_of(heading)]
    capitals = [text for text in plain if text.isupper()]
    return len(capitals) >= 2 and plain[0].isupper() and len(capitals) < len(plain)

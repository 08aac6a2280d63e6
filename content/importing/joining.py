"""The lines of one strip become one text; a word broken by a hyphen at a line's end is whole again."""

import re

from content.importing.blocks import Mended

_BROKEN = re.compile(r"[^\W\d_]-$")
# fmt: off
_KEEP_HYPHEN_AFTER = frozenset({
    "well", "self", "long", "short", "high", "low", "all", "cross", "half", "full", "part",
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
})
# fmt: on
_EDGES = ".,;:!?\"'“”‘’()[]*_"


def vocabulary_of(text: str) -> frozenset[str]:
    """The words of an article, small, without punctuation around them."""
    return frozenset(word.strip(_EDGES).lower() for word in text.split())


def join(lines: list[str], line: int, vocabulary: frozenset[str]) -> tuple[str, list[Mended]]:
    """One text from `lines`, with what was mended. `line` is where the first stands.

    The hyphen stays if the article writes the word with one elsewhere ("well-being").
    """
    parts, mended = [lines[0]], []
    for place, following in enumerate(lines[1:]):
        last, first = lines[place].split()[-1], following.split()[0]
        if _is_broken(last, first, following):
            keeps = _keeps_hyphen(last, first, vocabulary)
            mended.append(Mended(line, f"{last} {first}", (last if keeps else last[:-1]) + first))
            if not keeps:
                parts[-1] = parts[-1][:-1]
            parts.append(following)
        else:
            parts.append(" " + following)
    return "".join(parts), mended


def _is_broken(last: str, first: str, following: str) -> bool:
    """A second hyphen in a row is left alone: those are no words."""
    alone = first == following.strip()
    return bool(_BROKEN.search(last)) and first[:1].islower() and not (alone and first.endswith("-"))


def _keeps_hyphen(last: str, first: str, vocabulary: frozenset[str]) -> bool:
    left, right = last.strip(_EDGES).lower(), first.strip(_EDGES).lower()
    if left + right in vocabulary:
        return True
    if left[:-1] + right in vocabulary:
        return False
    return left[:-1] in _KEEP_HYPHEN_AFTER or "-" in left[:-1]

"""A paragraph longer than a lesson is cut into parts of about equal length: at the ends of sentences where it has them,
else after a comma, else between two words. Bold text and links stay whole, and no character goes but the space at a cut.
"""

import re
from dataclasses import replace
from math import ceil

from content.importing.blocks import Paragraph, Taught

_WORD = re.compile(r"\S+")
_SENTENCE_ENDS = re.compile(r"(?:[.!?…][\"'”’)\]*_]*|[。！？।؟]+)$")
_ABBREVIATION = re.compile(r"(?:^|\W)(?:Dr|Mr|Mrs|Ms|St|vs|e\.g|i\.e|\w)\.$")
_PAUSES = re.compile(r"[,;:–—،、][\"'”’)\]*_]*$")


def cut_long(block: Taught, most: int) -> list[Taught]:
    """The block itself if it has at most `most` words or isn't a paragraph of sentences, else its parts in order."""
    if not isinstance(block, Paragraph) or block.code or " | " in block.text:
        return [block]
    return [replace(block, text=text) for text in _parts(block.text, most)]


def _parts(text: str, most: int) -> list[str]:
    words = list(_WORD.finditer(text))
    if len(words) <= most:
        return [text]
    merits = _merits([word[0] for word in words])
    parts, first = [], 0
    while len(words) - first > most:
        left = len(words) - first
        aim = ceil(left / ceil(left / most))
        cut = max(
            range(first + aim // 2, first + most), key=lambda place: (merits[place], -abs(place + 1 - first - aim))
        )
        parts.append(text[words[first].start() : words[cut].end()])
        first = cut + 1
    return [*parts, text[words[first].start() :]]


def _merits(words: list[str]) -> list[int]:
    """How good a cut after each word is: 3 after a sentence, 2 after a pause, 1 between words, 0 in bold text or a link."""
    merits, is_bold, brackets = [], False, 0
    for word in words:
        is_bold ^= word.count("**") % 2 == 1
        brackets = max(0, brackets + word.count("[") + word.count("(") - word.count("]") - word.count(")"))
        if is_bold or brackets:
            merits.append(0)
        elif _SENTENCE_ENDS.search(word) and not _ABBREVIATION.search(word):
            merits.append(3)
        else:
            merits.append(2 if _PAUSES.search(word) else 1)
    return merits

"""The sentences of a text's blocks, with their places."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from content.plain_language.prose import Block, Prose

_STOP = re.compile(r"[.!?…]+[\"'”’»)]*(?=\s|$)")
_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:[A-Z]|Dr|Mr|Mrs|Ms|St|vs|e\.g|i\.e|U\.S|Dra|Sra?|Uds?|p|ej)$")
_LONGEST_ABBREVIATION = 5  # characters, with what stands before it
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")


@dataclass(frozen=True)
class Word:
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Sentence:
    """Characters `start` to `end` of the text: from its first word to its stop. `text` is blank where nothing is read."""

    start: int
    end: int
    text: str
    block: Block

    def words(self) -> list[Word]:
        return [Word(self.start + w.start(), self.start + w.end(), w[0]) for w in _WORD.finditer(self.text)]


def sentences_of(prose: Prose) -> Iterator[Sentence]:
    """In reading order; each holds at least one word. A stop after "Dr." or an initial ends none."""
    for block in prose.blocks:
        text, begun = prose.of(block), 0
        for stop in _STOP.finditer(text):
            if stop[0] == "." and _ABBREVIATION.search(
                text[max(begun, stop.start() - _LONGEST_ABBREVIATION) : stop.start()]
            ):
                continue
            yield from _sentence(text, begun, stop.end(), block)
            begun = stop.end()
        yield from _sentence(text, begun, len(text), block)


def _sentence(text: str, begun: int, ended: int, block: Block) -> Iterator[Sentence]:
    piece = text[begun:ended]
    if not _WORD.search(piece):
        return
    start = begun + len(piece) - len(piece.lstrip())
    end = begun + len(piece.rstrip())
    yield Sentence(block.start + start, block.start + end, text[start:end], block)

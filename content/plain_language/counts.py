"""What the formulas count: words, sentences, syllables, words of three syllables or more.

The rules are those of textstat 0.7.13, so a figure here is the figure others get: a word is what stands between spaces, a
hyphen or an apostrophe doesn't part it; a stop ends a sentence wherever it stands, after "Dr." too; two words alone are no
sentence. One rule is ours: a line's end closes a sentence as well, unless the line ends in a colon. List items often lack a stop.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from content.plain_language.languages import base_of
from content.plain_language.spanish_syllables import spanish_syllables_in
from content.plain_language.syllables import syllables_in

_SENTENCE_END = re.compile(r"(?<!\d)[.!?…]+|[.!?…]+(?!\d)|(?<!:)\n+")
_ADDRESS = re.compile(r"\]\([^()\n]*\)")
_NOT_A_WORD = re.compile(r"[^\w\s'’-]|_")
FEWEST_WORDS = 3
MANY_SYLLABLES = 3


@dataclass(frozen=True)
class Counts:
    words: int
    sentences: int
    syllables: int
    polysyllables: int


def counts_of(text: str, language: str = "en") -> Counts:
    """Of plain text; addresses of Markdown links are left out. Languages other than English and Spanish count no syllables."""
    sentences = [words_in(part) for part in _SENTENCE_END.split(_ADDRESS.sub("]", text))]
    words = [word for sentence in sentences for word in sentence]
    syllables = [_syllables(word, base_of(language)) for word in words]
    return Counts(
        words=len(words),
        sentences=max(bool(words), sum(len(sentence) >= FEWEST_WORDS for sentence in sentences)),
        syllables=sum(syllables),
        polysyllables=sum(count >= MANY_SYLLABLES for count in syllables),
    )


def together(counts: Iterable[Counts]) -> Counts:
    """One count of several texts, each sentence still in its own text."""
    each = list(counts)
    return Counts(
        sum(one.words for one in each),
        sum(one.sentences for one in each),
        sum(one.syllables for one in each),
        sum(one.polysyllables for one in each),
    )


def words_in(text: str) -> list[str]:
    """Words without the marks around them: "5-minute", "doctor's", "30"."""
    return [word for part in _NOT_A_WORD.sub("", text).split() if (word := part.strip("'’-"))]


def _syllables(word: str, language: str) -> int:
    if language == "en":
        return syllables_in(word)
    return spanish_syllables_in(word) if language == "es" else 0

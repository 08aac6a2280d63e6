"""Finding the words and phrases of a table in a text: whole words, any case, the longest first."""

import re
from collections.abc import Iterable, Iterator


class Phrases:
    """A table's phrases. A space in a phrase stands for any white space in the text."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._known = {phrase.lower() for phrase in phrases}
        longest_first = sorted(self._known, key=lambda phrase: (-len(phrase), phrase))
        patterns = [r"\s+".join(map(re.escape, phrase.split())) for phrase in longest_first]
        self._pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(patterns)})(?![\w-])", re.IGNORECASE) if patterns else None

    def found_in(self, text: str) -> Iterator[tuple[str, int, int]]:
        """The phrase as the table has it (small letters, single spaces), and its first and last place."""
        for found in self._pattern.finditer(text) if self._pattern else ():
            phrase = " ".join(found[0].lower().split())
            if phrase in self._known:  # a dotless "ı" counts as an "i" to the pattern, but isn't the table's
                yield phrase, found.start(), found.end()

    def left_out_of(self, text: str) -> str:
        return self._pattern.sub(" ", text) if self._pattern else text


def in_the_case_of(written: str, better: str) -> str:
    """`better` with a capital where the words it replaces have one; all capitals where they shout."""
    if written.isupper() and sum(map(str.isalpha, written)) > 1:
        return better.upper()
    return better[:1].upper() + better[1:] if written[:1].isupper() else better

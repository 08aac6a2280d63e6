"""Syllables of a Spanish word. Spelling decides them, so no table is needed.

Rules: Real Academia Española, "Ortografía de la lengua española", 2010: open vowels (a, e, o) and stressed í, ú each make
a syllable; i, u beside another vowel join it (diphthong). The u of que, qui, gue, gui is silent; y is a vowel at a word's end.
"""

import re
from functools import lru_cache

_SILENT_U = re.compile(r"(?<=[qg])u(?=[eiéí])")
_LAST_Y = re.compile(r"y$")
_NUCLEUS = re.compile(r"[iuü]*[aeoáéóíú](?:[iuü]++(?![aeoáéóíú]))?|[iuü]+")


@lru_cache(maxsize=20_000)
def spanish_syllables_in(word: str) -> int:
    """Syllables of one Spanish word, at least 1; a number has one."""
    return max(1, len(_NUCLEUS.findall(_LAST_Y.sub("i", _SILENT_U.sub("", word.lower())))))

"""Hard words with plainer ones, a table for each language (plainer_words/en.toml, es.toml)."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from content.plain_language.inflections import plural_of, verb_forms
from content.plain_language.languages import base_of
from content.plain_language.phrases import Phrases, in_the_case_of

_FOLDER = Path(__file__).parent / "plainer_words"
_HELPER = re.compile(
    r"\b(?:am|is|are|was|were|be|been|being|has|have|had|['’](?:s|re|ve|d))\s+(?:\w+ly\s+)?$", re.IGNORECASE
)
_LONGEST_HELPER = 30  # characters


def hard_words_in(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and plainer words, in the form and the case of the hard ones."""
    table, phrases = _table(base_of(language)), _phrases(base_of(language))
    for phrase, start, end in phrases.found_in(text):
        better, after_a_helper = table[phrase]
        if after_a_helper and _HELPER.search(text[max(0, start - _LONGEST_HELPER) : start]):
            better = after_a_helper
        yield start, end, in_the_case_of(text[start:end], better)


@cache
def _phrases(language: str) -> Phrases:
    return Phrases(_table(language))


@cache
def _table(language: str) -> dict[str, tuple[str, str]]:
    """Every form of a hard word: its plainer form, and the one after be or have where that differs ("gave", "given")."""
    file = _FOLDER / f"{language}.toml"
    if not file.exists():
        return {}
    read = tomllib.loads(file.read_text("utf-8"))
    irregular = {verb: tuple(forms.split()) for verb, forms in read["irregular"].items()}
    found: dict[str, tuple[str, str]] = {}
    for hard, plain in read["verbs"].items():
        forms, plainer = verb_forms(hard, irregular), verb_forms(plain, irregular)
        found |= {forms.base: (plainer.base, ""), forms.present: (plainer.present, ""), forms.ing: (plainer.ing, "")}
        found |= dict.fromkeys((forms.past, forms.participle), (plainer.past, plainer.participle))
    for hard, plain in read["nouns"].items():
        found |= {plural_of(hard, language): (plural_of(plain, language), ""), hard: (plain, "")}
    return found | {hard: (plain, "") for hard, plain in read["words"].items()}

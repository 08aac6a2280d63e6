"""Medical terms with a short plain meaning, a table for each language (glossary/en.toml, es.toml)."""

import tomllib
from functools import cache
from pathlib import Path

from content.plain_language.inflections import plural_of
from content.plain_language.languages import base_of
from content.plain_language.phrases import Phrases

_FOLDER = Path(__file__).parent / "glossary"


@cache
def meanings(language: str) -> dict[str, str]:
    """Each term with its plain meaning. Empty for a language without a glossary."""
    file = _FOLDER / f"{base_of(language)}.toml"
    return tomllib.loads(file.read_text("utf-8"))["terms"] if file.exists() else {}


@cache
def terms(language: str) -> Phrases:
    """The terms, with their plurals."""
    return Phrases(_spellings(base_of(language)))


def term_of(spelling: str, language: str) -> str:
    """The glossary's own spelling of a term or its plural, as `Phrases` found it."""
    return _spellings(base_of(language))[spelling]


def without_terms(text: str, language: str) -> str:
    return terms(language).left_out_of(text)


@cache
def _spellings(language: str) -> dict[str, str]:
    """Every form of a term, in small letters, with the glossary's own."""
    found: dict[str, str] = {}
    for term in meanings(language):
        forms = [term]
        if language == "es" and " " not in term and term.endswith("o"):
            forms.append(f"{term[:-1]}a")  # crónico, crónica
        found |= {spelling.lower(): term for form in forms for spelling in (form, plural_of(form, language))}
    return found

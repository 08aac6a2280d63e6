"""The fixed words of emails and patient pages, one TOML file a language in templates/words/."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from django.conf import settings

RIGHT_TO_LEFT = frozenset({"ar", "he", "fa", "ur", "yi", "ps"})


def layout_words(language: str) -> dict[str, Any]:
    """The words in `language`, or in its base language, or in English."""
    return read_words(words_language(language))


def words_language(language: str) -> str:
    """The language `layout_words` finds words in."""
    return next((tag for tag in (language, language.split("-")[0]) if path_of(tag).exists()), "en")


@lru_cache(maxsize=32)
def read_words(language: str) -> dict[str, Any]:
    """A word that the language's file lacks comes in English: it must not cost a patient the whole page."""
    words = tomllib.loads(path_of(language).read_text("utf-8"))
    english = read_words("en") if language != "en" else {}
    return {table: {**english.get(table, {}), **words.get(table, {})} for table in {**english, **words}}


def path_of(language: str) -> Path:
    return Path(settings.WORDS) / f"{language}.toml"


def languages_with_words() -> list[str]:
    """Those whose emails and pages have fixed words."""
    return sorted(path.stem for path in Path(settings.WORDS).glob("*.toml"))


def direction(language: str) -> Literal["ltr", "rtl"]:
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"

"""Languages as their speakers call them."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError

LANGUAGE_IS_CALLED = {"en": "Language", "es": "Idioma", "vi": "Ngôn ngữ", "ar": "اللغة"}


def own_name(language: str) -> str:
    """As its speakers call it; the tag for a language Babel doesn't know."""
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return language
    name = locale.get_display_name(locale) or language
    return name[:1].upper() + name[1:]


def other_words_for_language(spoken: str) -> list[tuple[str, str]]:
    """(tag, word): for whoever looks for the choice of languages on a page they can't read."""
    return [(tag, word) for tag, word in LANGUAGE_IS_CALLED.items() if tag != spoken.split("-")[0]]

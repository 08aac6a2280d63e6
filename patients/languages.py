"""Language tags (BCP 47, RFC 5646) that Babel can format dates and numbers for."""

import re
from contextlib import suppress
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Language, then perhaps script and region: all that a patient's choice needs.
_SHAPE = re.compile(r"(?P<language>[a-z]{2,3})([-_][a-z]{4})?([-_]([a-z]{2}|[0-9]{3}))?", re.IGNORECASE)


def clean_language(raw: str) -> str:
    """The tag as Babel knows it, with hyphens: `pt_br` → `pt-BR`, `zh-TW` → `zh-Hant-TW`, `iw` → `he-IL`.

    A region Babel has no data for is dropped (`zh-US` → `zh`). Raises ValidationError.
    """
    shape = _SHAPE.fullmatch(raw.strip())
    locale = shape and _locale(shape.group().replace("_", "-"), shape["language"])
    if not locale:
        raise ValidationError(_("Give the language as a code such as en, es or pt-BR."), code="language")
    return "-".join(filter(None, (locale.language, locale.script, locale.territory)))


def language_told(raw: str) -> str:
    """What a record system says somebody speaks: `es`, `spa` (ISO 639-2) or `es-MX`; empty for what we don't know.

    Babel adds a region to three letters (`spa` → `es-ES`) that nobody said.
    """
    try:
        tag = clean_language(raw)
    except ValidationError:
        return ""
    return tag.partition("-")[0] if len(raw.strip()) == 3 else tag


@lru_cache(maxsize=256)
def _locale(tag: str, language: str) -> Locale | None:
    for spelling, resolve in ((tag, False), (tag, True), (language, False)):
        with suppress(UnknownLocaleError):
            return Locale.parse(spelling, sep="-", resolve_likely_subtags=resolve)
    return None

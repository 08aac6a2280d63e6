"""Which languages a series can be sent in: a lesson without a signed text in the patient's own waits, or falls back with a note."""

from __future__ import annotations

from datetime import datetime

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language

from campaigns.models import Series
from campaigns.sending.way import way_now


def untranslated_lessons(series: Series, language: str, now: datetime) -> int:
    """How many lessons have no text in this language, nor in its base language, that could leave now."""
    base = language.split("-")[0]
    if base == series.language.split("-")[0]:
        return 0
    practising, wanted = way_now(now).practising, list(dict.fromkeys((language, base)))
    texts = (step.lesson.text_to_send(wanted, now, practising=practising) for step in series.way())
    return sum(text is None for text in texts)


def language_name(tag: str) -> str:
    """Spanish (Mexico) for es-MX, in the language that is active; the tag itself when nobody knows it."""
    try:
        return Locale.parse(tag, sep="-").get_display_name(get_language() or "en") or tag
    except (UnknownLocaleError, ValueError):
        return tag

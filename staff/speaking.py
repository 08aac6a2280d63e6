"""The language in which the desk speaks to somebody: what they chose, else what their browser asks for.

Only the desk's own words are meant (gettext, staff/locale/). Patients are written to in theirs: templates/words/.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from clinic.models import Person

LOCALES = {"en": "en", "es": "es_US"}  # how dates and times are written: as in the United States


class SpeakTheirLanguage:
    """Middleware. Patients' pages and machines' doors pass untouched."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/staff/"):
            return self.answer(request)
        with translation.override(chosen_by(request.user) or translation.get_language_from_request(request)):
            answer = self.answer(request)
            answer.setdefault("Content-Language", translation.get_language() or "en")
        return answer


def chosen_by(user: AbstractBaseUser | AnonymousUser) -> str:
    """A code of settings.LANGUAGES; empty where nobody chose yet."""
    person: Person | None = getattr(user, "person", None)
    return person.language if person else ""


def locale_spoken() -> str:
    """For Babel: the locale of the language that is active now."""
    return LOCALES.get(translation.get_language() or "", "en")


def other_languages() -> list[tuple[str, str]]:
    """Code and own name of the languages the desk could speak instead."""
    return [(code, name) for code, name in settings.LANGUAGES if code != translation.get_language()]

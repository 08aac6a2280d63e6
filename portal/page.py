"""One page for a patient: the words of their language, the clinic's details, and nothing that stores or tells."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation.trans_real import parse_accept_lang_header

from campaigns.emails.making import clinic_context
from clinic.models import ClinicProfile
from content.words import direction, layout_words, words_language


def page(
    template: str, language: str = "", *, status: int = 200, clinic: ClinicProfile | None = None, **context: Any
) -> HttpResponse:
    """`template` in the words of `language`, or of the clinic's first. `lang` in the context when the text has its own."""
    clinic = clinic or ClinicProfile.current()
    spoken = words_language(language or first_language(clinic))
    frame = {
        "words": layout_words(spoken),
        "lang": spoken,
        "direction": direction(context.get("lang", spoken)),
        "clinic": clinic_context(clinic, spoken),
        "look_url": reverse("portal:look") if clinic.look else "",
        "csrf_input": "",  # a form here is proved by the token in its address: see patient_page
    }
    return HttpResponse(render_to_string(f"portal/{template}.html", frame | context), status=status)


def language_asked_for(request: HttpRequest, clinic: ClinicProfile) -> str:
    """For a page that knows no patient: the clinic's language that the browser asks for, else the clinic's first."""
    taught: dict[str, str] = {language.split("-")[0]: language for language in reversed(clinic.languages)}
    asked = parse_accept_lang_header(request.headers.get("Accept-Language", "").lower())
    return next(
        (taught[base] for tag, wanted in asked if wanted and (base := tag.split("-")[0]) in taught),
        first_language(clinic),
    )


def first_language(clinic: ClinicProfile) -> str:
    return next(iter(clinic.languages), "en")

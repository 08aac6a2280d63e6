"""The form a slip leads to: a patient signs up for lessons, and the desk confirms who it is. Nothing is mailed before."""

from __future__ import annotations

from collections.abc import Sequence

from babel.dates import get_month_names
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from campaigns.emails.values import locale
from campaigns.enrolling import joining
from campaigns.models import Series
from clinic.models import ClinicProfile
from content.words import words_language
from portal.join_form import FIELDS, Typed
from portal.language_names import own_name
from portal.network import network_of
from portal.page import first_language, language_asked_for, page
from portal.patient_page import patient_page

REFUSED = {"bad_form": 400, "too_many": 429}  # what a person mistyped is answered with 200, as at the door


@patient_page(fields=FIELDS)
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """POST answers alike for every address: with four letters to read aloud. It asks for no CSRF token: there is no cookie
    whose rights a forged form could borrow, and nothing follows from it before the desk has asked.
    """
    series, clinic = get_object_or_404(Series.objects.joined_by(code)), ClinicProfile.current()
    now = timezone.now()
    if request.method != "POST":
        wanted = request.GET.get("language", "")
        spoken = wanted if wanted in clinic.languages else language_asked_for(request, clinic)
        return show(code, clinic, Typed(language=spoken))
    typed = Typed.read(dict(request.POST.lists()))
    if problems := typed.problems(clinic.languages, now.astimezone(clinic.zone).date()):
        return show(code, clinic, typed, problems)
    letters = (
        joining.letters_for_a_program()
        if typed.website
        else joining.join(typed.request(series.slug), network_of(request), now)
    )
    if not letters:
        return show(code, clinic, typed, ["too_many"])
    return page("joined", typed.language, clinic=clinic, letters=letters)


def show(code: str, clinic: ClinicProfile, typed: Typed, problems: Sequence[str] = ()) -> HttpResponse:
    spoken = typed.language if typed.language in clinic.languages else first_language(clinic)
    months = get_month_names("wide", context="stand-alone", locale=locale(words_language(spoken)))
    return page(
        "join", spoken, status=max((REFUSED.get(one, 200) for one in problems), default=200), clinic=clinic, join_url=reverse("portal:join", args=[code]),
        typed=typed, problems=problems, months=sorted(months.items()), languages=[(tag, own_name(tag)) for tag in clinic.languages],
        chosen=spoken,
    )  # fmt: skip

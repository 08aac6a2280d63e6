"""The sign-up form for newsletters that a clinic can link to, and the yes from the email that follows it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from campaigns.contacts import confirming, signing_up
from campaigns.models import Message
from clinic.models import ClinicProfile
from portal.language_names import own_name
from portal.network import network_of
from portal.page import first_language, language_asked_for, page
from portal.patient_page import patient_page
from portal.sign_up_form import FIELDS, Typed

REFUSED = {"bad_form": 400, "too_many": 429}  # what a person mistyped is answered with 200, as at the door


@patient_page(fields=FIELDS)
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """POST answers alike for every address, so that nobody learns who is known here. It asks for no CSRF token: there is
    no cookie and no session whose rights a forged form could borrow, and only the email's own link has consequences.
    """
    clinic = ClinicProfile.current()
    if not signing_up.is_open(clinic):
        raise Http404
    if request.method != "POST":
        asked_for = request.GET.get("language", "")
        spoken = asked_for if asked_for in clinic.languages else language_asked_for(request, clinic)
        return show(clinic, Typed(language=spoken))
    typed = Typed.read(dict(request.POST.lists()))
    if problem := typed.problem(clinic.languages):
        return show(clinic, typed, problem)
    if not typed.website and not signing_up.sign_up(typed.asked(), network_of(request), timezone.now()):
        return show(clinic, typed, "too_many")
    return page("signed_up", typed.language, clinic=clinic, asked=True)


@patient_page
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_sign_up(request: HttpRequest, token: str) -> HttpResponse:
    """It also works after the form was closed: the email promised that."""
    message, now = get_object_or_404(Message.objects.sign_ups().opened_by(token)), timezone.now()
    if not confirming.can_confirm(message, now):
        raise Http404
    reader = message.patient
    if request.method == "POST":
        confirming.confirm_sign_up(message, now)
    elif reader.address_confirmed_at is None:
        return page("confirm_sign_up", reader.language, confirm_url=reverse("portal:confirm_sign_up", args=[token]))
    return page("signed_up", reader.language)


def show(clinic: ClinicProfile, typed: Typed, problem: str = "") -> HttpResponse:
    spoken = typed.language if typed.language in clinic.languages else first_language(clinic)
    choices = [(tag, own_name(tag)) for tag in clinic.languages]
    return page(
        "sign_up", spoken, status=REFUSED.get(problem, 200), clinic=clinic,
        sign_up_url=reverse("portal:sign_up"), typed=typed, problem=problem, languages=choices, chosen=spoken,
    )  # fmt: skip

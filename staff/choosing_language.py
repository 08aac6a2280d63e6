"""The button at the foot of the navigation: the desk in another language, from this page on, for this person and this browser."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from clinic.models import Person
from staff.desk import desk_page, user_of
from staff.permissions import May

YEAR = 365 * 86_400  # seconds: the sign-in page of this browser speaks it too


@desk_page(change=May.SEE_TODAY, fields=("language",))
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    code = request.POST.get("language", "")
    if code not in dict(settings.LANGUAGES):
        raise BadRequest("The desk doesn't speak this language.")  # not said
    Person.objects.filter(user=user_of(request)).update(language=code)
    came_from = request.headers.get("Referer", "")  # not said
    ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    answer = redirect(came_from if ours else reverse("staff:today"))
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        YEAR,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",  # not said
    )
    return answer

"""Revoking a token, with what follows said first."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.models import Enrolment
from clinic.api_tokens import revoke
from clinic.models import ApiToken
from staff.desk import desk_page, show, who
from staff.permissions import May


@desk_page(May.MANAGE_PEOPLE, change=May.MANAGE_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def revoke_token(request: HttpRequest, token: int) -> HttpResponse:
    one = get_object_or_404(ApiToken, pk=token)
    if request.method == "POST":
        revoke(one, timezone.now(), by=who(request))
        messages.info(request, _("The token of {name} opens nothing any more.").format(name=one.name))
        return redirect("staff:tokens")
    others = ApiToken.objects.valid(timezone.now()).filter(name=one.name).exclude(pk=one.pk).count()
    started = Enrolment.objects.under_way().filter(visit_source=one.source).count()
    consequences = [
        (1, _("token opens nothing from the next call on, and can’t be brought back")),
        (others, _("other tokens of {name} go on").format(name=one.name)),
        (started, _("patients it enrolled go on getting their lessons")),
    ]
    context = {
        "title": _("Revoke the token {shown}… of {name}?").format(shown=one.shown, name=one.name), "tab_title": _("Revoke"),
        "consequences_of": [{"number": number, "text": text} for number, text in consequences],
        "refused": _("It was revoked before.") if one.revoked_at else "", "nav": "tokens", "why": None, "danger": True,
        "button_label": _("Revoke the token"), "action_url": "", "back_url": reverse("staff:tokens"), "back_label": _("Keep it"),
    }  # fmt: skip
    return show(request, "confirm", context)

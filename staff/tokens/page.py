"""API tokens: which systems may call, what each may do, when it last did; making one, which is shown once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clinic.api_tokens import Made, make
from clinic.models import ApiToken
from clinic.refusal import Refusal
from staff.desk import desk_page, show, who
from staff.permissions import May
from staff.review_words import names_of
from staff.tokens.form import TokenForm
from staff.wording import local_date, long_date


@desk_page(May.SEE_PEOPLE, change=May.MANAGE_PEOPLE, fields=TokenForm.base_fields)
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return page(request, TokenForm())
    form = TokenForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = make(said["name"], said["scopes"], days=said["days"], now=timezone.now(), by=who(request))
            return shown_once(request, made)
        except Refusal as refusal:
            form.add_error("name", str(refusal))
    return page(request, form)


def page(request: HttpRequest, form: TokenForm) -> HttpResponse:
    now, found = timezone.now(), list(ApiToken.objects.newest_first())
    names = names_of([one.made_by for one in found])
    return show(request, "tokens/list", {"rows": [line(one, names, now) for one in found], "form": form})


def line(one: ApiToken, names: dict[str, str], now: datetime) -> dict[str, Any]:
    return {
        "name": one.name,
        "shown": one.shown,
        "scopes": [str(ApiToken.Scope(scope).label) for scope in one.scopes],
        "made": _("{day}, {name}").format(
            day=long_date(local_date(one.made_at)), name=names.get(one.made_by, one.made_by)
        ),
        "used": long_date(one.last_used_on) if one.last_used_on else _("not yet"),
        "until": long_date(local_date(one.expires_at)),
        "holds": one.is_valid(now),
        "revoked": one.revoked_at is not None,
        "revoke_url": reverse("staff:revoke_token", args=[one.pk]),
    }


def shown_once(request: HttpRequest, made: Made) -> HttpResponse:
    until = long_date(local_date(made.token.expires_at))
    return show(request, "tokens/made", {"secret": made.secret, "name": made.token.name, "until": until})

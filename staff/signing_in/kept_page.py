"""After signing in again: what was typed before is still here, to send it now or throw it away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from staff.desk import desk_page, show, user_of
from staff.permissions import May
from staff.signing_in.kept_form import KEPT, kept_for


@desk_page(May.SEE_TODAY, change=May.SEE_TODAY)
@require_http_methods(["GET", "HEAD", "POST"])
def kept_form(request: HttpRequest) -> HttpResponse:
    """A POST throws it away; sending it goes straight to the page it was meant for."""
    found = kept_for(request, user_of(request))
    if request.method == "POST" or found is None:
        request.session.pop(KEPT, None)
        return redirect("staff:today")
    return show(request, "signing_in/kept_form", {"path": found["path"], "fields": found["fields"]})

"""What holds for every page a patient opens: kept by nobody, found by nobody, and one answer to every link that fails."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from portal.views_errors import gone, kept_private

View = Callable[..., HttpResponse]


def patient_page(view: View) -> View:
    """Private headers on every answer, and the same 404 for a token that is unknown, malformed or of another kind.

    No CSRF cookie: the address of each form holds 192 random bits, which no other site can know. One-click (RFC 8058)
    may not ask for more, and under `no-referrer` browsers send `Origin: null`, which Django's check refuses.
    """

    @csrf_exempt
    @wraps(view)
    def private(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return kept_private(view(request, *args, **kwargs))
        except Http404:
            return gone(request)

    return private

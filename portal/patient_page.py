"""What holds for every page a patient opens: kept by nobody, found by nobody, and one answer to every link that fails."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial, wraps
from typing import Any, overload

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from clinic.form_fields import refuse_unknown
from portal.network import network_of
from portal.views_errors import faulty, gone, kept_private, wait
from portal.wrong_links import wrong_links

View = Callable[..., HttpResponse]
ANYTHING = ("*",)
"""For the ways to stop only: a wish to stop is heard, whatever else a mail program sends with it."""


@overload
def patient_page(view: View) -> View: ...
@overload
def patient_page(*, fields: Collection[str]) -> Callable[[View], View]: ...
def patient_page(view: View | None = None, *, fields: Collection[str] = ()) -> View | Callable[[View], View]:
    """Private headers on every answer, and the same 404 for a token that is unknown, malformed or of another kind.

    `fields`: all that may be posted (clinic/form_fields.py). Anything else is answered before the token is looked at,
    so that the answer tells nothing about it.

    No CSRF cookie: the address of each form holds 192 random bits, which no other site can know. One-click (RFC 8058)
    may not ask for more, and under `no-referrer` browsers send `Origin: null`, which Django's check refuses.
    """

    if view is None:
        return partial(of_patients, fields=fields)
    return of_patients(view, fields=fields)


def of_patients(view: View, *, fields: Collection[str]) -> View:
    @csrf_exempt
    @wraps(view)
    def private(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            refuse_unknown(request, fields)
            return kept_private(view(request, *args, **kwargs))
        except Http404:
            return wait(request) if wrong_links.too_many(network_of(request), timezone.now()) else gone(request)
        except BadRequest:
            return faulty(request)

    return private

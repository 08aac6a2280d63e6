"""What a patient sees when a page can't be shown, in the language their browser asks for.

`gone` fits as Django's handler404, `broken` as handler500.
"""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from clinic.models import ClinicProfile
from portal.page import language_asked_for, page
from portal.wrong_links import SPAN


def gone(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same bytes for every link that doesn't open, so that nobody learns which ones exist."""
    return kept_private(failed(request, 404))


def wait(request: HttpRequest) -> HttpResponse:
    """The same page once more, to somebody who tried many links that open nothing."""
    response = kept_private(failed(request, 429))
    response["Retry-After"] = str(int(SPAN.total_seconds()))
    return response


def faulty(request: HttpRequest) -> HttpResponse:
    """A form with fields that its page doesn't have: the same bytes for every link, as `gone`."""
    return kept_private(failed(request, 400))


def broken(request: HttpRequest) -> HttpResponse:
    """A fault of ours. It may be the database, so the clinic's details are a gift."""
    try:
        clinic = ClinicProfile.current()
    except DatabaseError:
        clinic = ClinicProfile()
    return kept_private(page("gone", language_asked_for(request, clinic), status=500, clinic=clinic, broken=True))


def failed(request: HttpRequest, status: int) -> HttpResponse:
    clinic = ClinicProfile.current()
    return page("gone", language_asked_for(request, clinic), status=status, clinic=clinic)


def kept_private(response: HttpResponse) -> HttpResponse:
    """The address is the key to the page: no referrer carries it, no cache and no index keeps it."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store, private"
    return response

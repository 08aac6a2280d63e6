"""400, 403, 404 and 500 of the desk, on a page that needs nothing from the database. They fit as Django's handlers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def faulty(request: HttpRequest) -> HttpResponse:
    """A form with fields that its page doesn't have."""
    return error(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    return error(request, 500)


def error(request: HttpRequest, status: int) -> HttpResponse:
    response = render(request, "staff/error.html", {"status": status, "text": None}, status=status, using="jinja2")
    response["Cache-Control"] = "no-store"
    return response

"""Doors: staff pages under /staff/, machines under /api/, pages for patients at the root."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_safe
from django.views.defaults import bad_request
from django.views.generic import RedirectView

from api import problems
from api.v1.rest import rest_api
from config.desk_sheet import desk_sheet
from portal import views_errors
from staff import errors
from staff.desk import desk_page

View = Callable[[HttpRequest], HttpResponse]
rest = rest_api(pages=lambda view: desk_page(require_safe(view)))  # its description: for admins only

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="staff:today")),
    path("staff/sign-in/", include("staff.signing_in.urls")),
    path("desk.css", desk_sheet, name="desk_sheet"),
    path("staff/", include("staff.urls")),
    path("api/", include("api.urls")),
    path("api/", rest.urls),
    path("", include("portal.urls")),
]


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    answer = asked_by(request, errors.faulty, problems.faulty)
    return answer(request) if answer else bad_request(request, exception)


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    return (asked_by(request, errors.not_found, problems.not_found) or views_errors.gone)(request)


def handler500(request: HttpRequest) -> HttpResponse:
    return (asked_by(request, errors.broken, problems.broken) or views_errors.broken)(request)


def asked_by(request: HttpRequest, staff: View, machine: View) -> View | None:
    """None: neither of them, so a patient or anybody."""
    return staff if request.path.startswith("/staff/") else machine if request.path.startswith("/api/") else None


handler403 = errors.forbidden

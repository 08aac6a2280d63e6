"""Doors: staff pages under /staff/, machines under /api/, pages for patients at the root."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.defaults import bad_request
from django.views.generic import RedirectView

from config.desk_sheet import desk_sheet
from portal import views_errors
from staff import errors

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="staff:today")),
    path("staff/sign-in/", include("staff.signing_in.urls")),
    path("desk.css", desk_sheet, name="desk_sheet"),
    path("staff/", include("staff.urls")),
    path("api/", include("api.urls")),
    path("", include("portal.urls")),
]


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    return errors.faulty(request) if request.path.startswith("/staff/") else bad_request(request, exception)


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    return errors.not_found(request) if request.path.startswith("/staff/") else views_errors.gone(request)


def handler500(request: HttpRequest) -> HttpResponse:
    return errors.broken(request) if request.path.startswith("/staff/") else views_errors.broken(request)


handler403 = errors.forbidden

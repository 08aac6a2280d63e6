"""The studio over one folder, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView

from campaigns.preview.folder import FolderShelf
from config.preview_clinic import clinic_of
from staff.studio.studio import Studio


def shelf() -> FolderShelf:
    folder = Path(getattr(settings, "FOLDER"))  # noqa: B009 (of config/preview_settings.py only)
    return FolderShelf(folder, clinic_of(folder))


def draw(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    return render(request, f"staff/{template}.html", {"frame": "staff/preview_alone.html", **context}, using="jinja2")


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse("Nothing is here. Links of a preview lead nowhere.\n", "text/plain; charset=utf-8", status=404)


urlpatterns = [
    path("", RedirectView.as_view(pattern_name="staff:preview_first")),
    path("staff/", include((Studio(shelf, never_cache, draw).urls, "staff"))),
]

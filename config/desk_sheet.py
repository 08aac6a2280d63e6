"""The sheets that every page of the desk has, sent as one: four files to work in, one request."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from config.environment import BASE

FOLDER = BASE / "static" / "css" / "staff"
SHEETS = ("tokens", "layout", "parts", "pictures")
A_YEAR = 365 * 24 * 3600  # seconds


@require_safe
def desk_sheet(request: HttpRequest) -> HttpResponse:
    """Kept by browsers for a year under the address that names its content, and not at all under another."""
    sheet, name = newest()
    answer = HttpResponse(sheet, content_type="text/css; charset=utf-8")
    answer["Cache-Control"] = f"public, max-age={A_YEAR}, immutable" if request.GET.get("v") == name else "no-cache"
    return answer


def desk_sheet_url() -> str:
    """For templates."""
    return f"{reverse('desk_sheet')}?v={newest()[1]}"


def newest() -> tuple[bytes, str]:
    return read(max((FOLDER / f"{name}.css").stat().st_mtime_ns for name in SHEETS))


@lru_cache(maxsize=1)
def read(changed_at: int) -> tuple[bytes, str]:
    """All of them, and a short hash. Read again when one of them has changed."""
    sheet = b"\n".join((FOLDER / f"{name}.css").read_bytes() for name in SHEETS)
    return sheet, hashlib.sha256(sheet).hexdigest()[:12]

"""The clinic's own accent, as a stylesheet: a strict CSP lets no page carry a style of its own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from clinic.models import ClinicProfile


@require_safe
@cache_control(max_age=300)
def look(request: HttpRequest) -> HttpResponse:
    """The light scheme only, as in the emails: the house's dark pair stays readable with any accent."""
    accent = ClinicProfile.current().look.get("accent")
    rule = f"@media (prefers-color-scheme: light) {{ .oat {{ --accent: {accent}; --accent-strong: {accent}; }} }}\n"
    return HttpResponse(rule if accent else "", content_type="text/css")

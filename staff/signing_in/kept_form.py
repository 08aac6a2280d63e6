"""What somebody sent just after they were signed out for being idle: kept sealed in their session until they are back."""

from __future__ import annotations

import json

from django.contrib.auth.models import User
from django.http import HttpRequest

from patients.sealed_text import open_text, seal_text
from patients.sealing import SealBroken

KEPT = "kept_form"
LABEL = "staff.kept-form.v1"
MOST = 200_000  # characters


def keep(request: HttpRequest) -> bool:
    """Keep what was posted for whoever was signed out a moment ago. Files aren't kept, nor what is far too long."""
    left = getattr(request, "left_idle", None)
    fields = [
        (name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"
    ]
    written = json.dumps({"user": left, "path": request.get_full_path(), "fields": fields})
    if left is None or not fields or len(written) > MOST:
        return False
    request.session[KEPT] = seal_text(LABEL, written)
    return True


def kept_for(request: HttpRequest, user: User) -> dict[str, object] | None:
    try:
        found: dict[str, object] = json.loads(open_text(LABEL, request.session.get(KEPT, "")))
    except (SealBroken, ValueError):
        return None
    return found if found["user"] == str(user.pk) else None

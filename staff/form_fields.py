"""A form sends what its page offered and nothing else: a field nobody expects is a mistake or an attack, and is refused."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import HttpRequest

ALWAYS = frozenset({"csrfmiddlewaretoken"})


def only(request: HttpRequest, *names: str) -> None:
    """Raises BadRequest, before anything is changed, for a posted field that isn't among `names`."""
    if unknown := sorted(set(request.POST) - set(names) - ALWAYS):
        raise BadRequest(f"This form has no field {unknown[0][:40]!r}. Nothing was changed.")

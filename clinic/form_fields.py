"""A form sends what its page offered and nothing else: a field nobody expects is a mistake or an attack, and is refused."""

from __future__ import annotations

from collections.abc import Collection
from fnmatch import fnmatchcase

from django.core.exceptions import BadRequest
from django.http import HttpRequest

ALWAYS = ("csrfmiddlewaretoken",)


def refuse_unknown(request: HttpRequest, known: Collection[str]) -> None:
    """Raises BadRequest for a posted field or file that isn't among `known`: names, and patterns such as `choice-*`."""
    posted = sorted({*request.POST, *request.FILES})
    unknown = [name for name in posted if not any(fnmatchcase(name, one) for one in (*ALWAYS, *known))]
    if unknown:
        raise BadRequest(
            f"This form has no field {unknown[0][:40]!r}. Nothing was changed."
        )  # the log reads it, no page

"""A form sends what its page offered and nothing else: a field nobody expects is a mistake or an attack, and is refused."""

from __future__ import annotations

from collections.abc import Collection
from fnmatch import fnmatchcase

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.translation import gettext as _

ALWAYS = ("csrfmiddlewaretoken",)


def refuse_unknown(request: HttpRequest, known: Collection[str]) -> None:
    """Raises BadRequest for a posted field or file that isn't among `known`: names, and patterns such as `choice-*`."""
    posted = sorted({*request.POST, *request.FILES})
    unknown = [name for name in posted if not any(fnmatchcase(name, one) for one in (*ALWAYS, *known))]
    if unknown:
        raise BadRequest(_("This form has no field {name}. Nothing was changed.").format(name=repr(unknown[0][:40])))

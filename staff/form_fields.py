"""A form sends what its page offered and nothing else: a field nobody expects is a mistake or an attack, and is refused."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.translation import gettext as _

ALWAYS = frozenset({"csrfmiddlewaretoken"})


def only(request: HttpRequest, *names: str) -> None:
    """Raises BadRequest, before anything is changed, for a posted field that isn't among `names`."""
    if unknown := sorted(set(request.POST) - set(names) - ALWAYS):
        raise BadRequest(_("This form has no field {name}. Nothing was changed.").format(name=repr(unknown[0][:40])))

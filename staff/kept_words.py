"""Sentences that rows keep in English, said in the language of the page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from django.utils.translation import gettext as _


def said_again(kept: str, templates: Iterable[str] = ()) -> str:
    """`kept` is a fixed sentence, or one made from a template with {places}; any other text, such as one that people wrote, stays."""
    for template in templates:
        if found := places_of(template).fullmatch(kept):
            return _(template).format(**{name: said_again(value) for name, value in found.groupdict().items()})
    return _(kept) if kept else ""


@cache
def places_of(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(template)), re.DOTALL)

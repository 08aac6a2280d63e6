"""Merge fields in a lesson's own words, on a page: the same names mean the same as in the email."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from campaigns.emails.making import LESSON_FIELDS
from mailer.merge import IN_BRACES


def filled(words: Any, values: Mapping[str, str], *, html: bool = False) -> Any:
    """The same data with each listed `{field}` replaced, once: a value is literal, whatever it looks like.

    Text under the key "html" is markup already, so values are escaped there; the template escapes all else.
    """

    def value_of(name: str, as_typed: str) -> str:
        if name not in LESSON_FIELDS or name not in values:
            return as_typed
        return escape(values[name]) if html else values[name]

    match words:
        case str():
            return IN_BRACES.sub(lambda found: value_of(found[1], found[0]), words)
        case dict():
            return {key: filled(one, values, html=key == "html") for key, one in words.items()}
        case list() | tuple():
            return [filled(one, values, html=html) for one in words]
    return words

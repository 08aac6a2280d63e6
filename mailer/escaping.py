"""A patient's values made safe for the places where they land. Fill, MIME and SendGrid all take them from here."""

import html
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from mailer.compiled import CompiledEmail, Context, Slot
from mailer.finding import EmailError

# Overrides, embeddings and isolates of UAX #9: left open, they turn the words after a name around.
BIDI_CONTROLS = "\u202a-\u202e\u2066-\u2069"
UNSEEN = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029{BIDI_CONTROLS}]")
LINE_END = re.compile(r"[\r\n]")
BREAKS_A_HEADER = re.compile(r"[\r\n\0]")
# RFC 3986 without the signs that would end a header's <…> or break out of an attribute.
WEB_ADDRESS = re.compile(r"(?i:https?)://[A-Za-z0-9\[][!#-;=?-\[\]_a-z~]*")
# Read the same in every context: most names and addresses, so most fills escape nothing.
PLAIN = re.compile(r"[A-Za-z0-9 .,:;/?=_~+@#%()*-]*")
PLAIN_WEB_ADDRESS = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.,:;/?=_~+@#%()*-]*")


def escaped_values(email: CompiledEmail, values: Mapping[str, str]) -> dict[tuple[str, Context], str]:
    """Each value as it stands in each context that `email` has it in.

    Raises EmailError, without the value in it: a missing value, a "url" that isn't http(s), a line end in a header.
    """
    ready: dict[tuple[str, Context], str] = {}
    for field, is_url, plain, places in _places(email):
        value = values.get(field)
        if value is None or not plain.fullmatch(value):
            visible = _visible(email, field, _checked(email, field, value, is_url), places)
            for place in places:
                ready[place] = html.escape(visible) if place[1] == "html" else LINE_END.sub("", visible)
        else:
            for place in places:
                ready[place] = value
    return ready


class _Field(NamedTuple):
    """One merge field, what it may say without being escaped, and where it stands."""

    name: str
    is_url: bool
    plain: re.Pattern[str]
    places: tuple[tuple[str, Context], ...]


@lru_cache(maxsize=64)
def _places(email: CompiledEmail) -> tuple[_Field, ...]:
    slots = sorted(
        {(part.field, part.context) for parts in email.all_parts for part in parts if isinstance(part, Slot)}
    )
    return tuple(
        _Field(name, is_url, PLAIN_WEB_ADDRESS if is_url else PLAIN, tuple(slot for slot in slots if slot[0] == name))
        for name in sorted(email.fields)
        for is_url in [name in email.url_fields]
    )


def _checked(email: CompiledEmail, field: str, value: str | None, is_url: bool) -> str:
    if value is None:
        raise _wrong(email, field, "is missing")
    if is_url and not WEB_ADDRESS.fullmatch(value):
        raise _wrong(email, field, "isn't an http(s) address")
    return value


def _visible(email: CompiledEmail, field: str, value: str, places: Iterable[tuple[str, Context]]) -> str:
    """The value without what nobody sees, once for all its places."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise _wrong(email, field, "holds half a character") from None
    if BREAKS_A_HEADER.search(value) and any(context == "header" for _, context in places):
        raise _wrong(email, field, "holds a line end, which no header may")
    return UNSEEN.sub("", value)


def _wrong(email: CompiledEmail, field: str, what: str) -> EmailError:
    return EmailError.one("value", email.template, f"The value of merge field {field} {what}.", "Mend the record.")

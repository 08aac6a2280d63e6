"""Headers as text: encoded words (RFC 2047) decoded, bare bytes read as UTF-8, and no exception for what is faulty."""

from __future__ import annotations

from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

MOST_ADDRESSES = 20
MOST_VALUES, LONGEST = 20, 5_000  # more of a header is no person's, and the library takes long over it


def values(headers: Message, name: str) -> list[str]:
    """As written, on one line each. The parser keeps bytes that are no ASCII apart (PEP 383); SendGrid writes UTF-8."""
    wanted = name.lower()
    written = [str(value)[:LONGEST] for key, value in headers.raw_items() if key.lower() == wanted][:MOST_VALUES]
    return [decoded("".join(one.splitlines()).encode("utf-8", "surrogateescape"), "") for one in written]


def first(headers: Message, name: str) -> str:
    """Empty when there is none."""
    return next(iter(values(headers, name)), "").strip()


def readable(headers: Message, name: str) -> str:
    """Encoded words decoded as far as they can be."""
    written = first(headers, name)
    try:
        parts = decode_header(written)
        return "".join(part if isinstance(part, str) else decoded(part, charset or "") for part, charset in parts)
    except (MessageError, ValueError):
        return written


def addresses(headers: Message, name: str) -> tuple[str, ...]:
    """All of them, from every header of that name: two senders are two."""
    try:
        read = getaddresses(values(headers, name))
    except (RecursionError, ValueError):  # comments within comments
        return ()
    found = [address.strip() for _, address in read if "@" in address]
    return tuple(dict.fromkeys(found))[:MOST_ADDRESSES]


def decoded(raw: bytes, charset: str) -> str:
    """As it says; where it says nothing or something wrong: UTF-8, then the letters of old Windows programs."""
    for tried in (charset, "utf-8"):
        try:
            return raw.decode(tried)
        except (LookupError, ValueError):
            continue
    return raw.decode("cp1252", "replace")

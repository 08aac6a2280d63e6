"""What SendGrid's Inbound Parse posts: the whole email in `email` ("send raw"), or its parts in fields of their own.

From Twilio SendGrid's page "Inbound Email Parse Webhook": headers, text, html, from, to, subject, envelope (JSON: to, from),
attachments (how many), charsets (JSON: field → charset). All else it sends (the sender's machine, spam scores) isn't read.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from mailer.inbound.form import fields_of
from mailer.inbound.headers import decoded
from mailer.inbound.html_words import html_words
from mailer.inbound.mail import InboundMail
from mailer.inbound.mime import MOST_READ, read_mail

LARGEST = 45_000_000
"""Bytes of one call. SendGrid takes emails of 30 MB; a third more for files it has encoded anew."""


def mail_in(body: bytes, content_type: str, *, away: Collection[str] = ()) -> InboundMail:
    """Raises ValueError for what is no call of Inbound Parse. `away`: see is_automatic."""
    fields = fields_of(body, content_type)
    to, return_path = envelope(fields)
    if "email" in fields:
        return read_mail(fields["email"], to=to, return_path=return_path, away=away)
    if "headers" not in fields:
        raise ValueError("This isn't a call of Inbound Parse: it has neither email nor headers")
    charsets = document(fields.get("charsets", b""))
    said = read_mail(fields["headers"].rstrip() + b"\r\n\r\n", to=to, return_path=return_path, away=away)
    plain, html = words(fields, "text", charsets), words(fields, "html", charsets)
    return replace(
        said,
        text=plain if plain.strip() else html_words(html),
        left_out=count(fields.get("attachments", b"")),
        cut_short=any(len(fields.get(name, b"")) > MOST_READ for name in ("text", "html")),
    )


def envelope(fields: Mapping[str, bytes]) -> tuple[tuple[str, ...], str | None]:
    """The addresses it went to, and the return path: None when it isn't said."""
    said = document(fields.get("envelope", b""))
    to, sender = said.get("to"), said.get("from")
    found = tuple(one for one in to if isinstance(one, str)) if isinstance(to, list) else ()
    return found, sender.strip() if isinstance(sender, str) else None


def document(raw: bytes) -> dict[str, Any]:
    try:
        said = json.loads(raw[:MOST_READ])
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def words(fields: Mapping[str, bytes], name: str, charsets: Mapping[str, Any]) -> str:
    charset = charsets.get(name, "")
    return decoded(fields.get(name, b"")[:MOST_READ], charset if isinstance(charset, str) else "")


def count(raw: bytes) -> int:
    text = raw.strip()
    return int(text) if text.isdigit() and len(text) < 4 else 0

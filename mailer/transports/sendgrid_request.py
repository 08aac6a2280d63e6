"""One v3 mail/send request for many recipients.

Limits from twilio/sendgrid-oai (tsg_mail_v3.json) and SendGrid's pages on limitations and errors.
"""

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mailer.compiled import CompiledEmail, Context, InlineImage, Slot
from mailer.escaping import escaped_values
from mailer.filling import filled_text
from mailer.finding import EmailError
from mailer.header_lines import encoded_header_value, mailbox_address
from mailer.header_names import may_be_set
from mailer.mime import message_id_for
from mailer.transports.base import Recipient

MOST_RECIPIENTS = 1_000
MOST_SUBSTITUTION_BYTES = 10_000
MOST_REQUEST_BYTES = 20_000_000  # SendGrid's limit is 30 MB
Ready = Mapping[tuple[str, Context], str]
NO_TRACKING = {
    "click_tracking": {"enable": False, "enable_text": False},
    "open_tracking": {"enable": False},
    "subscription_tracking": {"enable": False},
    "ganalytics": {"enable": False},
}
# `enable_text` would put long addresses of SendGrid's into the words of the text part.
OPENS_AND_CLICKS = {
    **NO_TRACKING,
    "click_tracking": {"enable": True, "enable_text": False},
    "open_tracking": {"enable": True},
}


class TooMuch(Exception):
    """This batch doesn't fit in one request; a smaller one may."""


@dataclass(frozen=True)
class Letter:
    """One recipient's part, checked and escaped, before it is put with the others."""

    message: str
    address: str = field(repr=False)
    ready: Ready = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)


def letter(email: CompiledEmail, recipient: Recipient) -> Letter:
    """Raises EmailError for a value or address that can't be used."""
    ready = escaped_values(email, recipient.values)
    address = mailbox_address(recipient.address, where="recipient")
    # Substitutions don't reach headers, so each recipient has their own, filled in.
    headers = {name: encoded_header_value(filled_text(p, ready)) for name, p in email.headers if may_be_set(name)}
    headers["Message-ID"] = message_id_for(email, recipient.message)
    return Letter(recipient.message, address, ready, headers)


def request_json(
    email: CompiledEmail, letters: Sequence[Letter], attempt: str, tracking: Mapping[str, Any] = NO_TRACKING
) -> bytes:
    """The request's body. Raises TooMuch, or EmailError if a single email is too large.

    One recipient's values are filled in here; several recipients' travel as substitutions.
    """
    tags = _tags(email, letters, attempt) if len(letters) > 1 else {}
    request = {**_request(email, letters, attempt, tags), "tracking_settings": tracking}
    body = json.dumps(request, ensure_ascii=False, separators=(",", ":")).encode()
    if len(body) <= MOST_REQUEST_BYTES:
        return body
    if len(letters) > 1:
        raise TooMuch("The request is over 20 MB")
    raise EmailError.one("size", email.template, "The email is over 20 MB.", "Shorten it.")


def _request(email: CompiledEmail, letters: Sequence[Letter], attempt: str, tags: Mapping[Slot, str]) -> dict[str, Any]:
    ready = {(slot.field, slot.context): tag for slot, tag in tags.items()} or letters[0].ready
    sender = {"email": mailbox_address(email.sender_address, where="sender"), "name": _plain_name(email.sender_name)}
    return {
        "personalizations": [_personalization(one, attempt, tags) for one in letters],
        "from": {key: value for key, value in sender.items() if value},
        **({"reply_to": {"email": filled_text(email.reply_parts, ready)}} if email.reply_to else {}),
        "subject": filled_text(email.subject, ready),
        "content": [
            {"type": "text/plain", "value": filled_text(email.text, ready)},
            *([{"type": "text/html", "value": filled_text(email.html, ready)}] if email.html else []),
        ],
        **({"attachments": [_attachment(image) for image in email.images]} if email.images else {}),
    }


def _attachment(image: InlineImage) -> dict[str, str]:
    return {
        "content": image.content, "type": image.media_type, "filename": image.name,
        "disposition": "inline", "content_id": image.content_id,
    }  # fmt: skip


def _personalization(one: Letter, attempt: str, tags: Mapping[Slot, str]) -> dict[str, Any]:
    substitutions = {tag: one.ready[slot.field, slot.context] for slot, tag in tags.items()}
    if sum(len(tag) + len(value.encode()) for tag, value in substitutions.items()) > MOST_SUBSTITUTION_BYTES:
        raise TooMuch("A recipient's values are over 10,000 bytes; alone they are filled in")
    return {
        "to": [{"email": one.address}],
        "headers": one.headers,
        # Not "attempt": SendGrid has a field of that name in its deferred events, and its own counts.
        "custom_args": {"message": one.message, "attempt_id": attempt},
        **({"substitutions": substitutions} if substitutions else {}),
    }


def _tags(email: CompiledEmail, letters: Sequence[Letter], attempt: str) -> dict[Slot, str]:
    """A tag for each place of a field; none of them stands in any words or values, so nothing is filled twice.

    SendGrid fills the subject, the bodies and the reply-to address (v3 reference, `substitutions`). A tag in an address
    must look like part of one, so that one has no brackets.
    """
    places = (email.subject, email.html, email.text, email.reply_parts)
    slots = sorted(
        {part for parts in places for part in parts if isinstance(part, Slot)},
        key=lambda slot: (slot.field, slot.context),
    )
    said = "\0".join(_everything_said(email, letters, attempt))
    nonce = next(nonce for nonce in iter(lambda: secrets.token_hex(4), "") if nonce not in said)
    answers_to = Slot(email.reply_field, "header")
    tags = {slot: f"[{nonce}{number:03d}]" for number, slot in enumerate(slots)}
    return {slot: f"r{tag[1:-1]}" if slot == answers_to else tag for slot, tag in tags.items()}


def _everything_said(email: CompiledEmail, letters: Sequence[Letter], attempt: str) -> list[str]:
    literals = [part for parts in email.all_parts for part in parts if isinstance(part, str)]
    values = [value for one in letters for value in (*one.ready.values(), *one.headers.values(), one.message)]
    return [*literals, *values, email.sender_name, email.sender_address, email.reply_to, attempt]


def _plain_name(name: str) -> str:
    """SendGrid takes no ; or , in a name."""
    return " ".join(re.sub("[;,]", " ", name).split())

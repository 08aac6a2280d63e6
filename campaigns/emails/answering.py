"""The code before the @ of the address that answers to one email go to. It says which email, to us and to nobody else.

Made from the message's id and a keyed hash of it, so nothing more is stored; 80 bits can't be guessed. In the letters of
base32 (RFC 4648 §6), because mail servers may change the case of an address.
"""

from __future__ import annotations

import base64
import hmac
from uuid import UUID

from django.utils.crypto import salted_hmac

ANSWER_FIELD = "answer_code"
BEGINNING = "r."
SEAL_BYTES = 10


def answer_code(message: UUID) -> str:
    """44 letters, digits and a dot: with a host it stays under the 64 of RFC 5321 §4.5.3.1.1."""
    return BEGINNING + base64.b32encode(message.bytes + seal(message)).decode().rstrip("=").lower()


def message_of(code: str) -> UUID | None:
    """The message whose code this is, in any case; None for anything we didn't make."""
    letters = code.lower().removeprefix(BEGINNING)
    if letters == code.lower():
        return None
    try:
        raw = base64.b32decode(letters.upper() + "=" * (-len(letters) % 8))
    except ValueError:
        return None
    if len(raw) != 16 + SEAL_BYTES:
        return None
    message = UUID(bytes=raw[:16])
    return message if hmac.compare_digest(raw[16:], seal(message)) else None


def seal(message: UUID) -> bytes:
    return salted_hmac("campaigns.emails.answering", message.bytes, algorithm="sha256").digest()[:SEAL_BYTES]

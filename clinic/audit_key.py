"""The key of the audit seals: one for good, because a seal can't be made again.

It comes from the first field key. Before that key is dropped it is kept in the installation's row, encrypted under the current one
(AES-256-GCM, NIST SP 800-38D).
"""

from __future__ import annotations

import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from clinic.models import Installation
from clinic.refusal import Refusal

NONCE_BYTES = 12
PLACE = b"clinic.audit-key.v1"  # frozen, as the two below: part of what is made
SEALS, WRAP = b"aftervisit.clinic.audit-seal.v1", b"aftervisit.clinic.audit-key.v1"


def audit_key() -> bytes:
    """32 bytes. Raises Refusal when it is kept under a field key that isn't here."""
    kept = Installation.current().audit_key
    if kept is None:
        return hashlib.sha256(SEALS + settings.FIELD_ENCRYPTION_KEYS[-1]).digest()
    for master in settings.FIELD_ENCRYPTION_KEYS:
        if found := opened(bytes(kept), master):
            return found
    raise Refusal("The key of the audit seals can't be opened: put the field keys of this installation back.")


def keep_audit_key() -> None:
    """Keep it under the current field key, so that no older one is needed for it."""
    key, nonce = audit_key(), os.urandom(NONCE_BYTES)
    kept = nonce + AESGCM(wrapping(settings.FIELD_ENCRYPTION_KEYS[0])).encrypt(nonce, key, PLACE)
    Installation.objects.filter(pk=Installation.current().pk).update(audit_key=kept)


def needs_older_key() -> bool:
    """Whether an older field key is still needed to read it."""
    kept = Installation.current().audit_key
    return kept is None or opened(bytes(kept), settings.FIELD_ENCRYPTION_KEYS[0]) is None


def opened(kept: bytes, master: bytes) -> bytes | None:
    try:
        return AESGCM(wrapping(master)).decrypt(kept[:NONCE_BYTES], kept[NONCE_BYTES:], PLACE)
    except InvalidTag:
        return None


def wrapping(master: bytes) -> bytes:
    return hashlib.sha256(WRAP + master).digest()

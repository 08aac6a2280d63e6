"""Short secrets that belong to no patient, such as the one behind an authenticator app or a webhook: sealed under a key made from the field keys."""

from __future__ import annotations

import base64

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from patients.sealing import SealBroken, decrypt, encrypt


def seal_text(label: str, text: str) -> str:
    """URL-safe base64 of nonce and ciphertext. `label` says what it is (frozen: it is part of what is sealed)."""
    key = derived(settings.FIELD_ENCRYPTION_KEYS[0], label)
    return base64.urlsafe_b64encode(encrypt(key, label.encode(), text.encode())).decode()


def open_text(label: str, sealed: str) -> str:
    """Tries every key that is kept for reading. Raises SealBroken."""
    for master in settings.FIELD_ENCRYPTION_KEYS:
        try:
            return decrypt(derived(master, label), label.encode(), base64.urlsafe_b64decode(sealed)).decode()
        except (SealBroken, ValueError):
            continue
    raise SealBroken("A sealed text was changed, or sealed under a key that is no longer kept.")  # not said


def is_current(label: str, sealed: str) -> bool:
    """Whether the field key that writes today opens it."""
    key = derived(settings.FIELD_ENCRYPTION_KEYS[0], label)
    try:
        decrypt(key, label.encode(), base64.urlsafe_b64decode(sealed))
    except (SealBroken, ValueError):
        return False
    return True


def derived(master: bytes, label: str) -> bytes:
    """A key of its own for each label (HKDF, RFC 5869)."""
    return HKDF(SHA256(), length=32, salt=None, info=f"aftervisit.{label}".encode()).derive(master)

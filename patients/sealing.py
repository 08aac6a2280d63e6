"""Sealed values: a dictionary encrypted so that only its own row, in its own column, can open it.

AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D §8.2.2 allows 2^32 of them for one key; a patient's own key sees
thousands) and additional data `label|row id`, so a blob copied to another row or column is noticed.

Layout: version (1 byte) · nonce (12) · ciphertext and tag (16 more than the JSON).
"""

import json
import os
import re
import uuid
from collections.abc import Mapping
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

# Frozen: they are part of what is encrypted. A new meaning gets a new label. Pinned in tests/patients/test_sealing.py.
IDENTITY_LABEL: Final = "patients.identity.v1"
DATA_KEY_LABEL: Final = "patients.data-key.v1"

VERSION: Final = b"\x01"
NONCE_BYTES: Final = 12
_LABEL = re.compile(r"[a-z][a-z0-9.-]+\.v[0-9]+")


class SealBroken(ValueError):
    """The bytes weren't sealed with this key, for this label and row, or were changed since."""


def seal(data_key: bytes, label: str, row_id: uuid.UUID, payload: Mapping[str, Any]) -> bytes:
    """Encrypt JSON-able values for one row and column. `label` looks like `app.column.v1` and never changes later."""
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return VERSION + encrypt(data_key, bound_to(label, row_id), text.encode())


def open_sealed(data_key: bytes, label: str, row_id: uuid.UUID, sealed: bytes | memoryview) -> dict[str, Any]:
    """The values that `seal` was given. Raises SealBroken for a wrong key, label or row, and for any changed byte."""
    blob = bytes(sealed)  # PostgreSQL hands out a memoryview
    if blob[:1] != VERSION:
        raise SealBroken(f"Unknown seal version on row {row_id} ({label}): was it written by a newer release?")
    opened: dict[str, Any] = json.loads(decrypt(data_key, bound_to(label, row_id), blob[1:]))
    return opened


def bound_to(label: str, row_id: uuid.UUID) -> bytes:
    """The additional data that ties a blob to its place. Raises ValueError for a label that could be read two ways."""
    if not _LABEL.fullmatch(label):
        raise ValueError(f"{label!r} isn't a seal label: write it like 'campaigns.merge-values.v1'.")
    return label.encode() + b"|" + row_id.bytes


def encrypt(key: bytes, place: bytes, plain: bytes) -> bytes:
    """Nonce and ciphertext under AES-256-GCM, with `place` as additional data."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, place)


def decrypt(key: bytes, place: bytes, blob: bytes) -> bytes:
    """The plain bytes. Raises SealBroken, which says nothing about what was inside."""
    try:
        return AESGCM(key).decrypt(blob[:NONCE_BYTES], blob[NONCE_BYTES:], place)
    except (InvalidTag, ValueError):
        raise SealBroken("A sealed value was changed, moved to another row, or sealed with another key.") from None

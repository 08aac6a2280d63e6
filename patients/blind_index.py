"""Blind indexes: find a row by a value that isn't stored.

HMAC-SHA256 (RFC 2104) under a key of its own, cut to 16 bytes: half of the hash, the least RFC 2104 §5 advises.
The odds that any two of 10 million values collide are below 10^-24, and the index is half as large. Equal values
show as equal; nothing else does without the key. A birth date has too few values to be indexed alone, so it comes
only together with a family name.
"""

import hmac
from enum import StrEnum

from patients.comparison import ComparisonForm
from patients.keys import FieldKey, IndexKey, KeyRing

INDEX_BYTES = 16
INDEX_HEX = 2 * INDEX_BYTES


class Purpose(StrEnum):
    """What is looked up; part of what is hashed, so the values are frozen."""

    EMAIL = "email"
    MRN = "mrn"
    NAME_AND_BIRTH = "name-birth"
    VISIT = "visit"


def index_of(purpose: Purpose, value: ComparisonForm) -> str:
    """The index to store: 32 hex digits under the current key."""
    return _digest(KeyRing.from_settings().current, purpose, value)


def indexes_of(purpose: Purpose, value: ComparisonForm) -> dict[str, str]:
    """The indexes to look under: key id → 32 hex digits, for every key we hold, current first."""
    return {key.id: _digest(key, purpose, value) for key in KeyRing.from_settings().finding}


def _digest(key: FieldKey | IndexKey, purpose: Purpose, value: str) -> str:
    return hmac.digest(key.index, f"{purpose}|{value}".encode(), "sha256")[:INDEX_BYTES].hex()

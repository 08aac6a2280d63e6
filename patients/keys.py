"""The field keys: what each master key is split into, and the ring of those we may still read with.

Of a key that was dropped only the half that makes indexes may be kept: a suppression holds no address, so its index can't be
made again under another key (docs/decisions/021-turning-the-keys.md).

Sources: RFC 5869 (HKDF), NIST SP 800-108 (one derived key per purpose).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

MASTER_KEY_BYTES = 32
KEY_ID_BYTES = 4

# Frozen: a changed word here makes every stored row unreadable. Pinned in tests/patients/test_keys.py.
WRAP_INFO = b"aftervisit wrap v1"
INDEX_INFO = b"aftervisit index v1"
CHECK_INFO = b"aftervisit check v1"


class KeyMissing(LookupError):
    """A row needs a field key that isn't in FIELD_ENCRYPTION_KEYS. `key_id` names it."""

    def __init__(self, key_id: str) -> None:
        super().__init__(
            f"Field key {key_id} isn't in FIELD_ENCRYPTION_KEYS but stored data needs it: "
            "put that key back, after the current one."
        )
        self.key_id = key_id


@dataclass(frozen=True, slots=True)
class FieldKey:
    """One master key, already split by purpose. `id` (8 hex) is public; the rest never shows in a repr."""

    id: str
    wrapping: bytes = field(repr=False)
    index: bytes = field(repr=False)

    @classmethod
    def derived_from(cls, master: bytes) -> "FieldKey":
        """Split a 32-byte master key with HKDF-SHA256. Raises ImproperlyConfigured for any other length."""
        if not isinstance(master, bytes) or len(master) != MASTER_KEY_BYTES:
            raise ImproperlyConfigured(
                "Each of FIELD_ENCRYPTION_KEYS must be 32 bytes: make one with `openssl rand 32`."
            )
        return cls(
            id=_hkdf(master, CHECK_INFO, KEY_ID_BYTES).hex(),
            wrapping=_hkdf(master, WRAP_INFO, 32),
            index=_hkdf(master, INDEX_INFO, 32),
        )


@dataclass(frozen=True, slots=True)
class IndexKey:
    """What is left of a dropped field key: it finds rows, and opens none."""

    id: str
    index: bytes = field(repr=False)


class KeyRing:
    """The current field key, which writes, the retained ones, which only read, and what is left of dropped ones."""

    def __init__(self, masters: tuple[bytes, ...], remains: tuple[tuple[str, bytes], ...] = ()) -> None:
        if not masters:
            raise ImproperlyConfigured("FIELD_ENCRYPTION_KEYS is empty: patients can't be sealed without a key.")
        self._keys = {key.id: key for key in map(FieldKey.derived_from, masters)}
        if len(self._keys) != len(masters):
            raise ImproperlyConfigured("FIELD_ENCRYPTION_KEYS holds the same key twice: list each key once.")
        self.current = next(iter(self._keys.values()))
        self.remains = tuple(IndexKey(key_id, index) for key_id, index in remains if key_id not in self._keys)

    @classmethod
    def from_settings(cls) -> "KeyRing":
        """The ring of FIELD_ENCRYPTION_KEYS and FIELD_INDEX_KEYS, derived once for each value of them."""
        return _ring(tuple(settings.FIELD_ENCRYPTION_KEYS), tuple(settings.FIELD_INDEX_KEYS))

    @property
    def all(self) -> tuple[FieldKey, ...]:
        """Every key we hold, current first."""
        return tuple(self._keys.values())

    @property
    def finding(self) -> "tuple[FieldKey | IndexKey, ...]":
        """Everything rows may have been indexed with, current first."""
        return (*self.all, *self.remains)

    def by_id(self, key_id: str) -> FieldKey:
        """The key with this public id. Raises KeyMissing."""
        try:
            return self._keys[key_id]
        except KeyError:
            raise KeyMissing(key_id) from None

    def __iter__(self) -> Iterator[FieldKey]:
        return iter(self._keys.values())

    def __repr__(self) -> str:
        return f"<KeyRing {' '.join(self._keys)}>"


@lru_cache(maxsize=8)
def _ring(masters: tuple[bytes, ...], remains: tuple[tuple[str, bytes], ...]) -> KeyRing:
    return KeyRing(masters, remains)


def _hkdf(master: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=info).derive(master)

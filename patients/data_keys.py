"""A patient's own data key, and how it lies in the database: wrapped by a field key. Forgetting it erases the patient.

Layout of a wrapped key: version (1 byte) · field key id (4) · nonce (12) · ciphertext and tag (48).
"""

import os
import uuid

from patients.keys import KEY_ID_BYTES, KeyRing
from patients.sealing import DATA_KEY_LABEL, VERSION, SealBroken, bound_to, decrypt, encrypt

DATA_KEY_BYTES = 32
_HEAD = len(VERSION) + KEY_ID_BYTES


def new_data_key() -> bytes:
    """32 random bytes from the operating system."""
    return os.urandom(DATA_KEY_BYTES)


def wrap(data_key: bytes, patient_id: uuid.UUID) -> bytes:
    """Encrypt a data key under the current field key, for this patient only."""
    key = KeyRing.from_settings().current
    return VERSION + bytes.fromhex(key.id) + encrypt(key.wrapping, bound_to(DATA_KEY_LABEL, patient_id), data_key)


def is_under_current(wrapped: bytes | memoryview) -> bool:
    """Whether the current field key wraps it."""
    return bytes(wrapped)[len(VERSION) : _HEAD].hex() == KeyRing.from_settings().current.id


def unwrap(wrapped: bytes | memoryview, patient_id: uuid.UUID) -> bytes:
    """The data key. Raises KeyMissing when its field key is gone, SealBroken when the blob isn't this patient's."""
    blob = bytes(wrapped)  # PostgreSQL hands out a memoryview
    if blob[:1] != VERSION or len(blob) < _HEAD:
        raise SealBroken(f"The wrapped key of patient {patient_id} isn't one this release can read.")
    key = KeyRing.from_settings().by_id(blob[1:_HEAD].hex())
    return decrypt(key.wrapping, bound_to(DATA_KEY_LABEL, patient_id), blob[_HEAD:])

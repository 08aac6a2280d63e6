"""The file a backup is: encrypted in parts, so that a byte changed, moved, added or cut off anywhere is met when it is read.

Layout (docs/backup-and-restore.md): "AFTVBACK" · version (1 byte) · where the key comes from (1) · salt (16), then parts: length (4 bytes,
big-endian), AES-256-GCM ciphertext and tag. The file's own key is made of the secret and the salt, so no two files share a nonce.
Nonce of a part: its number (11 bytes), and 1 for the last one, else 0; the head is authenticated with each. The first part is the manifest.

Sources: NIST SP 800-38D (GCM), Hoang, Reyhanitabar, Rogaway and Vizár 2015 (STREAM: number and end in the nonce), RFC 5869, RFC 7914.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from clinic.refusal import Refusal

MAGIC, VERSION = b"AFTVBACK", 1
SALT_BYTES, LENGTH_BYTES, TAG_BYTES = 16, 4, 16
HEAD_BYTES = len(MAGIC) + 2 + SALT_BYTES
PART_BYTES = 1 << 20
SCRYPT_COST = 1 << 16  # with r=8: 64 MB and about a quarter of a second a guess (RFC 7914, 2)
INFO = b"aftervisit backup v1"  # frozen: a changed word makes every older backup unreadable

ALTERED = "It was altered or cut short after it was made: use another backup."


class From(IntEnum):
    """Where a backup's secret comes from."""

    KEY_FILE = 0
    PASSPHRASE = 1


@dataclass(frozen=True)
class Secret:
    source: From
    value: bytes = field(repr=False)

    def key(self, salt: bytes) -> bytes:
        """The 32 bytes that one file is encrypted with."""
        if self.source == From.PASSPHRASE:
            return Scrypt(salt=salt, length=32, n=SCRYPT_COST, r=8, p=1).derive(self.value)
        return HKDF(algorithm=SHA256(), length=32, salt=salt, info=INFO).derive(self.value)


class SealedWriter:
    """Write the manifest, then any number of bytes, then `close`: without that the file can't be read."""

    def __init__(self, file: BinaryIO, secret: Secret, manifest: bytes) -> None:
        salt = os.urandom(SALT_BYTES)
        self.file, self.cipher, self.number = file, AESGCM(secret.key(salt)), 0
        self.head = MAGIC + bytes([VERSION, secret.source]) + salt
        self.waiting = bytearray()
        file.write(self.head)
        self.part(manifest, last=False)

    def write(self, data: bytes) -> None:
        self.waiting += data
        while len(self.waiting) > PART_BYTES:
            self.part(bytes(self.waiting[:PART_BYTES]), last=False)
            del self.waiting[:PART_BYTES]

    def close(self) -> None:
        self.part(bytes(self.waiting), last=True)

    def part(self, data: bytes, *, last: bool) -> None:
        sealed = self.cipher.encrypt(nonce(self.number, last=last), data, self.head)
        self.file.write(len(sealed).to_bytes(LENGTH_BYTES, "big") + sealed)
        self.number += 1


def parts(file: BinaryIO, secret_for: Callable[[From], Secret]) -> Iterator[bytes]:
    """The manifest, then the bytes of what was backed up, part by part. Raises Refusal for a wrong key and for any change."""
    head = file.read(HEAD_BYTES)
    if len(head) < HEAD_BYTES or not head.startswith(MAGIC):
        raise Refusal("This isn't a backup of Aftervisit.")
    version, source = head[len(MAGIC)], head[len(MAGIC) + 1]
    if version != VERSION or source not in list(From):
        raise Refusal("This backup was made by a newer version of Aftervisit: restore it with that one.")
    cipher = AESGCM(secret_for(From(source)).key(head[-SALT_BYTES:]))
    number, length = 0, file.read(LENGTH_BYTES)
    while length:
        sealed = file.read(size_of_part(length))
        length = file.read(LENGTH_BYTES)
        try:
            yield cipher.decrypt(nonce(number, last=not length), sealed, head)
        except (InvalidTag, ValueError):
            raise Refusal(ALTERED if number else f"The key isn't the one this backup was made with. If it is: {ALTERED}") from None  # fmt: skip
        number += 1
    if number < 2:
        raise Refusal(ALTERED)


def size_of_part(length: bytes) -> int:
    """Raises Refusal for one no backup has, before so much is read."""
    size = int.from_bytes(length, "big")
    if len(length) < LENGTH_BYTES or not TAG_BYTES <= size <= 16 * PART_BYTES:
        raise Refusal(ALTERED)
    return size


def nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])

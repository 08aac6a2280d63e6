"""A file of patients' rows while it waits to be read: sealed part by part, so that a copy of the disk tells nothing.

Each part is AES-256-GCM under a key of the file's own, bound to the file and to its place in it, so that parts can't be
swapped or left out in the middle. Layout: for each part its length (4 bytes, big-endian), then nonce, ciphertext and tag.
"""

from __future__ import annotations

import io
import os
import struct
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, Final

from patients.sealing import SealBroken, bound_to, decrypt, encrypt

PART: Final = 64 * 1024
LABEL: Final = "patients.file.v1"  # frozen: part of what binds a seal to its place
_LENGTH = struct.Struct(">I")
_MOST = PART + 64  # of a sealed part


def write_sealed(parts: Iterable[bytes], path: Path, key: bytes, of: uuid.UUID) -> int:
    """Write a new file that only its owner may read; the number of plain bytes. `parts` of any size."""
    total = 0
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(path, "xb", opener=_for_us_alone) as file:
        for number, part in enumerate(_even(parts)):
            sealed = encrypt(key, _place(of, number), part)
            file.write(_LENGTH.pack(len(sealed)) + sealed)
            total += len(part)
    return total


def open_sealed_file(path: Path, key: bytes, of: uuid.UUID) -> BinaryIO:
    """Reads like the plain file, one part in memory. Reading raises SealBroken for a part that isn't as it was written."""
    return io.BufferedReader(_Opened(path, key, of), PART)


class _Opened(io.RawIOBase):
    def __init__(self, path: Path, key: bytes, of: uuid.UUID) -> None:
        self._file, self._key, self._of = path.open("rb"), key, of
        self._number, self._rest = 0, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self._rest:
            self._rest = self._next()
        part = self._rest[: len(buffer)]
        buffer[: len(part)] = part
        self._rest = self._rest[len(part) :]
        return len(part)

    def close(self) -> None:
        self._file.close()
        super().close()

    def _next(self) -> bytes:
        head = self._file.read(_LENGTH.size)
        if not head:
            return b""
        length = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else 0
        sealed = self._file.read(length) if 0 < length <= _MOST else b""
        if len(sealed) != length or not length:
            raise SealBroken("A sealed file ends within a part: bring the file again.")
        self._number += 1
        return decrypt(self._key, _place(self._of, self._number - 1), sealed)


def _place(of: uuid.UUID, number: int) -> bytes:
    return bound_to(LABEL, of) + number.to_bytes(8, "big")


def _even(parts: Iterable[bytes]) -> Iterable[bytes]:
    """The same bytes in parts of PART."""
    rest = b""
    for part in parts:
        rest += part
        while len(rest) >= PART:
            yield rest[:PART]
            rest = rest[PART:]
    if rest:
        yield rest


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)

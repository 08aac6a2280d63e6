"""The file of a backup: what went in comes out, and nothing that was changed does."""

from __future__ import annotations

import io
import os

import pytest

from clinic.refusal import Refusal
from operations.backup import sealed_file
from operations.backup.sealed_file import HEAD_BYTES, PART_BYTES, From, SealedWriter, Secret, parts

SECRET = Secret(From.KEY_FILE, b"k" * 32)
DATA = os.urandom(100) * 25_000  # two parts and a bit


def sealed(secret: Secret = SECRET, data: bytes = DATA) -> bytes:
    file = io.BytesIO()
    writer = SealedWriter(file, secret, b"{}")
    for start in range(0, len(data), 70_001):
        writer.write(data[start : start + 70_001])
    writer.close()
    return file.getvalue()


def read(file: bytes, secret: Secret = SECRET) -> bytes:
    return b"".join(list(parts(io.BytesIO(file), lambda source: secret))[1:])


def test_what_went_in_comes_out():
    assert read(sealed()) == DATA and read(sealed(data=b"")) == b""
    assert DATA[:100] not in sealed()


def test_a_passphrase_serves_as_well(monkeypatch):
    monkeypatch.setattr(sealed_file, "SCRYPT_COST", 1 << 10)
    secret = Secret(From.PASSPHRASE, b"a few words of one's own")
    file = sealed(secret, b"some")
    assert read(file, secret) == b"some"
    with pytest.raises(Refusal, match="The key isn't the one"):
        read(file, Secret(From.PASSPHRASE, b"other words"))


def test_the_same_data_never_looks_the_same():
    assert sealed(data=b"some") != sealed(data=b"some")


@pytest.mark.parametrize("at", [8, 9, 12, HEAD_BYTES + 2, HEAD_BYTES + 5, HEAD_BYTES + PART_BYTES, -1, -20])
def test_a_byte_that_was_changed_anywhere_is_met(at):
    file = bytearray(sealed())
    file[at] ^= 1
    with pytest.raises(Refusal):
        read(bytes(file))


@pytest.mark.parametrize("harm", ["cut", "cut at a part's end", "added", "swapped", "repeated", "empty"])
def test_parts_cut_off_added_or_moved_are_met(harm):
    file = sealed()
    head, rest = file[: HEAD_BYTES + 4 + 18], file[HEAD_BYTES + 4 + 18 :]
    size = 4 + PART_BYTES + 16
    one, other, last = rest[:size], rest[size : 2 * size], rest[2 * size :]
    harmed = {
        "cut": file[:-1], "cut at a part's end": head + one + other, "added": file + b"x", "swapped": head + other + one + last,
        "repeated": head + one + one + other + last, "empty": file[:HEAD_BYTES],
    }[harm]  # fmt: skip
    assert head + one + other + last == file
    with pytest.raises(Refusal, match="altered or cut short"):
        read(harmed)


def test_what_isnt_a_backup_or_is_of_a_later_format_is_named():
    with pytest.raises(Refusal, match="isn't a backup of Aftervisit"):
        read(b"SQLite format 3\0" * 10)
    with pytest.raises(Refusal, match="newer version"):
        read(b"AFTVBACK" + bytes([2, 0]) + bytes(16))

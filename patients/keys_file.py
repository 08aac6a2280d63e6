"""keys.json in the home, as `rotate_keys` changes it: whole or not at all, readable by its owner only."""

from __future__ import annotations

import base64
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path


def put_in_front(path: Path, master: bytes) -> None:
    """A new field key that writes from the next start on; those before it still read. Raises OSError, ValueError, KeyError."""
    kept = json.loads(path.read_text())
    rewrite(path, kept | {"field_encryption_keys": ",".join([written(master), kept["field_encryption_keys"]])})


def keep_only(path: Path, master: bytes, remains: Sequence[tuple[str, bytes]]) -> None:
    """One field key, and of dropped ones what `remains`: (id, 32 bytes). Raises OSError, ValueError."""
    kept = json.loads(path.read_text())
    left = ",".join(f"{key_id}.{written(index)}" for key_id, index in remains)
    rewrite(path, kept | {"field_encryption_keys": written(master), "field_index_keys": left})


def rewrite(path: Path, keys: dict[str, str]) -> None:
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".keys-")  # mode 0600
    try:
        with os.fdopen(handle, "w") as file:
            json.dump(keys, file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(path)
    finally:
        Path(draft).unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name too must outlive a power cut
    finally:
        os.close(folder)


def written(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode()

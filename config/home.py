"""The home: the one folder that holds database, keys, inbox, lock and live marker. Made and keyed at the first start."""

from __future__ import annotations

import base64
import binascii
import json
import os
import secrets
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from config.environment import Environment, Misconfigured


@dataclass(frozen=True)
class Keys:
    """`fields`: 32-byte master keys, the first in use, the others kept for reading what was sealed under them.

    `indexes`: (id, 32 bytes) of keys that were dropped and still find suppressions (patients/keys.py).
    """

    secret: str
    fields: tuple[bytes, ...]
    indexes: tuple[tuple[str, bytes], ...] = ()


def prepare(found: Environment) -> Keys:
    """Make the home and its missing keys. Raises Misconfigured when the folder can't be written or a key is malformed."""
    try:
        found.home.mkdir(mode=0o700, parents=True, exist_ok=True)  # nobody else on the machine reads it
        kept = read_or_make_keys(found)
    except OSError as problem:
        raise Misconfigured(
            f"The home {found.home} can't be written ({problem.strerror}): make it writable, or set AFTERVISIT_HOME to another folder."
        ) from None
    written = found.field_encryption_keys or kept["field_encryption_keys"]
    fields = tuple(field_key(one) for one in written.split(",") if one.strip())
    if not fields or len(set(fields)) < len(fields):
        raise Misconfigured("FIELD_ENCRYPTION_KEYS must hold at least one key, and none of them twice.")
    indexes = tuple(index_key(one) for one in kept.get("field_index_keys", "").split(",") if one.strip())
    return Keys(secret=found.secret_key or kept["secret_key"], fields=fields, indexes=indexes)


def read_or_make_keys(found: Environment) -> dict[str, str]:
    path = found.home / "keys.json"
    if not os.access(found.home, os.W_OK):
        raise PermissionError(13, "Permission denied")
    if path.exists():
        return read_keys(path)
    if (found.home / "aftervisit.sqlite3").exists() and not (found.secret_key and found.field_encryption_keys):
        raise Misconfigured(
            f"{path} is missing, though there is data in the home: restore it from your copy of the keys."
        )
    keys = {
        "secret_key": secrets.token_urlsafe(48),
        "field_encryption_keys": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    }
    if found.secret_key and found.field_encryption_keys:
        return keys
    handle, draft = tempfile.mkstemp(dir=found.home, prefix=".keys-")  # mode 0600
    try:
        with os.fdopen(handle, "w") as file:
            json.dump(keys, file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # whole or not at all, and never over keys that another process just made
    except FileExistsError:
        return read_keys(path)
    finally:
        Path(draft).unlink()
    print(f"New keys are in {path} (readable by you only). Keep a copy apart from your backups.", file=sys.stderr)
    return keys


def read_keys(path: Path) -> dict[str, str]:
    try:
        keys = json.loads(path.read_text())
        always = {name: str(keys[name]) for name in ("secret_key", "field_encryption_keys")}
        return {**always, "field_index_keys": str(keys.get("field_index_keys", ""))}
    except (ValueError, KeyError, TypeError):
        raise Misconfigured(
            f"{path} can't be read as keys: restore it from your copy. Without it the stored names can't be opened."
        ) from None


def field_key(written: str) -> bytes:
    try:
        key = base64.b64decode(written.strip(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != 32:
        raise Misconfigured(
            "FIELD_ENCRYPTION_KEYS must be 32 random bytes each, in URL-safe base64, separated by commas."
        )
    return key


def index_key(written: str) -> tuple[str, bytes]:
    """`id.key`, as rotate_keys leaves it (patients/keys_file.py)."""
    key_id, _, key = written.strip().partition(".")
    try:
        return key_id, field_key(key)
    except Misconfigured:
        raise Misconfigured("field_index_keys in keys.json can't be read: restore it from your copy.") from None

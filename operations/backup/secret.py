"""The secret that backups are encrypted with: a key file, or a passphrase asked for at the terminal. Never the keys of the data itself."""

from __future__ import annotations

import base64
import binascii
import getpass
import stat
import sys
from pathlib import Path

from django.conf import settings

from clinic.refusal import Refusal
from operations.backup.sealed_file import From, Secret

KEY_BYTES = 32
SHORTEST = 12  # characters of a passphrase
HOW = "openssl rand -base64 32"


def secret_to_write() -> Secret:
    """BACKUP_KEY_FILE, or else a passphrase typed twice. Raises Refusal."""
    if settings.BACKUP_KEY_FILE:
        return from_file(settings.BACKUP_KEY_FILE)
    typed = ask("Passphrase for the backup: ")
    if len(typed) < SHORTEST:
        raise Refusal(f"The passphrase is too short to be safe: write {SHORTEST} characters or more.")
    if ask("The same again: ") != typed:
        raise Refusal("The two passphrases aren't the same: begin again.")
    return Secret(From.PASSPHRASE, typed.encode())


def secret_to_read(source: From) -> Secret:
    """What this file asks for. Raises Refusal."""
    if source == From.PASSPHRASE:
        return Secret(source, ask("Passphrase of the backup: ").encode())
    if not settings.BACKUP_KEY_FILE:
        raise Refusal("This backup was made with a key file: set BACKUP_KEY_FILE to it.")
    return from_file(settings.BACKUP_KEY_FILE)


def from_file(path: Path) -> Secret:
    try:
        mode, text = path.stat().st_mode, path.read_bytes()
    except OSError as problem:
        raise Refusal(f"BACKUP_KEY_FILE can't be read ({problem.strerror}): make a key with `{HOW}`.") from None
    if stat.S_IMODE(mode) & 0o077:
        raise Refusal(f"Others on this machine may read {path}: run `chmod 600` on it.")
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise Refusal(f"{path} holds no key of 32 bytes: make one with `{HOW}`.")
    return Secret(From.KEY_FILE, key)


def ask(words: str) -> str:
    if not sys.stdin.isatty():
        raise Refusal("Nobody is here to type a passphrase: set BACKUP_KEY_FILE to the file that holds the key.")
    return getpass.getpass(words)

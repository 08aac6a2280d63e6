"""`backup`: a copy of one moment, encrypted, checked by putting it together again, and only then given its name."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection

from clinic.refusal import Refusal
from operations.backup.checking import check
from operations.backup.manifest import Manifest
from operations.backup.scratch import refuse_short
from operations.backup.sealed_file import SealedWriter, Secret
from operations.backup.snapshots import database_file, size_of, snapshot

ENDING, UNFINISHED = ".afterback", ".unfinished"
MINE_ONLY = os.O_CREAT | os.O_EXCL | os.O_WRONLY
NAME = "aftervisit-%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Made:
    """`seconds`: of making and of checking it. `size`: of the file, in bytes."""

    file: Path
    size: int
    manifest: Manifest
    making: float
    checking: float
    pruned: list[Path]


def back_up(place: Path, secret: Secret, now: datetime, *, keep: int = 0) -> Made:
    """Into this file, or under a name of its own into this folder, where the newest `keep` stay (0: all). Raises Refusal, OSError."""
    file = place / (now.astimezone(UTC).strftime(NAME) + ENDING) if place.is_dir() else place
    if keep and file == place:
        raise Refusal("--keep is for a folder: name the folder that backups go to.")
    if file.exists():
        raise Refusal(f"{file} is there already, and no backup is written over: choose another name.")
    if not file.parent.is_dir():
        raise Refusal(f"There is no folder {file.parent}: make it first.")
    if connection.vendor == "sqlite":
        refuse_short(file.parent, size_of(database_file()))
    draft = file.with_name(file.name + UNFINISHED)
    draft.unlink(missing_ok=True)  # of a run that was killed
    try:
        began = time.monotonic()
        write(draft, secret, now)
        made = time.monotonic()
        manifest = check(draft, secret)
        checked = time.monotonic()
        draft.replace(file)
        on_disk(file.parent)
    finally:
        draft.unlink(missing_ok=True)
    return Made(file, file.stat().st_size, manifest, made - began, checked - made, prune(file, keep))


def write(draft: Path, secret: Secret, now: datetime) -> None:
    with os.fdopen(os.open(draft, MINE_ONLY, 0o600), "wb") as file, snapshot(now) as taken:
        writer = SealedWriter(file, secret, taken.manifest.written())
        for data in taken.data:
            writer.write(data)
        writer.close()
        file.flush()
        os.fsync(file.fileno())


def on_disk(folder: Path) -> None:
    """A name, too, must outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def prune(made: Path, keep: int) -> list[Path]:
    """Only files named as we name them, of those beside `made`: what somebody put there, or named otherwise, stays.

    `made` is the newest, also where a clock that once ran ahead left names of days to come.
    """
    ours = sorted(path for path in made.parent.glob(f"aftervisit-*{ENDING}") if is_ours(path) and path != made)
    gone = [*reversed(ours)][keep - 1 :] if keep else []
    for path in gone:
        path.unlink()
    return gone


def is_ours(path: Path) -> bool:
    try:
        datetime.strptime(path.name, NAME + ENDING).replace(tzinfo=UTC)
    except ValueError:
        return False
    return True

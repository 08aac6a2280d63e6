"""The mark in the home that says "this copy, on this host, at this path, is live".

A database that was restored or copied elsewhere meets no mark, another path or host, or a mark that has counted more
hand-overs than its own row: each way it stays silent until a person makes it live again.

Several processes of one home write it at once: it counts upwards only, whoever comes last. And since a hand-over is counted in
the row first, whoever compares the two reads the mark before the row: one that lies between is then no "restored backup".
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from django.utils.translation import gettext_noop

NAME = "live.json"


@dataclass(frozen=True)
class LiveMark:
    mark: str
    host: str
    path: str
    hand_overs: int


def write(home: Path, mark: str, hand_overs: int) -> None:
    """Write the mark for this host and path in one step (a reader sees the old one or the new one), never with a lower count."""
    with the_only_writer(home):
        before = read(home)
        counted = before.hand_overs if before and before.mark == mark else 0
        text = json.dumps(asdict(LiveMark(mark, socket.gethostname(), str(home), max(counted, hand_overs))))
        draft = home / f"{NAME}.new"
        with draft.open("w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(0o600)
        draft.replace(home / NAME)


@contextmanager
def the_only_writer(home: Path) -> Iterator[None]:
    """Among the processes of this machine: the folder itself is locked, so that no other file lies in it."""
    import fcntl  # nothing of Windows, where `make preview` runs

    folder = os.open(home, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def read(home: Path) -> LiveMark | None:
    try:
        return LiveMark(**json.loads((home / NAME).read_text()))
    except (OSError, ValueError, TypeError):
        return None


def why_silent(found: LiveMark | None, home: Path, mark: str, hand_overs: int) -> str:
    """Why a copy whose row says live must not send, as one sentence; empty when it may. `found` was read before the row."""
    if found is None or found.mark != mark:
        return gettext_noop(
            "This is a copy: its home has no live mark of its own. Run go_live here if this copy is the one to send."
        )
    if (found.host, found.path) != (socket.gethostname(), str(home)):
        return gettext_noop(
            "This is a copy: the live mark was made on another machine or folder. Run go_live here if this copy is the one to send."
        )
    if found.hand_overs > hand_overs:
        return gettext_noop(
            "The database is older than its home: it was restored from a backup. Check what has left since, then run go_live."
        )
    return ""

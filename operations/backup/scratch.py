"""A folder beside the database for what exists a moment only: the plain copy, and the one that is put together again to be counted.

It is as well kept as the database itself (0700, the same disk). What a killed run left in it goes at the next.
"""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clinic.refusal import Refusal

PREFIX = ".scratch-"
ROOM = 1.1  # times what is asked for: a disk that is full to the last byte stops the database


@contextmanager
def scratch(beside: Path, *, room: int) -> Iterator[Path]:
    """A folder for the block. Raises Refusal when another run is using one, or `room` (bytes) isn't free."""
    with (beside / "scratch.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal("Another backup or restore is at work here: wait for its end.") from None
        for left in beside.glob(f"{PREFIX}*"):
            shutil.rmtree(left, ignore_errors=True)
        refuse_short(beside, room)
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=beside))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def refuse_short(folder: Path, room: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < room * ROOM:
        raise Refusal(
            f"{in_mb(room * ROOM)} MB are needed in {folder}, and {in_mb(free)} MB are free: make room first. Nothing was changed."
        )


def in_mb(size: float) -> str:
    return f"{size / 1e6:,.0f}"

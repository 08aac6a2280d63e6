"""Web processes hold a lock of their home together, for as long as they live: whoever moves or puts back the database finds them by it.

A look for open connections isn't enough: a web process that nobody asks anything has none. The lock ends with the process that holds it,
even when it is killed; those that gunicorn forks, or starts anew, hold it as well.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from clinic.refusal import Refusal

held: list[int] = []  # open to the end of this process


def hold_as_web() -> None:
    """Raises Refusal while the database is being changed as a whole: what a page wrote then could be lost."""
    with suppress(OSError):  # a home that nobody can write holds no database that changes
        file = opened()
        take(
            file,
            fcntl.LOCK_SH,
            "The database is being moved, restored or upgraded here: start web when that has ended.",
        )
        held.append(file)


@contextmanager
def no_web() -> Iterator[None]:
    """For the block no web process of this home runs, and none starts. Raises Refusal, OSError."""
    file = opened()
    try:
        take(file, fcntl.LOCK_EX, "A web process is at work here: stop web first. Nothing was changed.")
        yield
    finally:
        os.close(file)


def opened() -> int:
    """Only to be locked: whoever else made it, such as root, this program needn't write it, and may read it whatever their umask was."""
    file = os.open(Path(settings.HOME) / "web.lock", os.O_RDONLY | os.O_CREAT, 0o644)
    with suppress(OSError):  # not ours: who made it did this
        os.fchmod(file, 0o644)
    return file


def take(file: int, kind: int, otherwise: str) -> None:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Refusal(otherwise) from None

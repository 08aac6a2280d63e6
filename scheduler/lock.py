"""One clock at a time: a file lock in the home beside SQLite, an advisory lock on PostgreSQL.

Both end with the process that holds them, even when it is killed.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

ADVISORY_KEY = 0x41465456  # "AFTV": any constant of our own


class ClockRunning(Exception):
    """Another clock of this installation is at work."""


@contextmanager
def the_only_clock() -> Iterator[None]:
    """Hold the clock's lock for the block. Raises ClockRunning when another process has it."""
    with (advisory_lock if connection.vendor == "postgresql" else file_lock)():
        yield


@contextmanager
def file_lock() -> Iterator[None]:
    with (Path(settings.HOME) / "clock.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ClockRunning from None
        yield


@contextmanager
def advisory_lock() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY_KEY])
        if not cursor.fetchone()[0]:
            raise ClockRunning
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_KEY])

"""One clock at a time: a file lock in the home beside SQLite, an advisory lock on PostgreSQL.

Both end with the process that holds them, even when it is killed.
"""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from scheduler.direct import direct_connection

ADVISORY_KEY = 0x41465456  # "AFTV": any constant of our own
StillOurs = Callable[[], bool]


class ClockRunning(Exception):
    """Another clock of this installation is at work."""


@contextmanager
def the_only_clock() -> Iterator[StillOurs]:
    """Hold the clock's lock for the block. Raises ClockRunning when another process has it.

    Yields a question to ask before each batch: is the lock still ours? PostgreSQL gives it up with a connection that broke.
    """
    with (advisory_lock if connection.vendor == "postgresql" else file_lock)() as still_ours:
        yield still_ours


@contextmanager
def file_lock() -> Iterator[StillOurs]:
    with (Path(settings.HOME) / "clock.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ClockRunning from None
        yield lambda: True


@contextmanager
def advisory_lock() -> Iterator[StillOurs]:
    lock = AdvisoryLock()
    if not lock.take():
        raise ClockRunning
    try:
        yield lock.still_ours
    finally:
        lock.drop()


class AdvisoryLock:
    """On a connection of its own, so that whatever becomes of the others, it is held exactly as long as that one lives.

    The clock's jobs ask at the same moment, each in its thread: one at a time, or the second drops what the first has just taken anew.
    """

    def __init__(self) -> None:
        self.session: BaseDatabaseWrapper | None = None
        self.one_at_a_time = threading.Lock()

    def take(self) -> bool:
        self.session = direct_connection()
        self.session.inc_thread_sharing()  # taken by the main thread, asked about by the one that ticks
        with self.session.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY_KEY])
            if cursor.fetchone()[0]:
                return True
        self.drop()
        return False

    def still_ours(self) -> bool:
        """After a restart of the database it is taken anew, unless another clock was quicker or the database is still away."""
        with self.one_at_a_time:
            return self.held_or_taken_anew()

    def held_or_taken_anew(self) -> bool:
        try:
            if self.session:
                with self.session.cursor() as cursor:
                    cursor.execute("SELECT 1")
                return True
        except DatabaseError:
            self.drop()
        try:
            return self.take()
        except DatabaseError:
            self.drop()
            return False

    def drop(self) -> None:
        session, self.session = self.session, None
        with suppress(DatabaseError):
            if session:
                session.close()

"""The database: does it answer, is its version known to us, is it whole, and does it write through to the disk?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import DatabaseError, connection

from operations.doctor.finding import Found, Look, error, ok, unknown
from operations.doctor.postgresql import postgresql

RESTORE = "Stop every program, keep a copy of the file as it is, and restore the newest backup that is whole."


def database(look: Look) -> Iterator[Found]:
    try:
        one("SELECT 1")
    except DatabaseError as fault:
        says = f"The database can't be opened ({type(fault).__name__})."
        yield error(says, "Is it running, and are DATABASE_URL and the home right? See its own log.")
        return
    if connection.vendor == "postgresql":
        yield from postgresql()
    elif connection.vendor == "sqlite":
        yield from sqlite()
    else:
        yield unknown(f"{connection.vendor} is no database we were tested on.")


def sqlite() -> Iterator[Found]:
    version, mode, synchronous = one("SELECT sqlite_version()"), one("PRAGMA journal_mode"), one("PRAGMA synchronous")
    yield ok(f"SQLite {version}, journal {mode}.")
    if synchronous != 2 or mode not in ("wal", "memory"):
        says = f"The database isn't opened as it should be (journal {mode}, synchronous {synchronous})."
        yield error(says, "Let only Aftervisit open it; its settings are in config/environment.py.")
    faults = [row[0] for row in rows("PRAGMA quick_check(5)")]
    if faults == ["ok"]:
        yield ok("The file is whole (quick_check).")
    else:  # its words are page and table names
        yield error(f"The file is damaged: {'; '.join(map(str, faults))[:300]}.", RESTORE)


def one(sql: str) -> Any:
    return rows(sql)[0][0]


def rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())

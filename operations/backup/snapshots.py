"""The database at one moment: what it is, and its bytes as they go into a backup, while the timer and the web go on writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from clinic.refusal import Refusal
from operations.backup import postgres_tools, sqlite_file
from operations.backup.manifest import Manifest
from operations.backup.scratch import scratch
from operations.backup.tables import Ask, described


@dataclass(frozen=True)
class Snapshot:
    manifest: Manifest
    data: Iterator[bytes]


@contextmanager
def snapshot(now: datetime) -> Iterator[Snapshot]:
    """Raises Refusal."""
    with (of_postgres if connection.vendor == "postgresql" else of_sqlite)(now.isoformat()) as taken:
        yield taken


@contextmanager
def of_sqlite(made_at: str) -> Iterator[Snapshot]:
    database = database_file()
    with scratch(database.parent, room=size_of(database)) as folder:
        plain = folder / "copy.sqlite3"
        sqlite_file.copy(database, plain)
        copy = sqlite_file.open_new(plain)
        try:
            found = described(sqlite_file.asking(copy), "sqlite", made_at=made_at, size=plain.stat().st_size)
        finally:
            copy.close()
        yield Snapshot(found, sqlite_file.packed(plain))


@contextmanager
def of_postgres(made_at: str) -> Iterator[Snapshot]:
    session = connection.copy()
    try:
        with session.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot(), pg_database_size(current_database())")
            name, size = cursor.fetchone()
            found = described(asking(cursor), "postgresql", made_at=made_at, size=size)
            yield Snapshot(found, postgres_tools.dumped(name))
    finally:
        session.close()


def asking(cursor: Any) -> Ask:
    def ask(query: str) -> list[tuple[Any, ...]]:
        cursor.execute(query)
        return list(cursor.fetchall())

    return ask


def database_file() -> Path:
    """Raises Refusal."""
    name = Path(connection.settings_dict["NAME"])
    if not name.is_file():
        raise Refusal("There is no database here yet.")
    return name


def size_of(database: Path) -> int:
    """Bytes, with what still stands in the log beside it."""
    log = database.with_name(f"{database.name}-wal")
    return database.stat().st_size + (log.stat().st_size if log.exists() else 0)


def place_for_scratch() -> Path:
    """Beside the database's own file, or in the home."""
    if connection.vendor == "postgresql":
        return Path(settings.HOME)
    return Path(connection.settings_dict["NAME"]).parent


def session_to(database: str) -> BaseDatabaseWrapper:
    """A connection of its own to another database of the same server."""
    session = connection.copy()
    session.settings_dict["NAME"] = database
    return session

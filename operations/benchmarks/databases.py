"""The databases of one benchmark: files in its own home, or databases of its own on a PostgreSQL that was named for it.

With DATABASE_URL of a PostgreSQL, nothing is written into the database it names: others are made beside it, and dropped at the end.
So its user must be allowed to make databases.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

PREFIX = "aftervisit_benchmark"


def is_postgres() -> bool:
    return connection.vendor == "postgresql"


@contextmanager
def of_its_own() -> Iterator[None]:
    """For the block, Django's connection is to an empty database that nobody else uses. On SQLite the home's own file is that."""
    if not is_postgres():
        yield
        return
    named = connection.settings_dict["NAME"]
    ours = f"{PREFIX}_{os.getpid()}"
    said(f'CREATE DATABASE "{ours}"')
    try:
        move_to(ours)
        yield
    finally:
        move_to(named)
        with connection.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [ours])
            made = [name for (name,) in cursor.fetchall()]
        for name in made:
            said(f'DROP DATABASE "{name}" WITH (FORCE)')


def database() -> str:
    """Where Django's connection goes: a file, or the name of a database."""
    return str(connection.settings_dict["NAME"])


def move_to(place: str) -> None:
    """Django's connection, from now on to this one."""
    connection.close()
    connection.settings_dict["NAME"] = place


def copied_to(name: str) -> str:
    """A copy of the database as it stands, for another contestant."""
    if is_postgres():
        copy, original = f"{database()}_{name}".replace("-", "_"), database()
        move_to("postgres")
        said(f'CREATE DATABASE "{copy}" TEMPLATE "{original}"')
        move_to(original)
        return copy
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return str(shutil.copy(database(), Path(database()).with_name(f"{name}.sqlite3")))


def size() -> int:
    """Bytes of the database, indexes and free pages included."""
    with connection.cursor() as cursor:
        if is_postgres():
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return int(cursor.fetchone()[0])


def said(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)

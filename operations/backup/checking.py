"""Is this backup one that can be relied on? Put together again in a scratch place, found whole, and every table counted."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.db import DatabaseError, connection
from psycopg.errors import InsufficientPrivilege

from clinic.refusal import Refusal
from operations.backup import manifest as manifests
from operations.backup import postgres_tools, sqlite_file
from operations.backup.manifest import Manifest
from operations.backup.scratch import scratch
from operations.backup.sealed_file import Secret, parts
from operations.backup.secret import secret_to_read
from operations.backup.snapshots import asking, place_for_scratch, session_to
from operations.backup.tables import counted

SCRATCH_DATABASE = "aftervisit_scratch_"
# Of a check that was killed: nobody is connected to it. Another installation's, on the same server, is for that one to drop.
LEFT = f"""
    SELECT datname FROM pg_database WHERE datname LIKE '{SCRATCH_DATABASE.replace("_", "!_")}%' ESCAPE '!'
    AND pg_has_role(datdba, 'USAGE') AND NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE pg_stat_activity.datname = pg_database.datname)
"""


@contextmanager
def opened(file: Path, secret: Secret | None = None) -> Iterator[tuple[Manifest, Iterator[bytes]]]:
    """What the backup says of itself, and then its bytes, each part proven before it is given out. Raises Refusal, OSError."""
    with file.open("rb") as sealed:
        found = read_from(sealed, secret)
        yield manifests.read(next(found)), found


def read_from(sealed: BinaryIO, secret: Secret | None) -> Iterator[bytes]:
    return parts(sealed, lambda source: secret or secret_to_read(source))


def check(file: Path, secret: Secret | None = None) -> Manifest:
    """Touches nothing but a scratch place, which is gone afterwards. Raises Refusal, OSError."""
    with opened(file, secret) as (manifest, data):
        if manifest.vendor == "sqlite":
            with scratch(place_for_scratch(), room=manifest.size) as folder:
                sqlite_file.unpack(data, folder / "check.sqlite3")
                manifest.refuse_other(sqlite_file.counted_whole(folder / "check.sqlite3"))
        else:
            manifest.refuse_other(counted_in_scratch_database(data))
    return manifest


def counted_in_scratch_database(data: Iterable[bytes]) -> dict[str, int]:
    if connection.vendor != "postgresql":
        raise Refusal(
            "This backup is of a PostgreSQL database: set DATABASE_URL to one on a server where it may be checked."
        )
    name = SCRATCH_DATABASE + secrets.token_hex(6)
    try:
        with connection.cursor() as cursor:
            cursor.execute(LEFT)
            for (left,) in cursor.fetchall():
                cursor.execute(f"DROP DATABASE IF EXISTS {left}")
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    except DatabaseError as problem:
        if not isinstance(problem.__cause__, InsufficientPrivilege):
            raise
        user = connection.settings_dict["USER"]
        raise Refusal(
            f"A backup is checked by restoring it into a scratch database, and {user} may make none: run `ALTER ROLE {user} CREATEDB` as its owner."
        ) from None
    try:
        postgres_tools.restored_to(name, data)
        session = session_to(name)
        try:
            with session.cursor() as cursor:
                return counted(asking(cursor), "postgresql")
        finally:
            session.close()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")

"""A restored PostgreSQL database: one transaction of psql sets the old schema aside, brings the new one, counts it and makes it harmless.

So a kill, a part that was altered, or a table that came back short leaves everything as it was.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import connection

from clinic.refusal import Refusal
from operations.backup import postgres_tools
from operations.backup.manifest import Manifest
from operations.backup.postgres_tools import ASIDE, command, running, way_to
from operations.backup.practising import HARMLESS, prepare
from operations.backup.snapshots import asking
from operations.backup.tables import counted, has_data

OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
OURS = 1  # the clock's own connection, which holds the advisory lock


def refuse_data(*, replace: bool) -> bool:
    """Whether tables stand here. Raises Refusal when they hold data and may not be set aside, or are in use."""
    with connection.cursor() as cursor:
        tables = counted(asking(cursor), "postgresql")
        if has_data(tables) and not replace:
            raise Refusal(
                "The database holds data: add --replace, and it is set aside in a schema of its own, or restore into an empty database. Nothing was changed."
            )
        cursor.execute(OTHERS)
        if cursor.fetchone()[0] > OURS:
            raise Refusal(
                "Other programs are connected to the database: stop timer, workers and web first. Nothing was changed."
            )
    return bool(tables)


def put_in_place(manifest: Manifest, data: Iterable[bytes], now: datetime, stamp: str, *, by: str) -> str:
    """The schema that keeps what stood here. Raises Refusal."""
    aside = f"{ASIDE}{stamp.lower()}" if stamp else ""
    there = way_to()
    words = command("psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--output=/dev/null", environment=there)
    with running(words, there, stdin=subprocess.PIPE) as psql:
        postgres_tools.pour(statements(manifest, data, aside), psql.stdin)
    connection.close()
    prepare(manifest, now, by=by)
    return aside and f"schema {aside}"


def statements(manifest: Manifest, data: Iterable[bytes], aside: str) -> Iterator[bytes]:
    """Without the COMMIT, which comes last, psql undoes it all at the end of its input."""
    yield b"BEGIN;\n"
    if aside:
        yield f"ALTER SCHEMA public RENAME TO {aside};\nCREATE SCHEMA public;\n".encode()
    yield from postgres_tools.as_sql(data)
    yield b"SET search_path TO public;\n"
    for name, rows in manifest.tables.items():
        yield count_of(name, rows).encode()
    for statement in HARMLESS:
        yield f"{statement};\n".encode()
    yield b"COMMIT;\n"


def count_of(name: str, rows: int) -> str:
    """A statement that fails, and the whole transaction with it, unless the table has so many rows."""
    said = f"ERROR: table {name} had {rows} rows and came back with another number"
    return (
        f"DO $$ BEGIN IF (SELECT count(*) FROM public.{connection.ops.quote_name(name)}) <> {rows} "
        f"THEN RAISE EXCEPTION '{said}'; END IF; END $$;\n"
    )

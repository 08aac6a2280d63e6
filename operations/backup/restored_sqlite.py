"""A restored SQLite database: put together, counted and prepared in a scratch folder beside its place, then renamed into it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from django.db import connection

from clinic.refusal import Refusal
from operations.backup import sqlite_file
from operations.backup.making import on_disk
from operations.backup.manifest import Manifest
from operations.backup.pointed_at import pointed_at
from operations.backup.practising import HARMLESS, prepare
from operations.backup.scratch import scratch
from operations.backup.tables import counted, has_data

LOGS = ("-wal", "-shm", "-journal")


def refuse_data(*, replace: bool) -> bool:
    """Whether a database stands here. Raises Refusal when it holds data and may not be set aside, or is in use."""
    place = Path(connection.settings_dict["NAME"])
    if not place.exists():
        return False
    connection.close()
    try:
        with closing(sqlite3.connect(place, timeout=0.2)) as database:
            tables = counted(sqlite_file.asking(database), "sqlite")
            if has_data(tables) and not replace:
                raise Refusal(
                    f"{place} holds data: add --replace, and it is set aside, or restore into an empty home (AFTERVISIT_HOME). Nothing was changed."
                )
            # Fails while any other connection is open (SQLite, "PRAGMA journal_mode"), and empties the log into the file.
            database.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.OperationalError:
        raise Refusal("Another program has the database open: stop timer and web first. Nothing was changed.") from None
    except sqlite3.DatabaseError:  # not a database any more: what it was is kept
        if not replace:
            raise Refusal(f"{place} can't be read as a database: add --replace, and it is set aside.") from None
    return True


def put_in_place(manifest: Manifest, data: Iterable[bytes], now: datetime, stamp: str, *, by: str) -> str:
    """Where the old one is kept. `stamp` is empty when there is none. Raises Refusal."""
    place = Path(connection.settings_dict["NAME"])
    place.parent.mkdir(parents=True, exist_ok=True)
    with scratch(place.parent, room=manifest.size) as folder:
        copy = folder / "restored.sqlite3"
        sqlite_file.unpack(data, copy)
        manifest.refuse_other(sqlite_file.counted_whole(copy))
        make_harmless(copy)
        with pointed_at(NAME=copy):
            prepare(manifest, now, by=by)
        with closing(sqlite3.connect(copy)) as database:
            database.execute("PRAGMA journal_mode=DELETE")
        aside = place.with_name(f"{place.name}.before-restore-{stamp}")
        if stamp:
            os.link(place, aside)  # a second name, so that a kill here leaves the old one in its place, and never none
            for ending in LOGS:  # of a file that wasn't a database
                place.with_name(place.name + ending).unlink(missing_ok=True)
        copy.replace(place)
        on_disk(place.parent)
    return str(aside) if stamp else ""


def make_harmless(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as database, database:
        for statement in HARMLESS:
            database.execute(statement)

"""What an expensive fixture made, kept once a process: its rows and the files of its home, put back for every later test."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection

Rows = dict[str, list[tuple[Any, ...]]]


@dataclass
class Snapshot:
    things: Any = None
    emptied: list[str] = field(default_factory=list)  # tables where rows that were there before have changed
    rows: Rows = field(default_factory=dict)
    home: Path | None = None

    @contextmanager
    def taken(self, home: Path) -> Iterator[None]:
        """Around what makes the things: notes what has changed in the database, and copies the home."""
        before = all_rows()
        yield
        after = all_rows()
        for table, rows in after.items():
            stayed = not Counter(before[table]) - Counter(rows)
            self.rows[table] = list((Counter(rows) - Counter(before[table])).elements()) if stayed else rows
            self.emptied += [] if stayed else [table]
        self.home = Path(tempfile.mkdtemp(dir=os.environ["AFTERVISIT_HOME"]))
        shutil.copytree(home, self.home, dirs_exist_ok=True)

    def put_back(self, home: Path) -> None:
        with connection.cursor() as cursor:
            for table in self.emptied:
                cursor.execute(f"DELETE FROM {quoted(table)}")
            for table, rows in self.rows.items():
                if rows:
                    places = ", ".join(["%s"] * len(rows[0]))
                    cursor.executemany(f"INSERT INTO {quoted(table)} VALUES ({places})", rows)
            put = [model for model in apps.get_models(include_auto_created=True) if self.rows.get(model._meta.db_table)]
            if counters := connection.ops.sequence_reset_sql(no_style(), put):
                cursor.execute(";".join(one.rstrip(";") for one in counters))
        if self.home:
            shutil.copytree(self.home, home, dirs_exist_ok=True)


def all_rows() -> Rows:
    tables = sorted(
        {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    )
    with connection.cursor() as cursor:
        return {table: list(of(cursor, table)) for table in tables}


def of(cursor: Any, table: str) -> Iterator[tuple[Any, ...]]:
    cursor.execute(f"SELECT * FROM {quoted(table)}")
    yield from ((*map(plain, row),) for row in cursor.fetchall())


def plain(value: Any) -> Any:
    """As it can be counted and written again: SQLite's driver reads a time of day, but writes none."""
    if isinstance(value, memoryview):
        return bytes(value)
    if isinstance(value, time) and connection.vendor == "sqlite":
        return str(value)
    return value


def quoted(table: str) -> str:
    return connection.ops.quote_name(table)

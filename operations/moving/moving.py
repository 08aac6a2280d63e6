"""From SQLite to PostgreSQL, on the same machine and in the same home: copied, counted and compared, or nothing.

The order keeps anybody from hearing twice. Sending is paused here first; then, while no other program can write, one transaction of
PostgreSQL takes all rows and is compared table by table; it ends paused too, with the mark of the home. At the end the mark here is taken away.
Killed before the end, PostgreSQL forgets all of it, and the command may be run again; killed between PostgreSQL's commit and ours, the next
run says so, and both sides are paused.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils.module_loading import import_string

from clinic.models import AuditEntry, Installation
from clinic.refusal import Refusal
from operations.backup import sqlite_file
from operations.backup.pointed_at import pointed_at
from operations.backup.snapshots import asking
from operations.backup.tables import counted, has_data
from operations.moving.copying import copy, looked_at, number_on
from operations.moving.moved import AWAY, MOVED
from operations.moving.tables import Table, quoted, tables_in_order
from scheduler.lock import ClockRunning, file_lock
from scheduler.web_lock import no_web

NOT_COPIED = (
    "django_migrations"  # each side says what was done to itself; and the queue's own tables are on one side only
)
CUT_SHORT = (
    "An earlier move was ended after it had filled that database and before it took the live mark away here. Don't let both send: "
    "if nobody has worked in the new one, drop it, create it anew and run this again; else set DATABASE_URL to it, and start nothing on the SQLite file."
)
Told = Callable[[str, int], None]


@dataclass(frozen=True)
class Moved:
    """`tables`: rows of each. `live`: it was, and waits for `resume`."""

    tables: dict[str, int]
    live: bool


def move(url: str, now: datetime, *, by: str, told: Told = lambda name, rows: None) -> Moved:
    """`told` after each table. Raises Refusal; then everything stands as it was."""
    if connection.vendor != "sqlite":
        raise Refusal("This installation isn't on SQLite: there is nothing to move.")
    target = import_string(settings.DATABASE_AT)(url)
    try:
        with file_lock(), no_web():  # before the look: what another move brings meanwhile isn't emptied again
            mark = Installation.current().live_mark
            with pointed_at(**target):
                refuse_taken(mark)
            if mark == MOVED:
                raise Refusal(AWAY)
            return move_alone(target, now, by=by, told=told)
    except ClockRunning:
        raise Refusal("The timer is at work here: stop timer and web first.") from None


def refuse_taken(mark: str) -> None:
    """`mark`: what says here that this copy is live. Where it stands on both sides, the last step of a move is missing."""
    try:
        with connection.cursor() as cursor:
            tables = counted(asking(cursor), "postgresql")
    except DatabaseError as problem:
        raise Refusal(
            f"That database can't be opened ({str(problem).strip().splitlines()[0]}): check its address, and that it runs."
        ) from None
    if has_data(tables):
        if mark and "clinic_installation" in tables and Installation.objects.filter(live_mark=mark).exists():
            raise Refusal(CUT_SHORT)
        raise Refusal("That database holds data already: name an empty one.")


def move_alone(target: dict[str, Any], now: datetime, *, by: str, told: Told) -> Moved:
    here = Installation.current()
    live, pauses = bool(here.live_mark), bool(here.live_mark) and not here.paused
    if pauses:
        here.pause(now)
    place = Path(connection.settings_dict["NAME"])
    connection.close()
    try:
        with closing(sqlite3.connect(place, isolation_level=None, timeout=20)) as source:
            source.execute("BEGIN IMMEDIATE")  # from here on nobody else writes, and what is read stays true
            with pointed_at(**target):
                call_command("migrate", verbosity=0, interactive=False)
                tables = copy_all(source, now, by=by, told=told)
            source.execute("UPDATE clinic_installation SET live_mark = ?", [MOVED])
            source.execute("COMMIT")
    except BaseException:
        if pauses:
            Installation.objects.update(paused_at=None)
        raise
    return Moved(tables, live)


def copy_all(source: sqlite3.Connection, now: datetime, *, by: str, told: Told) -> dict[str, int]:
    """Django's connection leads to PostgreSQL. Raises Refusal, and then nothing of it is there."""
    order = tables_in_order()
    here = tables_of(source)
    tables = [table for table in order.tables if table.name in here and table.name != NOT_COPIED]
    refuse_other_tables(here, tables)
    rows: dict[str, int] = {}
    with transaction.atomic():
        empty(tables)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"SET CONSTRAINTS {', '.join(map(quoted, order.late))} DEFERRED")
        there = connection.connection
        for table in tables:
            sent = copy(source, there, table)
            came = looked_at(there, table)
            if sent != came:
                raise Refusal(f"Table {table.name} came out different on the other side ({sent[0]:,} rows here, {came[0]:,} there). Nothing was moved.")  # fmt: skip
            number_on(table)
            rows[table.name] = sent[0]
            told(table.name, sent[0])
        AuditEntry.objects.record("move", actor=by, now=now, rows=sum(rows.values()))
    return rows


def refuse_other_tables(here: dict[str, int], tables: list[Table]) -> None:
    """A table that is on one side only would be left behind without a word."""
    taken = {NOT_COPIED, *(table.name for table in tables)}
    lost = sorted(name for name, rows in here.items() if rows and name not in taken)
    if lost:
        raise Refusal(
            f"The tables {', '.join(lost)} aren't known to this version: they would be lost. Nothing was moved."
        )


def tables_of(source: sqlite3.Connection) -> dict[str, int]:
    return counted(sqlite_file.asking(source), "sqlite")


def empty(tables: list[Table]) -> None:
    """What preparing the database put there comes with the rows."""
    with connection.cursor() as cursor:
        for table in reversed(tables):
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {quoted(table.name)})")
            if cursor.fetchone()[0]:
                cursor.execute(f"DELETE FROM {quoted(table.name)}")

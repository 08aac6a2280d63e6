"""One table from SQLite into PostgreSQL by COPY, in batches, and the same rows looked at on both sides."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import psycopg
from django.db import connection

from clinic.refusal import Refusal
from operations.moving.digests import Digest
from operations.moving.tables import Table, quoted

AT_ONCE = 20_000  # rows of one COPY: after each PostgreSQL looks at their references
READ = 2_000


def copy(source: sqlite3.Connection, target: psycopg.Connection[Any], table: Table) -> tuple[int, str]:
    """How many rows, and their digest. Raises Refusal."""
    digest = Digest(table.kinds)
    for batch in read(source, table):
        try:
            digest.add(batch)
            with (
                target.cursor() as cursor,
                cursor.copy(f"COPY {quoted(table.name)} ({table.listed}) FROM STDIN") as into,
            ):
                for row in batch:
                    into.write_row([as_postgres(kind, value) for kind, value in zip(table.kinds, row, strict=True)])
        except (psycopg.Error, ValueError) as problem:
            raise Refusal(f"Table {table.name} can't be taken over: {in_words(problem)} Nothing was moved.") from None
    return digest.told


def read(source: sqlite3.Connection, table: Table) -> Iterator[list[Any]]:
    rows = source.execute(table.select)
    batch: list[Any] = []
    while some := rows.fetchmany(READ):
        batch += some
        if len(batch) >= AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def as_postgres(kind: str, value: Any) -> Any:
    if value is None:
        return None
    if kind == "interval":
        return timedelta(microseconds=value)
    if kind == "bytea" and isinstance(value, str):
        return value.encode()
    return str(value) if kind in ("bool", "numeric") else value


def in_words(problem: Exception) -> str:
    """Without a value of a row, which may be a patient's: only the column, the kind of trouble, and what to do."""
    told = getattr(problem, "diag", None)
    column = (told.column_name or column_in(told.context)) if told else ""
    where = f"in column {column} " if column else ""
    if "NUL" in str(problem) or "\\u0000" in str(problem) or "0x00" in str(problem):
        return f"a text {where}holds a NUL character, which PostgreSQL doesn't store. Take it out of that text first."
    if isinstance(problem, psycopg.errors.StringDataRightTruncation):
        return f"a text {where}is longer than PostgreSQL's column. Shorten it first."
    if isinstance(problem, psycopg.errors.ForeignKeyViolation):
        return f"a row {where}refers to one that isn't there ({told.constraint_name if told else ''})."
    return f"a value {where}isn't of its kind ({type(problem).__name__})."


def column_in(context: str | None) -> str:
    """COPY says where it stood: COPY table, line 3, column name: "…"."""
    with suppress(IndexError):
        return (context or "").split("column ", 1)[1].split(":")[0]
    return ""


def looked_at(target: psycopg.Connection[Any], table: Table) -> tuple[int, str]:
    """What stands there now."""
    digest = Digest(table.kinds)
    with target.cursor(name="looking") as cursor:
        cursor.itersize = READ
        cursor.execute(table.select)
        while some := cursor.fetchmany(READ):
            digest.add(some)
    return digest.told


def number_on(table: Table) -> None:
    """What comes next gets a number of its own."""
    with connection.cursor() as cursor:
        for column in table.numbered:
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence(%s, %s), COALESCE(max({quoted(column)}), 1), max({quoted(column)}) IS NOT NULL) "
                f"FROM {quoted(table.name)}",
                [quoted(table.name), column],
            )

"""The few words in which SQLite and PostgreSQL differ, for the made-up rows: each is an expression of SQL made from another."""

from __future__ import annotations

from uuid import UUID

from operations.benchmarks.databases import is_postgres


def key(hexadecimal: str) -> str:
    """A primary key from 32 digits: SQLite keeps them as text."""
    return f"CAST({hexadecimal} AS uuid)" if is_postgres() else f"({hexadecimal})"


def known(one: UUID) -> str:
    """A primary key that we have."""
    return key(f"'{one.hex}'")


def digits(number: str) -> str:
    """A primary key from a number."""
    return key(f"lpad(to_hex({number}), 32, '0')") if is_postgres() else f"printf('%032x', {number})"


def hexadecimal(of_key: str) -> str:
    return f"replace(CAST({of_key} AS text), '-', '')" if is_postgres() else of_key


def ten_digits(number: str) -> str:
    return f"lpad(CAST({number} AS text), 10, '0')" if is_postgres() else f"printf('%010d', {number})"


def day_of(moment: str) -> str:
    return f"CAST({moment} AT TIME ZONE 'UTC' AS date)" if is_postgres() else f"date({moment})"


def later(moment: str, number: str, unit: str) -> str:
    """`number` of `unit` ("days", "minutes", "seconds") after it."""
    if is_postgres():
        return f"({moment} + ({number}) * interval '1 {unit}')"
    return f"datetime({moment}, '+' || ({number}) || ' {unit}')"


def days_between(earlier: str, now: str) -> str:
    """`now` is a literal moment."""
    if is_postgres():
        return f"(extract(epoch FROM timestamptz '{now}+00' - {earlier}) / 86400)"
    return f"(julianday('{now}') - julianday({earlier}))"


def moment(literal: str) -> str:
    return f"timestamptz '{literal}+00'" if is_postgres() else f"'{literal}'"


def whole(number: str) -> str:
    """Without its fraction."""
    return f"CAST(floor({number}) AS int)" if is_postgres() else f"CAST({number} AS int)"


def larger(one: str, other: str) -> str:
    return f"{'greatest' if is_postgres() else 'max'}({one}, {other})"


def zeros(count: int) -> str:
    """So many zero bytes."""
    return f"decode(repeat('00', {count}), 'hex')" if is_postgres() else f"zeroblob({count})"

"""The tables of a prepared PostgreSQL database in the order of their references, with what each column holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

COLUMNS = """
    SELECT table_name, column_name, udt_name, is_identity = 'YES' FROM information_schema.columns
    WHERE table_schema = 'public' ORDER BY table_name, ordinal_position
"""
REFERENCES = """
    SELECT conrelid::regclass::text, confrelid::regclass::text, conname FROM pg_constraint
    WHERE contype = 'f' AND connamespace = 'public'::regnamespace
"""


@dataclass(frozen=True)
class Table:
    """`kinds`: PostgreSQL's own name of each column's type. `numbered`: columns that a sequence fills."""

    name: str
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    numbered: tuple[str, ...]

    @property
    def select(self) -> str:
        return f"SELECT {self.listed} FROM {quoted(self.name)}"

    @property
    def listed(self) -> str:
        return ", ".join(map(quoted, self.columns))


def quoted(name: str) -> str:
    return f'"{name}"'


@dataclass(frozen=True)
class Order:
    """`late`: constraints by which a row may refer to one that comes later, in its own table or in a circle of tables."""

    tables: list[Table]
    late: list[str]


def tables_in_order() -> Order:
    """Those referred to come first, as far as that goes. Django's connection leads to PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        columns: dict[str, list[Any]] = {}
        for name, *rest in cursor.fetchall():
            columns.setdefault(name, []).append(rest)
        cursor.execute(REFERENCES)
        references = [(name.strip('"'), other.strip('"'), constraint) for name, other, constraint in cursor.fetchall()]
    needs: dict[str, set[str]] = {name: set() for name in columns}
    for name, other, _ in references:
        needs[name] |= {other} - {name}
    order = in_order(needs)
    late = [constraint for name, other, constraint in references if order.index(other) >= order.index(name)]
    return Order([table(name, columns[name]) for name in order], late)


def table(name: str, columns: list[Any]) -> Table:
    names, kinds, _ = zip(*columns, strict=True)
    return Table(name, names, kinds, tuple(column for column, _, numbered in columns if numbered))


def in_order(needs: dict[str, set[str]]) -> list[str]:
    """Of a circle, the table that lacks fewest comes first."""
    ordered: list[str] = []
    waiting = dict(needs)
    while waiting:
        lacking = {name: len(others - set(ordered)) for name, others in waiting.items()}
        first = min(sorted(waiting), key=lacking.__getitem__)
        ordered.append(first)
        del waiting[first]
    return ordered

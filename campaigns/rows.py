"""Rows taken and changed many at a time: the two database habits of the hot path.

`update_each` is one prepared statement for many rows: Django's bulk_update builds one CASE per row and is five to eight times slower than this (docs/decisions/003).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from django.db import connection, models

MOST_IN_ONE_QUERY = 10_000  # SQLite binds at most 32,766 values in a statement
Rows = TypeVar("Rows", bound=models.QuerySet[Any])


def unlocked(rows: Rows) -> Rows:
    """Lock these rows for this transaction and pass over those another worker holds, where the database can (not SQLite)."""
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True, of=("self",))
    return rows


def locked(rows: Rows) -> Rows:
    """Lock these rows for this transaction, waiting for whoever holds them, where the database locks rows (not SQLite)."""
    return rows.select_for_update(of=("self",)) if connection.features.has_select_for_update_of else rows


def in_parts(values: Sequence[Any], size: int = MOST_IN_ONE_QUERY) -> Iterator[Sequence[Any]]:
    return (values[start : start + size] for start in range(0, len(values), size))


def update_each(
    model: type[models.Model],
    fields: Sequence[str],
    rows: Iterable[tuple[Any, Sequence[Any]]],
    *,
    where: str = "",
    given: Sequence[Any] = (),
) -> None:
    """Set `fields` of each row to its own values: `rows` holds (primary key, values). `where` is a further SQL condition."""
    columns = [concrete(model, name) for name in fields]
    key = concrete(model, "pk")
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(str(column.column))} = %s" for column in columns)
    condition = f" AND {where}" if where else ""
    sql = f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {quote(str(key.column))} = %s{condition}"
    prepared = [
        [
            *(column.get_db_prep_save(value, connection) for column, value in zip(columns, values, strict=True)),
            key.get_db_prep_value(pk, connection),
            *given,
        ]
        for pk, values in rows
    ]
    if prepared:
        with connection.cursor() as cursor:
            cursor.executemany(sql, prepared)


def concrete(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    found = model._meta.pk if name == "pk" else model._meta.get_field(name)
    assert isinstance(found, models.Field)
    return found

"""Rows taken, made and changed many at a time: the database habits of the hot path.

`update_each` and `insert_each` are one prepared statement for many rows: Django's bulk_update builds one CASE per row and is five to eight
times slower, and bulk_create prepares every field of every row (docs/decisions/003).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from typing import Any, TypeVar

from django.db import connection, models

MOST_IN_ONE_QUERY = 10_000  # SQLite binds at most 32,766 values in a statement
MOST_REMEMBERED = 1_000
Rows = TypeVar("Rows", bound=models.QuerySet[Any])
Prepare = Callable[[Any], Any]


def unlocked(rows: Rows) -> Rows:
    """Lock these rows for this transaction and pass over those another worker holds, where the database can (not SQLite)."""
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True, of=("self",))
    return rows


def locked(rows: Rows) -> Rows:
    """Lock these rows for this transaction, waiting for whoever holds them, where the database locks rows (not SQLite)."""
    return rows.select_for_update(of=("self",)) if connection.features.has_select_for_update_of else rows


def taken(rows: Rows, most: int) -> Rows:
    """The first `most` of these rows, locked as `unlocked` does, for reading a few columns of them and of rows they belong to.

    The lock is a query of its own: with chosen columns Django can't say whose rows to lock, and would lock those of every table joined.
    """
    if not connection.features.has_select_for_update_skip_locked:
        return rows[:most]
    keys = [row.pk for row in unlocked(rows.only("pk"))[:most]]
    return rows.model._default_manager.filter(pk__in=keys).order_by(*rows.query.order_by)  # type: ignore[no-any-return]


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
    prepare, prepare_key = each_prepared(columns), prepared_as(key)
    execute_many(sql, [[*prepare(values), prepare_key(pk), *given] for pk, values in rows])


def insert_each(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Store new rows; each holds a value for every one of `fields`, and the fields left out are empty (NULL)."""
    columns = [concrete(model, name) for name in fields]
    quote = connection.ops.quote_name
    names, places = ", ".join(quote(str(column.column)) for column in columns), ", ".join(["%s"] * len(columns))
    prepare = each_prepared(columns)
    execute_many(
        f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})", [prepare(row) for row in rows]
    )


def execute_many(sql: str, rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)


def each_prepared(columns: Sequence[models.Field[Any, Any]]) -> Callable[[Sequence[Any]], list[Any]]:
    """What makes a row's values ready for the database."""
    prepared = [prepared_as(column) for column in columns]
    return lambda values: [prepare(value) for prepare, value in zip(prepared, values, strict=True)]


def prepared_as(column: models.Field[Any, Any]) -> Prepare:
    """Most values come again and again in a batch, so each is prepared once; but blobs don't, and keys don't."""
    prepare = partial(column.get_db_prep_save, connection=connection)
    seldom_twice = column.primary_key or isinstance(column, models.BinaryField | models.JSONField)
    return prepare if seldom_twice else lru_cache(MOST_REMEMBERED, typed=True)(prepare)


def concrete(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    found = model._meta.pk if name == "pk" else model._meta.get_field(name)
    assert isinstance(found, models.Field)
    return found

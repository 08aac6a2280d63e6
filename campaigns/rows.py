"""Rows taken, made and changed many at a time: the database habits of the hot path.

`update_each` and `insert_new` are one prepared statement for many rows: Django's bulk_update builds one CASE per row and is five to eight
times slower, and bulk_create prepares every field of every row (docs/decisions/003).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache, partial, wraps
from itertools import repeat
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections, models, transaction

MOST_IN_ONE_QUERY = 10_000  # SQLite binds at most 32,766 values in a statement
MOST_REMEMBERED = 1_000
CHANGE_TRIES = 6  # on a busy machine the one broken off may come first again, and meet the other in the same circle
Given = ParamSpec("Given")
Changed = TypeVar("Changed")
Rows = TypeVar("Rows", bound=models.QuerySet[Any])
KeyOf = UUID | str
"""A row's id, or the same as the database writes it (campaigns/columns.py)."""


def where_rows_lock() -> AbstractContextManager[None]:
    """A transaction for a look that passes over locked rows. None on SQLite, where it would only hold up every writer."""
    if connection.features.has_select_for_update_skip_locked:
        return transaction.atomic()
    return nullcontext()


def unlocked(rows: Rows) -> Rows:
    """Lock these rows for this transaction and pass over those another worker holds, where the database can (not SQLite)."""
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True, of=("self",), no_key=True)
    return rows


def locked(rows: Rows) -> Rows:
    """Lock these rows for this transaction, waiting for whoever holds them, where the database locks rows (not SQLite)."""
    if connection.features.has_select_for_update_of:
        return rows.select_for_update(of=("self",), no_key=True)
    return rows


def lost_a_deadlock(problem: OperationalError) -> bool:
    return getattr(problem.__cause__, "sqlstate", "") == "40P01"  # PostgreSQL, appendix A


def again_after_a_deadlock(change: Callable[Given, Changed]) -> Callable[Given, Changed]:
    """For a change in a transaction of its own that meets another in a circle (PostgreSQL): nothing of it was kept, so it is made again."""

    @wraps(change)
    def made(*given: Given.args, **named: Given.kwargs) -> Changed:
        for _ in range(CHANGE_TRIES - 1):
            try:
                return change(*given, **named)
            except OperationalError as problem:
                if not lost_a_deadlock(problem):
                    raise
        return change(*given, **named)

    return made


def taken(rows: Rows, most: int) -> Rows:
    """The first `most` of these rows, locked as `unlocked` does, for reading a few columns of them and of rows they belong to.

    The lock is a query of its own: with chosen columns Django can't say whose rows to lock, and would lock those of every table joined.
    """
    if not connection.features.has_select_for_update_skip_locked:
        return rows[:most]
    keys = [row.pk for row in unlocked(rows.only("pk"))[:most]]
    found: Rows = rows.model._default_manager.filter(pk__in=keys).order_by(*rows.query.order_by)
    return found


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
    columns = [concrete(model, name) for name in (*fields, "pk")]
    *sets, key = (f"{quoted(str(column.column))} = %s" for column in columns)
    condition = f" AND {where}" if where else ""
    sql = f"UPDATE {quoted(model._meta.db_table)} SET {', '.join(sets)} WHERE {key}{condition}"
    execute_many(sql, prepared(columns, [(*values, pk) for pk, values in rows], given))


def insert_new(
    model: type[models.Model], fields: Sequence[str], rows: Sequence[Sequence[Any]], *, unless_same: str
) -> int:
    """Store rows; each holds a value for every one of `fields`, and the fields left out are empty (NULL). How many were stored.

    A row whose field `unless_same` has the value of one that is there already is left out.
    """
    columns = [concrete(model, name) for name in fields]
    names, places = ", ".join(quoted(str(column.column)) for column in columns), ", ".join(["%s"] * len(columns))
    same = quoted(str(concrete(model, unless_same).column))
    sql = f"INSERT INTO {quoted(model._meta.db_table)} ({names}) VALUES ({places}) ON CONFLICT ({same}) DO NOTHING"
    return execute_many(sql, prepared(columns, rows))


def execute_many(sql: str, rows: Sequence[Sequence[Any]]) -> int:
    """How many rows it changed."""
    if not rows:
        return 0
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)
        changed: int = cursor.rowcount
        return changed


def quoted(name: str) -> str:
    whole: str = connection.ops.quote_name(name)
    return whole


def prepared(
    columns: Sequence[models.Field[Any, Any]], rows: Sequence[Sequence[Any]], given: Sequence[Any] = ()
) -> list[tuple[Any, ...]]:
    """The rows as the database wants them, worked out column by column; `given` comes last in each."""
    if not rows:
        return []
    ready = [map(preparing(column), values) for column, values in zip(columns, zip(*rows, strict=True), strict=True)]
    return list(zip(*ready, *map(repeat, given), strict=False))


def preparing(column: models.Field[Any, Any]) -> Callable[[Any], Any]:
    """What makes one value ready. Most come again and again in a batch, so each is prepared once; but blobs and keys don't."""
    database = connections[DEFAULT_DB_ALIAS]  # `connection` looks for it at every call
    if isinstance(kind_of(column), models.UUIDField):
        return as_it_is if database.features.has_native_uuid_field else as_digits
    if isinstance(column, models.CharField):
        return as_it_is
    prepare = partial(column.get_db_prep_save, connection=database)
    blob = isinstance(column, models.BinaryField | models.JSONField)
    return prepare if blob else lru_cache(MOST_REMEMBERED, typed=True)(prepare)


def kind_of(column: models.Field[Any, Any]) -> models.Field[Any, Any]:
    """What a foreign key holds is what it points to."""
    return kind_of(column.target_field) if isinstance(column, models.ForeignKey) else column


def as_it_is(value: Any) -> Any:
    return value


def as_digits(key: KeyOf | None) -> str | None:
    return key.hex if isinstance(key, UUID) else key


def concrete(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    found = model._meta.pk if name == "pk" else model._meta.get_field(name)
    assert isinstance(found, models.Field)
    return found

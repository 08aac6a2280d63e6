"""How the database would answer what a function asks: `read_whole(function)` names the big tables it would read from end to end.

The statements are those the function really runs, each explained the moment before it runs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
from django.db import connection

BIG = frozenset({
    "campaigns_message", "campaigns_enrolment", "campaigns_event", "campaigns_attempt", "campaigns_answer", "patients_patient",
    "patients_consent", "campaigns_outgoingevent",
})  # fmt: skip
IN_ORDER_OF_A_PAGE = frozenset({"message_newest"})  # read only as far as the page wants
NAMED = re.compile(r'"(\w+)" ([UVWT]\d+)\b')


def read_whole(function: Callable[[], object]) -> set[str]:
    """Tables, each with the beginning of the statement. Empty when indexes answer all of it."""
    found: set[str] = set()

    def explained(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if sql.startswith(("SELECT", "UPDATE", "DELETE")):
            one = next(iter(params), None) if many else params
            found.update(f"{table}: {sql[:300]}" for table in whole(sql, one))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explained):
        function()
    return found


def whole(sql: str, params: Any) -> list[str]:
    return list(on_postgres(sql, params) if connection.vendor == "postgresql" else on_sqlite(sql, params))


def on_sqlite(sql: str, params: Any) -> Iterator[str]:
    """A partial index holds few rows, so reading all of it is right."""
    shown = sql.replace("%%", "%").replace("%s", "?")
    aliases = {alias: table for table, alias in NAMED.findall(sql)}
    for row in connection.connection.execute(f"EXPLAIN QUERY PLAN {shown}", tuple(params or ())).fetchall():
        if scan := re.match(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", row[3]):
            table = aliases.get(scan[1], scan[1])
            if table in BIG and not reads_some(scan[2] or "", sql):
                yield table


def reads_some(index: str, sql: str) -> bool:
    """Of a partial index, or the first few by key: then it isn't the whole table."""
    first_few = index.startswith("sqlite_autoindex") and " LIMIT " in sql and " WHERE " not in sql
    return first_few or index in IN_ORDER_OF_A_PAGE or is_partial(index)


def is_partial(index: str) -> bool:
    found = connection.connection.execute("SELECT sql FROM sqlite_master WHERE type = 'index' AND name = ?", (index,))
    return any(" WHERE " in (sql or "") for (sql,) in found.fetchall())


def on_postgres(sql: str, params: Any) -> Iterator[str]:
    with psycopg.ClientCursor(connection.connection) as cursor:
        plan = cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params).fetchone()
        assert plan is not None
        yield from sequential((json.loads(plan[0]) if isinstance(plan[0], str) else plan[0])[0]["Plan"])


def sequential(node: dict[str, Any]) -> Iterator[str]:
    if node["Node Type"] == "Seq Scan" and node["Relation Name"] in BIG:
        yield node["Relation Name"]
    for part in node.get("Plans", ()):
        yield from sequential(part)

"""A table's digest, the same on SQLite and PostgreSQL for the same rows, in whatever order they come.

Each value is written one way, each row hashed, and the hashes added up.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

BITS = 128


class Digest:
    """`rows` and `sum` of what was added."""

    def __init__(self, kinds: Sequence[str]) -> None:
        self.ways = [WAYS.get(kind, str) for kind in kinds]
        self.rows, self.sum = 0, 0

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        for row in rows:
            said = repr([None if value is None else way(value) for way, value in zip(self.ways, row, strict=True)])
            hashed = hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=BITS // 8).digest()
            self.sum = (self.sum + int.from_bytes(hashed, "big")) % (1 << BITS)
            self.rows += 1

    @property
    def told(self) -> tuple[int, str]:
        return self.rows, f"{self.sum:032x}"


def moment(value: Any) -> str:
    """SQLite holds UTC without saying so."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    return str(found.isoformat())


def plain_day(value: date | str) -> str:
    return value if isinstance(value, str) else value.isoformat()


def hour(value: time | str) -> str:
    return (time.fromisoformat(value) if isinstance(value, str) else value).isoformat()


def key(value: UUID | str) -> str:
    return value.hex if isinstance(value, UUID) else UUID(value).hex


def document(value: Any) -> str:
    return json.dumps(json.loads(value) if isinstance(value, str) else value, sort_keys=True)


def microseconds(value: timedelta | int) -> int:
    return value // timedelta(microseconds=1) if isinstance(value, timedelta) else value


WAYS: dict[str, Callable[[Any], object]] = {
    "timestamptz": moment, "date": plain_day, "time": hour, "uuid": key, "jsonb": document, "bytea": bytes, "bool": bool,
    "int2": int, "int4": int, "int8": int, "float8": float, "numeric": float, "interval": microseconds,
}  # fmt: skip

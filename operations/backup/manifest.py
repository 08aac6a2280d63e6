"""What a backup says of itself: when, of which version and database, and how many rows each table had."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from clinic.refusal import Refusal
from operations.backup.sealed_file import ALTERED


@dataclass(frozen=True)
class Manifest:
    """`vendor`: sqlite or postgresql. `key_ids`: check values of the field keys the data needs. `live`: emails went to real people.

    `migrations` as "app.name"; `size` of the database as it stood, in bytes.
    """

    made_at: str
    vendor: str
    live: bool
    key_ids: list[str]
    migrations: list[str]
    tables: dict[str, int]
    size: int

    def written(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.made_at)

    @property
    def rows(self) -> int:
        return sum(self.tables.values())

    def refuse_other(self, tables: dict[str, int]) -> None:
        """Raises Refusal where what was counted isn't what stood in the database."""
        for name in sorted(self.tables.keys() | tables.keys()):
            if self.tables.get(name) != tables.get(name):
                raise Refusal(
                    f"Table {name} had {self.tables.get(name, 0):,} rows and {tables.get(name, 0):,} came back: don't rely on this backup."
                )


def read(part: bytes) -> Manifest:
    try:
        found = json.loads(part)
        return Manifest(**{one.name: found[one.name] for one in fields(Manifest)})
    except (ValueError, KeyError, TypeError):
        raise Refusal(ALTERED) from None

"""Databases as released versions left them: SQL text, packed, and the test-only key that opens what is sealed in them."""

from __future__ import annotations

import json
import lzma
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Frozen:
    """One released version. `told` says what was in it when it was frozen: counts of its tables and whom to look for."""

    version: str

    @property
    def folder(self) -> Path:
        return HERE / self.version

    @property
    def told(self) -> dict:
        return json.loads((self.folder / "told.json").read_text())

    @property
    def sql(self) -> str:
        return lzma.decompress((self.folder / "database.sql.xz").read_bytes()).decode()

    def thaw(self, path: Path) -> None:
        """The database as it was, in a file of its own."""
        with closing(sqlite3.connect(path)) as database:
            database.executescript(self.sql)
            database.execute("PRAGMA journal_mode=WAL")

    def freeze(self, path: Path, told: dict) -> None:
        self.folder.mkdir()
        with closing(sqlite3.connect(path)) as database:
            text = "\n".join(database.iterdump())
            told = {**told, "rows": counted(database)}
        (self.folder / "database.sql.xz").write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
        (self.folder / "told.json").write_text(json.dumps(told, indent=1, sort_keys=True) + "\n")


def released() -> Iterator[Frozen]:
    """Every version there is a frozen database of, oldest first."""
    for folder in sorted(path for path in HERE.iterdir() if (path / "database.sql.xz").exists()):
        yield Frozen(folder.name)


def counted(database: sqlite3.Connection) -> dict[str, int]:
    tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in tables.fetchall()}

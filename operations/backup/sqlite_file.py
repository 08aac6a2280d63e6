"""SQLite's part: the online backup, which is of one moment while others write, and what comes back out of it."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from clinic.refusal import Refusal
from operations.backup.tables import Ask, counted

AT_ONCE = 1 << 20  # bytes
QUICK = 1  # zlib's level: most of it is sealed and doesn't shrink


def copy(database: Path, to: Path) -> None:
    """All pages in one step: a reader's view, which in WAL neither waits for a writer nor begins again for one."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as source, closing(open_new(to)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it


def open_new(path: Path) -> sqlite3.Connection:
    path.touch(mode=0o600)
    return sqlite3.connect(path)


def packed(path: Path) -> Iterator[bytes]:
    packer = zlib.compressobj(QUICK)
    with path.open("rb") as file:
        while data := file.read(AT_ONCE):
            yield packer.compress(data)
    yield packer.flush()


def unpack(data: Iterable[bytes], to: Path) -> None:
    """Raises Refusal."""
    unpacker = zlib.decompressobj()
    to.touch(mode=0o600)
    with to.open("r+b") as file:
        try:
            for part in data:
                file.write(unpacker.decompress(part))
        except zlib.error:
            raise Refusal("This backup can't be unpacked: use another.") from None
        file.write(unpacker.flush())


def counted_whole(path: Path) -> dict[str, int]:
    """The rows of each table, of a database that is whole. Raises Refusal."""
    with closing(sqlite3.connect(path)) as database:
        try:
            (said,) = database.execute("PRAGMA integrity_check(1)").fetchone()
            if said == "ok":
                return counted(asking(database), "sqlite")
        except sqlite3.DatabaseError as problem:
            said = str(problem)
    raise Refusal(f"The database in this backup isn't whole ({said}): use another.")


def asking(database: sqlite3.Connection) -> Ask:
    return lambda query: database.execute(query).fetchall()

"""A SQLite file with every migration applied. Each time takes four seconds of a processor, so it is made once for all of `make test` and copied."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db.backends.sqlite3.creation import DatabaseCreation

from tests.everything import SHARED


def migrated() -> Path:
    """In the folder that all processes of one `make test` share; without one each makes its own."""
    from tests.journeys.homes import Home

    folder = Path(os.environ.get(SHARED) or os.environ["AFTERVISIT_HOME"])
    home = Home(folder / "migrated")
    with (folder / "migrated.lock").open("w") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        made, ready = home.path / "aftervisit.sqlite3", folder / "migrated.sqlite3"
        if not ready.exists():
            home.path.mkdir(exist_ok=True)
            done = home.run("migrate", "--verbosity=0")
            assert done.returncode == 0, done.stderr
            home.sql("PRAGMA journal_mode = DELETE")
            made.rename(ready)
    return ready


@contextmanager
def begun_with(patch: pytest.MonkeyPatch) -> Iterator[None]:
    """While this lasts, a new SQLite test database begins as that file; what it should lack is still migrated."""
    make = DatabaseCreation._create_test_db
    open_until_used = []

    def filled(self: DatabaseCreation, *arguments: Any) -> str:
        name: str = make(self, *arguments)
        target = sqlite3.connect(name, uri=name.startswith("file:"))
        open_until_used.append(target)  # a database in memory is gone with its last connection
        with closing(sqlite3.connect(migrated())) as source:
            source.backup(target)
        return name

    patch.setattr(DatabaseCreation, "_create_test_db", filled)
    yield
    for one in open_until_used:
        one.close()

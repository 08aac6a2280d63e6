"""A SQLite file whose rows moved to PostgreSQL takes no pages any more: a stop pressed there would be known to nobody who sends."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection

from clinic.models import Installation
from clinic.refusal import Refusal

MOVED = "moved to PostgreSQL"  # stands where the live mark stood: no home holds it
AWAY = (
    "This SQLite file was moved to PostgreSQL: set DATABASE_URL to the new database. "
    "To go back to this one, run go_live on it first, or, where it only practised, restore the backup made before the move."
)


def refuse_moved() -> None:
    """Raises Refusal. go_live, on the way back, takes the mark away.

    Asked before a web process forks: on a connection of its own, which is closed again.
    """
    if connection.vendor == "sqlite" and was_moved(Path(connection.settings_dict["NAME"])):
        raise Refusal(AWAY)


def was_moved(place: Path) -> bool:
    """False too for a file that isn't there, or isn't prepared yet."""
    asked = f"SELECT 1 FROM {Installation._meta.db_table} WHERE live_mark = ?"
    try:
        with closing(sqlite3.connect(f"{place.resolve().as_uri()}?mode=ro", uri=True)) as file:
            return file.execute(asked, [MOVED]).fetchone() is not None
    except sqlite3.Error:
        return False

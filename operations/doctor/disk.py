"""Room on the disks of the home and of the database. A full disk stops every claim before a byte leaves, and every page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from operations.doctor.finding import Found, Look, error, ok, unknown, warning

MB = 1_000_000
STOPS_AT, TIGHT_AT = 200 * MB, 2_000 * MB
MAKE_ROOM = "Make room, or move the home to a larger disk."


def disk(look: Look) -> Iterator[Found]:
    home = Path(settings.HOME)
    yield room("the home", home, 0)
    if connection.vendor != "sqlite":
        yield unknown(
            "The database's disk is on its own server.", "Watch it there: it should never be more than 80 % full."
        )
        return
    file = Path(str(connection.settings_dict["NAME"]))
    if file.parent != home and file.exists():  # in tests it is in memory
        yield room("the database's folder", file.parent, file.stat().st_size)


def room(name: str, folder: Path, database: int) -> Found:
    """A backup needs as much again as the database takes."""
    free = shutil.disk_usage(folder).free
    says = f"{free // MB:,} MB are free in {name}."
    if free < STOPS_AT:
        return error(says, MAKE_ROOM)
    return warning(says, MAKE_ROOM) if free < max(TIGHT_AT, database) else ok(says)

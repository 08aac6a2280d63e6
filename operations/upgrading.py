"""`upgrade`: a backup first, then the database is brought to this version, and looked at again before anybody uses it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from clinic.fitness import check_database, refuse_newer
from clinic.models import AuditEntry
from clinic.refusal import Refusal
from clinic.version import VERSION
from operations.backup.making import Made, back_up
from operations.backup.scratch import refuse_short
from operations.backup.sealed_file import Secret
from operations.backup.snapshots import asking, database_file, size_of
from operations.backup.tables import counted
from scheduler.lock import ClockRunning, the_only_clock
from scheduler.web_lock import no_web

ROOM = 2  # times the database: a change may write a large table anew, beside the old one


@dataclass(frozen=True)
class Upgraded:
    """`changes` as "app.name", in the order they were made. `fewer`: tables that have fewer rows than before."""

    changes: list[str]
    backup: Made | None
    fewer: dict[str, tuple[int, int]]


def pending() -> list[str]:
    """What is to be changed for this version. Raises Refusal for a database of a newer one, or one that can't be opened."""
    executor = refuse_newer()
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def upgrade(now: datetime, *, place: Path | None, secret: Secret | None, by: str) -> Upgraded:
    """`place`: where the backup goes; without one there is none. Raises Refusal, OSError."""
    changes = pending()
    if not changes:
        return Upgraded([], None, {})
    try:
        with the_only_clock(), no_web():
            if connection.vendor == "sqlite":
                file = database_file()
                refuse_short(file.parent, ROOM * size_of(file))
            made = back_up(place, secret, now) if place and secret else None
            before = rows()
            call_command("migrate", verbosity=0, interactive=False)
            check_database()
            connection.check_constraints()
            after = rows()
    except ClockRunning:
        raise Refusal("The timer is at work here: stop timer, workers and web first. Nothing was changed.") from None
    AuditEntry.objects.record("upgrade", actor=by, now=now, version=VERSION, changes=len(changes), backup=bool(made))
    fewer = {name: (count, after.get(name, 0)) for name, count in before.items() if after.get(name, 0) < count}
    return Upgraded(changes, made, fewer)


def rows() -> dict[str, int]:
    with connection.cursor() as cursor:
        return counted(asking(cursor), connection.vendor)

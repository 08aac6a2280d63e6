"""`restore`: everything that could go wrong is looked at before anything is written; then the copy takes its place in one step.

The order: key and manifest, the keys of the data, what stands here, room on the disk, every part of the file, every table counted.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from clinic import live_mark
from clinic.audit_seals import FILE as AUDIT_SEAL
from clinic.refusal import Refusal
from operations.backup import restored_postgres, restored_sqlite
from operations.backup.checking import opened
from operations.backup.manifest import Manifest
from operations.backup.sealed_file import Secret
from patients.keys import KeyRing
from scheduler.lock import ClockRunning, the_only_clock
from scheduler.web_lock import no_web


@dataclass(frozen=True)
class Restored:
    """`aside`: where what stood here before is kept; empty when there was nothing."""

    manifest: Manifest
    aside: str


def restore(file: Path, now: datetime, *, secret: Secret | None = None, replace: bool = False, by: str) -> Restored:
    """Raises Refusal, OSError. Nothing is changed unless all is well."""
    with opened(file, secret) as (manifest, data):
        refuse_unfit(manifest)
        place = restored_postgres if connection.vendor == "postgresql" else restored_sqlite
        try:
            with the_only_clock(), no_web():
                stands = place.refuse_data(replace=replace)
                stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%S")
                aside = place.put_in_place(manifest, data, now, stamp if stands else "", by=by)
                set_marks_aside(stamp)
        except ClockRunning:
            raise Refusal("The timer is at work here: stop timer and web first.") from None
    return Restored(manifest, aside)


def refuse_unfit(manifest: Manifest) -> None:
    if manifest.vendor != connection.vendor:
        kinds = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        raise Refusal(
            f"This backup is of {kinds.get(manifest.vendor, 'another database')}, and DATABASE_URL leads to {kinds[connection.vendor]}: "
            "restore it where it came from, then move (docs/moving-to-postgresql.md)."
        )
    held = {key.id for key in KeyRing.from_settings()}
    if lacking := [one for one in manifest.key_ids if one not in held]:
        raise Refusal(
            f"The names in this backup are sealed with key {lacking[0]}, which isn't here: put your copy of keys.json into {settings.HOME}, "
            "or set FIELD_ENCRYPTION_KEYS. Nothing was changed."
        )
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    ours = {app for app, _ in known}
    applied = [tuple(one.split(".", 1)) for one in manifest.migrations]
    if newer := [name for app, name in applied if app in ours and (app, name) not in known]:
        raise Refusal(
            f"This backup was made by a newer version of Aftervisit ({newer[-1]}): upgrade the program first."
        )


def set_marks_aside(stamp: str) -> None:
    """The home's marks are of what stood here before: of its being live, and of the end of its audit trail."""
    for name in (live_mark.NAME, AUDIT_SEAL):
        with suppress(FileNotFoundError):
            (Path(settings.HOME) / name).rename(Path(settings.HOME) / f"{name}.before-restore-{stamp}")

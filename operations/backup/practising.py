"""What makes a copy harmless before anybody can use it: no live mark, nobody signed in, and a note since when it doesn't know what left.

Plain SQL, because a backup may be of an older version, whose columns the models of today don't fit.
"""

from __future__ import annotations

from datetime import datetime

from django.core.management import call_command

from clinic.models import AuditEntry, Installation
from operations.backup.manifest import Manifest

HARMLESS = (
    "UPDATE clinic_installation SET live_mark = '', live_since = NULL",
    "DELETE FROM django_session",
    "DELETE FROM usersessions_usersession",
)


def prepare(manifest: Manifest, now: datetime, *, by: str) -> None:
    """Bring the copy to this version, and note what it can't know. Django's connection leads to it."""
    call_command("migrate", verbosity=0, interactive=False)
    if manifest.live:  # one that always practised has sent nobody anything
        mark_unknown(manifest.at)
    AuditEntry.objects.record("restore", actor=by, now=now, made_at=manifest.made_at, rows=manifest.rows)


def mark_unknown(since: datetime) -> None:
    """The earliest counts: a backup of a restored copy that wasn't live yet knows no more than the first one did."""
    installation = Installation.current()
    installation.unknown_since = min(filter(None, (installation.unknown_since, since)))
    installation.save(update_fields=["unknown_since"])

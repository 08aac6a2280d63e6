"""The keys: whether they open what is stored, and who on this machine can read them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from campaigns.keeping.key_check import lacking_keys
from clinic import live_mark
from clinic.models import Installation
from operations.doctor.finding import Found, Look, error, ok, unknown, warning

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def keys(look: Look) -> Iterator[Found]:
    """Files first: they can be seen when the database is away."""
    yield from files()
    installation = Installation.objects.first()
    if installation and (lacking := lacking_keys(installation)):
        fix = f"Restore keys.json in {settings.HOME}, or set FIELD_ENCRYPTION_KEYS to the right keys."
        yield error(f"Stored names and addresses need a key that isn't here ({', '.join(lacking)}).", fix)
    elif installation and installation.key_ids:
        yield ok("The keys are those that the stored data was sealed with.")
    else:
        yield unknown("Nothing is sealed yet.")


def files() -> Iterator[Found]:
    home = Path(settings.HOME)
    found = [home / "keys.json", home / live_mark.NAME, home / "aftervisit.sqlite3"]
    found += [Path(settings.FHIR_KEY_FILE)] if settings.FHIR_KEY_FILE else []
    present = [one for one in found if one.exists()]
    readable = [one for one in present if one.stat().st_mode & OTHERS]
    shut = not home.stat().st_mode & OTHERS  # then it doesn't matter what stands within
    for one in readable:
        if one.parent == home and shut:
            continue
        secret = one.suffix != ".sqlite3"
        says = f"Others on this machine can read {one.name} (mode {stat.S_IMODE(one.stat().st_mode):04o})."
        yield (error if secret else warning)(says, f"chmod 600 {one}, or chmod 700 {home}")
    strange = [one.name for one in present if one.stat().st_uid != os.geteuid()]
    if strange:
        yield warning(
            f"{', '.join(strange)} belong to another user than the one who asks.",
            "Run every program as one user of its own.",
        )
    if present and not readable and not strange:
        yield ok(f"Only this user can read {', '.join(one.name for one in present)}.")

"""`make run` on a home that holds data: what a new version changes comes after a backup, as with `upgrade`. A fresh home needs none."""

from __future__ import annotations

import base64
import os
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from operations.backup.making import MINE_ONLY
from operations.backup.secret import KEY_BYTES, from_file
from operations.backup.tables import has_data
from operations.upgrading import pending, rows, upgrade


def bring_up_to_date(now: datetime) -> Path | None:
    """The backup, where one was due. All of them stay, as those of `upgrade`. Raises Refusal, OSError."""
    if not pending() or not has_data(rows()):
        call_command("migrate", verbosity=0)
        return None
    folder = Path(settings.HOME) / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    secret = from_file(settings.BACKUP_KEY_FILE or key_in(folder))
    made = upgrade(now, place=folder, secret=secret, by="make run").backup
    return made.file if made else None


def key_in(folder: Path) -> Path:
    """A key beside what it seals: these backups are for a change that goes wrong, not for a thief. Nobody is asked for a passphrase here."""
    key = folder / "backup.key"
    if not key.exists():
        draft = folder / "backup.key.unfinished"  # half a key under the real name would be in the way for ever
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, MINE_ONLY, 0o600), "wb") as file:
            file.write(base64.b64encode(os.urandom(KEY_BYTES)))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(key)
    return key

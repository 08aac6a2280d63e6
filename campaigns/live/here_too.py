"""One more machine of an installation that is live already: its own home gets its own mark, and the first one keeps sending."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from campaigns.sending.way import obstacles
from clinic import live_mark
from clinic.models import AuditEntry, ClinicProfile, Installation
from clinic.refusal import Refusal

SILENT = timedelta(hours=1)  # no clock for longer: this may be a copy that nobody's clock ticks on


def go_live_here_too(now: datetime, *, by: str) -> None:
    """Raises Refusal where this may be a copy: a person then says which one is to send, with go_live."""
    home = Path(settings.HOME)
    found = live_mark.read(home)
    installation = Installation.current()
    if why := why_not(installation, now) or why_restored(found, installation):
        raise Refusal(why)
    live_mark.write(home, installation.live_mark, installation.hand_overs)
    AuditEntry.objects.record("go live here too", actor=by, now=now)


def why_silent_here() -> str:
    """Why this machine may not send for an installation that is live, as one sentence; empty when it may, and while all practise."""
    home = Path(settings.HOME)
    found = live_mark.read(home)  # before the row
    installation = Installation.current()
    if not installation.live_mark:
        return ""
    return live_mark.why_silent(found, home, installation.live_mark, installation.hand_overs)


def why_not(installation: Installation, now: datetime) -> str:
    if connection.vendor != "postgresql":
        return "Several machines need PostgreSQL: on SQLite one sends."
    if not installation.live_mark:
        return "This installation is practising: run go_live on its first machine."
    if installation.ticked_at is None or now - installation.ticked_at > SILENT:
        return (
            "No clock has ticked on this database for an hour, so it may be a restored copy. "
            "Start the timer on the live machine; if there is none, run go_live here."
        )
    return next(iter(obstacles(ClinicProfile.current())), "")


def why_restored(found: live_mark.LiveMark | None, installation: Installation) -> str:
    """A home that has seen more hand-overs than the database knows of."""
    if found and found.mark == installation.live_mark and found.hand_overs > installation.hand_overs:
        return "The database is older than this home: it was restored from a backup. Check what has left since, then run go_live."
    return ""

"""A SQLite file whose rows moved to PostgreSQL takes no pages any more: a stop pressed there would be known to nobody who sends."""

from __future__ import annotations

from django.db import DatabaseError, connection

from clinic.models import Installation
from clinic.refusal import Refusal

MOVED = "moved to PostgreSQL"  # stands where the live mark stood: no home holds it
AWAY = (
    "This SQLite file was moved to PostgreSQL: set DATABASE_URL to the new database. "
    "To go back to this one, run go_live on it first, or, where it only practised, restore the backup made before the move."
)


def refuse_moved() -> None:
    """Raises Refusal. go_live, on the way back, takes the mark away."""
    if connection.vendor != "sqlite":
        return
    try:
        moved = Installation.objects.filter(live_mark=MOVED).exists()
    except DatabaseError:  # not prepared yet
        return
    finally:
        connection.close()
    if moved:
        raise Refusal(AWAY)

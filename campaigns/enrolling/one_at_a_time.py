"""Taking people in comes one after the other: two desks, a file and a record system may tell of one person at once.

What is looked up then holds until the transaction ends: nobody is stored twice, and no visit starts while its cancellation is written.
"""

from __future__ import annotations

from typing import Final

from django.db import connection

KEY: Final = 0x41465449  # "AFTI": any constant of our own; the clock has another (scheduler/lock.py)


def one_at_a_time() -> None:
    """Wait for whoever is at it; held until the transaction ends. Called before any row is written, so that nobody waits in a circle.

    On SQLite the transaction itself is that lock: it begins as the only writer.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [KEY])

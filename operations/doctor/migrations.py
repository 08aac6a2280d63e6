"""Is the database prepared for this version, and not for a newer one?"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from clinic.fitness import check_migrations
from clinic.refusal import Refusal
from operations.doctor.finding import Found, Look, error, ok


def migrations(look: Look) -> Iterator[Found]:
    with connection.cursor():
        pass  # raises, where the refusal would quote the driver, with host and role
    try:
        check_migrations()
        yield ok("The database is prepared for this version.")
    except Refusal as refusal:
        yield error(str(refusal), "Make a backup, then run `python manage.py migrate`.")

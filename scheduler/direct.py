"""A connection to the database itself, also where DATABASE_URL leads to a pooler: for what lasts as long as a session does."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper


def direct_connection() -> BaseDatabaseWrapper:
    """One of its own, which nobody else uses."""
    its_own = connection.copy()
    its_own.settings_dict = {**its_own.settings_dict, **settings.DATABASE_DIRECT}
    return its_own

"""Ids as the hot path reads them: Django makes a UUID of each, which takes longer than reading its whole row.

`values_list(Key("pk"), Key("series"), …)`
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Cast


class Key(Cast):
    """A column of ids, as text in the database's own spelling. `UUID(text)` and every query of ours take it."""

    def __init__(self, column: str) -> None:
        super().__init__(column, models.TextField())

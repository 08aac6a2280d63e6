"""Django's own connection, led to another database for a while: so a copy is prepared before it takes the place of anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections


@contextmanager
def pointed_at(**changed: Any) -> Iterator[None]:
    """`changed`: entries of Django's DATABASES that differ there."""
    before, usual = connections[DEFAULT_DB_ALIAS], connections.settings[DEFAULT_DB_ALIAS]
    lead_to({**usual, **changed})
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS].close()
        connections.settings[DEFAULT_DB_ALIAS] = usual
        connections[DEFAULT_DB_ALIAS] = before


def lead_to(database: Mapping[str, Any]) -> None:
    connections.settings[DEFAULT_DB_ALIAS] = dict(database)
    connections[DEFAULT_DB_ALIAS] = connections.create_connection(DEFAULT_DB_ALIAS)

"""What a copy of the database is judged by: its tables counted, and what it says of itself. The same questions on both databases."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from operations.backup.manifest import Manifest

Ask = Callable[[str], list[tuple[Any, ...]]]
"""Runs one query on the copy in question."""

NAMES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}
# What stands in every prepared database, with or without a clinic in it.
WITHOUT_WORTH = (
    "django_",
    "auth_permission",
    "auth_group",
    "clinic_installation",
    "clinic_clinicprofile",
    "procrastinate_",
)


def counted(ask: Ask, vendor: str) -> dict[str, int]:
    return {name: ask(f'SELECT count(*) FROM "{name}"')[0][0] for (name,) in sorted(ask(NAMES[vendor]))}


def described(ask: Ask, vendor: str, *, made_at: str, size: int) -> Manifest:
    tables = counted(ask, vendor)
    mark: Any = ""
    key_ids: Any = []
    if tables.get("clinic_installation"):
        mark, key_ids = ask("SELECT live_mark, key_ids FROM clinic_installation")[0]
    applied = ask("SELECT app, name FROM django_migrations ORDER BY id") if "django_migrations" in tables else []
    return Manifest(
        made_at=made_at, vendor=vendor, live=bool(mark), key_ids=json.loads(key_ids) if isinstance(key_ids, str) else key_ids,
        migrations=[f"{app}.{name}" for app, name in applied], tables=tables, size=size,
    )  # fmt: skip


def has_data(tables: dict[str, int]) -> bool:
    """Whether somebody would miss something: rows of ours beyond those that preparing makes."""
    return any(rows and not name.startswith(WITHOUT_WORTH) for name, rows in tables.items())

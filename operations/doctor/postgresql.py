"""PostgreSQL: its version, whether a commit is on disk, whether the way there is encrypted, and whether the indexes are sound."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import DatabaseError, connection, transaction

from operations.doctor.finding import Found, error, ok, unknown, warning

OLDEST = 14  # what Django 5.2 works with
INDEXES = """
SELECT bt_index_check(c.oid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_am a ON a.oid = c.relam JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE a.amname = 'btree' AND n.nspname = current_schema() AND i.indisready AND i.indisvalid AND c.relpersistence = 'p'
"""


def postgresql() -> Iterator[Found]:
    version = int(value("SHOW server_version_num"))
    says = f"PostgreSQL {version // 10_000}.{version % 10_000}."
    yield ok(says) if version >= OLDEST * 10_000 else error(says, f"Upgrade it to {OLDEST} or later.")
    yield from on_disk()
    yield from encrypted()
    yield sound()


def on_disk() -> Iterator[Found]:
    """A claim must be on disk before the first byte of an email leaves: else a crash could send it twice."""
    if value("SHOW fsync") != "on":
        yield error("fsync is off: after a power cut messages could leave twice.", "Set fsync = on in postgresql.conf.")
    if value("SHOW synchronous_commit") == "off":
        yield error(
            "synchronous_commit is off: after a crash messages could leave twice.", "Set synchronous_commit = on."
        )


def encrypted() -> Iterator[Found]:
    over_socket = value("SELECT inet_server_addr() IS NULL")
    tls = value("SELECT COALESCE((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false)")
    if not over_socket and not tls:
        yield warning(
            "The connection to the database isn't encrypted.",
            "Add ?sslmode=verify-full to DATABASE_URL, unless it is this machine.",
        )


def sound() -> Found:
    if not value("SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'amcheck')"):
        return unknown(
            "Whether its indexes are sound isn't known: amcheck isn't there.",
            "As its superuser: CREATE EXTENSION amcheck.",
        )
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(INDEXES)
            return ok(f"Its {len(cursor.fetchall())} indexes are sound (amcheck).")
    except DatabaseError as fault:
        state = getattr(fault.__cause__, "sqlstate", None)
        if state == "42501":
            return unknown(
                "amcheck is there, and we may not use it.",
                "GRANT EXECUTE ON FUNCTION bt_index_check(regclass) to our role.",
            )
        return error(
            f"amcheck found an index that isn't sound ({state}).",
            "See PostgreSQL's log, then REINDEX, and look for a failing disk.",
        )


def value(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]

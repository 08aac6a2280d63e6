"""Django's DATABASES entries: SQLite in the home, or the PostgreSQL that a DATABASE_URL names."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote

from config.environment import Environment, parted
from config.misconfigured import Misconfigured

# Seconds, and milliseconds: a network that swallows everything is noticed within a minute, not after the two hours of the system's own.
NOTICED = {"connect_timeout": "10", "keepalives_idle": "20", "keepalives_interval": "10", "keepalives_count": "3", "tcp_user_timeout": "60000"}  # fmt: skip


def database(found: Environment) -> dict[str, object]:
    """Django's DATABASES entry: SQLite in the home (WAL, full sync, IMMEDIATE), or the PostgreSQL of DATABASE_URL."""
    if not found.database_url or found.database_url.startswith("sqlite:"):
        path = found.database_url.removeprefix("sqlite://")
        if path and not path.startswith("/"):
            raise Misconfigured(
                "DATABASE_URL isn't understood: write sqlite:///whole/path/file.sqlite3, or leave it out."
            )
        return sqlite(Path(path) if path else found.home / "aftervisit.sqlite3")
    pooled = {"DISABLE_SERVER_SIDE_CURSORS": True} if found.database_direct_url else {}
    return {**postgres("DATABASE_URL", found.database_url), **pooled}


def direct_database(found: Environment) -> dict[str, object]:
    """Where a session of its own is needed and DATABASE_URL leads to a pooler; empty where it leads to the database itself."""
    return postgres("DATABASE_DIRECT_URL", found.database_direct_url) if found.database_direct_url else {}


def postgres(name: str, url: str) -> dict[str, object]:
    """Raises Misconfigured."""
    parts = parted(url)
    if parts is None or parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise Misconfigured(
            f"{name} isn't understood: write postgresql://user:password@host:5432/name, or leave it out for SQLite."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host_as_written(parts)),
        "PORT": str(parts.port or ""),
        "OPTIONS": {**NOTICED, **dict(parse_qsl(parts.query))},  # such as sslmode=verify-full
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def host_as_written(parts: SplitResult) -> str:
    """`hostname` is in lower case, which a socket's folder needn't be."""
    host = parts.netloc.rpartition("@")[2]
    return (host.rpartition(":")[0] if parts.port else host).strip("[]")


def sqlite(path: Path) -> dict[str, object]:
    # IMMEDIATE: a transaction that reads first and writes later would answer "database is locked" at once.
    # FULL: a claim must be on disk before the first byte of an email leaves.
    # secure_delete: an erased patient's key doesn't stay behind in a free page.
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA temp_store=MEMORY;PRAGMA secure_delete=ON;",
        },
    }

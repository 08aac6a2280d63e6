"""Run a benchmark where it can harm nothing: a process, a home and a database of its own, gone when it is over."""

from __future__ import annotations

import base64
import json
import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from clinic.refusal import Refusal

BASE = Path(__file__).resolve().parent.parent.parent
OF_THE_INSTALLATION = (
    "AFTERVISIT_",
    "SENDGRID_",
    "SMTP_",
    "SES_",
    "AWS_",
    "PROVIDER_",
    "FIELD_",
    "DATABASE_URL",
    "ONLY_TO",
)


def measured(name: str, size: int, *more: int, database: str = "") -> dict[str, Any]:
    """The figures and ratios of the benchmark called `name`. Raises Refusal when it could not be run.

    `database`: the URL of a PostgreSQL on which it may make databases of its own; empty for SQLite.
    """
    with tempfile.TemporaryDirectory(prefix="aftervisit-benchmark-") as home:
        done = subprocess.run(
            [sys.executable, "-m", "operations.benchmarks", name, *map(str, (size, *more))],
            cwd=BASE, env=environment(Path(home), database), stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
    if done.returncode:
        raise Refusal(f"The benchmark {name} ended early: see the lines above.")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def environment(home: Path, database: str = "") -> dict[str, str]:
    """None of this installation's settings: no database, no key and no provider of its."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OF_THE_INSTALLATION)}
    return (
        kept
        | ({"DATABASE_URL": database} if database else {})
        | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "AFTERVISIT_HOME": str(home),
            "AFTERVISIT_TRANSPORT": "sendgrid",  # live, but for the stand-in that takes its place
            "SENDGRID_API_KEY": "none",
            "PUBLIC_URL": "https://learn.willow-street.example",
            "SECRET_KEY": secrets.token_urlsafe(48),
            "FIELD_ENCRYPTION_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
            "DEBUG": "no",
        }
    )

"""Logs tell what happened to which id, and nothing of a person: at every level, and in tracebacks too."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType
from typing import Any

# At DEBUG or INFO these write out what they carry: SQL with its values, request bodies, keys, addresses. Two say nothing of use as a
# WARNING either: Django a line for each 404, APScheduler that a long run made it leave out a tick.
TALKATIVE = (
    "django.db.backends", "django.request", "python_http_client", "sendgrid", "urllib3", "botocore", "apscheduler", "asyncio",
    "procrastinate", "psycopg",
)  # fmt: skip


class WithoutValues(logging.Formatter):
    """A traceback says where and what kind; the exception's own text, which may quote a value, stays out."""

    def formatException(  # noqa: N802 - the standard library's name
        self, exc_info: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        kind, _, trace = exc_info
        frames = "".join(traceback.format_tb(trace))
        return f"{frames}{kind.__module__}.{kind.__qualname__}" if kind else ""


def logging_config(level: str) -> dict[str, Any]:
    """Django's LOGGING. `level` is a name such as INFO."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"plain": {"()": WithoutValues, "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
        "root": {"handlers": ["stderr"], "level": "DEBUG" if level == "DEBUG" else "WARNING"},
        "loggers": {
            "aftervisit": {"level": level},
            **{
                name: {"level": "ERROR" if name in ("django.request", "apscheduler") else "WARNING"}
                for name in TALKATIVE
            },
        },
    }

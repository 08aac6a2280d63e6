"""Logs tell what happened to which id, and nothing of a person: at every level, as text and as JSON, and in tracebacks too."""

from __future__ import annotations

import json
import logging
import re
import traceback
from copy import copy
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from config.environment import Misconfigured
from config.routes import route_of

# At DEBUG or INFO these write out what they carry: SQL with its values, request bodies, keys, addresses. Three say nothing of use as a
# WARNING either: Django a line for each 404, APScheduler that a long run made it leave out a tick, urllib3 a traceback for an odd header.
TALKATIVE = (
    "django.db.backends", "django.request", "python_http_client", "sendgrid", "urllib3", "botocore", "apscheduler", "asyncio",
    "procrastinate", "psycopg",
)  # fmt: skip
ID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
# A net under what nobody meant to log: an address, or the token of a patient's link (patients/tokens.py).
ADDRESS = re.compile(r"[^\s<>()\"',;:=]+@[^\s<>()\"',;:]+")
TOKEN = re.compile(r"(?<![A-Za-z0-9_-])(?=[A-Za-z_-]*[0-9A-Z])[A-Za-z0-9_-]{32}(?![A-Za-z0-9_-])")
Fault = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutValues(logging.Formatter):
    """A traceback says where and what kind; the exception's own text, which may quote a value, stays out."""

    def formatException(self, exc_info: Fault) -> str:  # noqa: N802 - the standard library's name
        kind, fault, trace = exc_info
        frames = "".join(traceback.format_tb(trace))
        return f"{frames}{told_of(fault)}" if kind else ""

    def format(self, record: logging.LogRecord) -> str:
        told = copy(record)  # the record is other handlers' too
        told.msg, told.args, told.exc_text = message_of(record), (), None  # the text may be another formatter's
        return super().format(told)


class AsJson(WithoutValues):
    """One line an event, for a program that gathers logs. Keys: time (UTC), level, logger, message, ids, and of a fault its kind and place."""

    def format(self, record: logging.LogRecord) -> str:
        message = message_of(record)
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": message,
        }
        if ids := list(dict.fromkeys(ID.findall(message))):
            line["ids"] = ids
        line |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[0]:
            line |= {"fault": told_of(record.exc_info[1]), "at": places(record.exc_info[2])}
        return json.dumps(line, ensure_ascii=False)


def message_of(record: logging.LogRecord) -> str:
    """Django logs a request by its path, which may hold a token: of a request only the status and the route are said."""
    status = getattr(record, "status_code", None)
    if status is not None and hasattr(record, "request"):
        return f"{status} at {route_of(str(getattr(record.request, 'path_info', '')))}"
    try:
        said = record.getMessage()
    except Exception:  # noqa: BLE001 - a faulty call of a logger: logging itself would print its arguments
        said = str(record.msg)
    return TOKEN.sub("[token]", ADDRESS.sub("[address]", said))


def told_of(fault: BaseException | None) -> str:
    """Its kind. Only a setting that stops us is written with its text, which is made for whoever set it."""
    kind = f"{type(fault).__module__}.{type(fault).__qualname__}"
    return f"{kind}: {fault}" if isinstance(fault, Misconfigured) else kind


def places(trace: TracebackType | None) -> list[str]:
    """The lines it went through, the innermost last: folder/file:line."""
    return [f"{'/'.join(Path(one.filename).parts[-2:])}:{one.lineno}" for one in traceback.extract_tb(trace)]


def logging_config(level: str, written: str = "text") -> dict[str, Any]:
    """Django's LOGGING. `level` is a name such as INFO, `written` text or json."""
    plain = {"()": WithoutValues, "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": AsJson} if written == "json" else plain},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": "DEBUG" if level == "DEBUG" else "WARNING"},
        "loggers": {
            "aftervisit": {"level": level},
            "django.server": {"level": "CRITICAL"},  # runserver's lines are whole paths, on a handler of its own
            **{
                name: {"level": "ERROR" if name in ("django.request", "apscheduler", "urllib3") else "WARNING"}
                for name in TALKATIVE
            },
        },
    }

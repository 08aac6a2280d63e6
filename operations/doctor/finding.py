"""What one look at the installation found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    OK = "ok"
    WARNING = "warning"
    """It sends, and somebody should look."""
    ERROR = "error"
    """It doesn't send, or mustn't."""
    UNKNOWN = "unknown"
    """It couldn't be seen from here. `fix` says how it can be."""


@dataclass(frozen=True)
class Finding:
    """`says` and `fix` are sentences without a key, a name or an address of a person; `fix` is empty where there is nothing to do."""

    check: str
    status: Status
    says: str
    fix: str = ""

    def as_json(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True)
class Look:
    """`outside`: whether the provider and the name servers may be asked."""

    now: datetime
    outside: bool = False


@dataclass(frozen=True)
class Found:
    """A finding before it is given the name of its check."""

    status: Status
    says: str
    fix: str = ""


Check = Callable[[Look], Iterable[Found]]


def ok(says: str) -> Found:
    return Found(Status.OK, says)


def warning(says: str, fix: str) -> Found:
    return Found(Status.WARNING, says, fix)


def error(says: str, fix: str) -> Found:
    return Found(Status.ERROR, says, fix)


def unknown(says: str, fix: str = "") -> Found:
    return Found(Status.UNKNOWN, says, fix)

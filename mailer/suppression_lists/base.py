"""What every provider's lists have in common."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from mailer.events.base import Happened


@dataclass(frozen=True)
class Listed:
    """One address a provider won't mail, and what happened to put it there: HARD_BOUNCE, DROPPED, COMPLAINT or UNSUBSCRIBED."""

    address: str = field(repr=False)
    happened: Happened


class ListsUnreadable(Exception):
    """The provider didn't show its lists. The text is one sentence for staff."""


class SuppressionLists(Protocol):
    def listed(self) -> Iterator[Listed]:
        """Every address, page by page; one may come more than once. Raises ListsUnreadable."""

    def close(self) -> None:
        """Drop the connections."""

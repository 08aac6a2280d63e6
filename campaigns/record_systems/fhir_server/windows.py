"""Which stretch of time is asked for next. A server needn't sort, so all of a stretch is read before we move on; a short one is read again sooner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

OVERLAP: Final = timedelta(minutes=5)  # clocks differ, and a server may store something a while after its time
LONGEST: Final = timedelta(days=1)
SHORTEST: Final = timedelta(minutes=1)
LATE: Final = timedelta(days=30)  # so long after a visit its status and diagnoses may still come


@dataclass(frozen=True)
class Window:
    """What was changed from `since` on; `until` is None for "up to now"."""

    since: datetime
    until: datetime | None = None

    @property
    def lower(self) -> datetime:
        return self.since - OVERLAP

    def parameters(self) -> list[tuple[str, str]]:
        """FHIR R4, search.html#date: seconds are enough, rounded down below and up above."""
        asked = [("_lastUpdated", f"ge{written(self.lower)}")]
        return asked + ([("_lastUpdated", f"lt{written(self.until + timedelta(seconds=1))}")] if self.until else [])


def oldest_visit(window: Window, first: datetime) -> date:
    """A visit that ended before starts nothing: a server that touches all its rows would bring a year of them. `first`: when we began to ask."""
    return max(window.since - LATE, first).astimezone(UTC).date() - timedelta(days=1)  # days are the clinic's


def next_window(since: datetime, now: datetime, longest: timedelta = LONGEST) -> Window:
    return Window(since, since + longest) if since + longest < now else Window(since)


def half(window: Window, now: datetime) -> timedelta | None:
    """How long the next try may be after this one held too much; None when it can't be shorter."""
    found = ((window.until or now) - window.since) / 2
    return found if found >= SHORTEST else None


def reached(window: Window, began: datetime, told: datetime | None) -> datetime:
    """Up to when all is taken in. `told`: the server's clock, which counts where it is behind ours."""
    if window.until:
        return window.until
    return max(window.since, min(began, told or began))


def written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

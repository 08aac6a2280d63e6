"""One round of asking a FHIR server: window after window, each page taken in before the cursor moves behind its window.

A kill between the two reads the window again, and a visit starts a series at most once (docs/decisions/019).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext_noop

from campaigns.intake.taking import Result, take_all
from campaigns.models import RecordFeed
from campaigns.record_systems.accounting import note
from campaigns.record_systems.fhir_server.cannot_ask import CannotAsk, TooManyPages
from campaigns.record_systems.fhir_server.news import News
from campaigns.record_systems.fhir_server.searching import Searching
from campaigns.record_systems.fhir_server.windows import LONGEST, Window, half, next_window, reached
from patients.visits import Found

BY: Final = "fhir server"  # the actor in the trail
OUR_FAULT: Final = gettext_noop("Our own reading failed: see the log of the timer.")
GoOn = Callable[[], bool]


class Busy(Exception):
    """Another program of this installation is asking the same server."""


def poll(
    searching: Searching, *, by: str = BY, go_on: GoOn = lambda: True, since: datetime | None = None
) -> Iterator[Result]:
    """Ask for what is new and take it in. `since`: begin there instead of where the last round ended.

    Raises CannotAsk, after noting it with the time of the next try, and Busy.
    """
    clock, every = searching.clock, searching.server.every
    feed = RecordFeed.objects.named(searching.server.base, clock())
    if not feed.take(clock()):
        raise Busy
    try:
        if since:
            feed.begin(since)
        yield from Round(searching, feed, by, go_on).results()
    except CannotAsk as problem:
        feed.failed(clock(), str(problem), every, wait=problem.wait)
        raise
    except Exception:
        feed.failed(clock(), OUR_FAULT, every)
        raise
    finally:
        feed.let_go()


class Round:
    def __init__(self, searching: Searching, feed: RecordFeed, by: str, go_on: GoOn) -> None:
        self.searching, self.feed, self.by, self.go_on = searching, feed, by, go_on
        self.longest = LONGEST
        self.errors = 0

    def results(self) -> Iterator[Result]:
        """Ends when all up to now is taken in, or between two pages when we are asked to end."""
        clock = self.searching.clock
        while self.go_on():
            began = clock()
            window = next_window(self.feed.since, began, self.longest)
            news = News(self.searching, window, self.feed.began_at)
            self.searching.first_told = None
            try:
                for found in news.pages():
                    yield from self.taken(found)
                    if not self.go_on():
                        return
            except TooManyPages:
                self.longest = shorter(window, clock())
                continue
            self.feed.move(reached(window, began, self.searching.first_told))
            if window.until is None:
                self.feed.worked(clock(), self.searching.server.every, news.lacks)
                if self.errors:
                    self.feed.went_wrong(self.errors, clock())
                return

    def taken(self, found: list[Found]) -> list[Result]:
        """Committed visit by visit when this returns."""
        now = self.searching.clock()
        self.feed.go_on(now)
        results = list(take_all(found, now, by=self.by))
        self.errors += note(results, now, by=self.by)
        return results


def look(searching: Searching, since: datetime | None = None) -> Iterator[Found]:
    """What a round from `since` on, or from where the last one ended, would take in; nothing is written. Raises CannotAsk."""
    longest, now = LONGEST, searching.clock()
    feed = RecordFeed.objects.filter(pk=searching.server.base).first() or RecordFeed(since=now, began_at=now)
    since = since or feed.since
    first = min(since, feed.began_at)
    while True:
        window = next_window(since, now, longest)
        try:
            found = [one for page in News(searching, window, first).pages() for one in page]
        except TooManyPages:
            longest = shorter(window, now)
            continue
        yield from found
        if window.until is None:
            return
        since = window.until


def shorter(window: Window, now: datetime) -> timedelta:
    """Raises CannotAsk when a minute already holds more pages than are read."""
    found = half(window, now)
    if found is None:
        raise CannotAsk(gettext_noop("The record system's pages don't end."))
    return found

"""Why a FHIR server could not be asked. No sentence holds a word of what the server sent."""

from __future__ import annotations

from datetime import timedelta


class CannotAsk(Exception):
    """The text is one sentence for the page Today. `wait`: how long the server asked us to stay away."""

    def __init__(self, why: str, *, wait: timedelta | None = None) -> None:
        super().__init__(why)
        self.wait = wait


class NotOffered(CannotAsk):
    """This one question is refused for good: a search the server doesn't know, or one our client isn't allowed."""


class NotThere(NotOffered):
    """The resource isn't there, or isn't for us."""


class TooManyPages(CannotAsk):
    """More pages than are read at once: ask for a shorter time."""

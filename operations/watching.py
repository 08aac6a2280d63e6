"""A web process looks once a minute whether the timer still beats: a thread of its own, begun with the first request.

Not at import: gunicorn forks its workers, and a thread doesn't follow into a fork.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from typing import Any

from django.db import close_old_connections, connections
from django.utils import timezone

from operations.silent_timer import tell_of_silence

log = logging.getLogger("aftervisit.silent_timer")
EVERY = 60.0  # seconds
Wsgi = Callable[..., Any]


class Watched:
    """A WSGI application, and beside it the watch."""

    def __init__(self, application: Wsgi, every: float = EVERY) -> None:
        self.application, self.every = application, every
        self.process = 0
        self.beginning, self.ended = threading.Lock(), threading.Event()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if self.process != os.getpid():
            self.begin()
        return self.application(environ, start_response)

    def begin(self) -> None:
        with self.beginning:
            if self.process != os.getpid():
                self.process = os.getpid()
                threading.Thread(target=self.watch, name="watch of the timer", daemon=True).start()

    def watch(self) -> None:
        while not self.ended.wait(self.every):
            look()


def look() -> None:
    """A fault is logged by its kind, and met again at the next look: it never ends the watch."""
    close_old_connections()
    try:
        tell_of_silence(timezone.now())
    except Exception as fault:  # noqa: BLE001 - such as a database that is away
        log.error("whether the timer beats couldn't be seen: %s", type(fault).__name__)
    finally:
        connections.close_all()  # a minute is long to keep one for nothing

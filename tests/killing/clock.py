"""The story's time: it ticks with the real one, and passes when the harness says so."""

from __future__ import annotations

import time
from datetime import datetime, timedelta


class Clock:
    def __init__(self, beginning: datetime) -> None:
        self.set(beginning)

    def set(self, moment: datetime) -> None:
        self.moment, self.since = moment, time.monotonic()

    def now(self) -> datetime:
        return self.moment + timedelta(seconds=time.monotonic() - self.since)

    def passes(self, **span: float) -> None:
        self.set(self.now() + timedelta(**span))

"""Notices when the machine's clock is set while the program runs: the wall's time and the machine's uptime must agree."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

# Counts on while a laptop sleeps, so waking up is no jump (clock_gettime(2)); elsewhere than on Linux sleep looks like one.
UPTIME = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class ClockWatch:
    def __init__(self) -> None:
        self.before: tuple[datetime, float] | None = None

    def drift(self, now: datetime, uptime: float | None = None) -> timedelta:
        """By how much the clock was set since the last call; zero at the first. `uptime` in seconds."""
        uptime = time.clock_gettime(UPTIME) if uptime is None else uptime
        before, self.before = self.before, (now, uptime)
        if before is None:
            return timedelta()
        return (now - before[0]) - timedelta(seconds=uptime - before[1])

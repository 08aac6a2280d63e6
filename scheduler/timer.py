"""The long-running clock: APScheduler calls `tick` at an interval, and a signal ends it between two batches.

It keeps nothing of its own: what is due stands in the tables, so a tick that was missed is made up by the next.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

from apscheduler.schedulers.blocking import BlockingScheduler
from django.db import close_old_connections
from django.utils import timezone

from campaigns.sending.run import Run, send_due
from campaigns.sending.workers import worker_name
from clinic.models import Installation
from scheduler.lock import the_only_clock

log = logging.getLogger("aftervisit.timer")
SECONDS = 15


def run_timer(*, seconds: int = SECONDS, told: Callable[[Run], None] = lambda run: None) -> None:
    """Tick until SIGTERM or SIGINT. Raises ClockRunning when another clock of this installation is at work."""
    ending = threading.Event()
    # None: a tick that comes late still runs; the default would drop it after one second.
    scheduler = BlockingScheduler(
        timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )

    def end(number: int, frame: FrameType | None) -> None:
        if not ending.is_set():
            ending.set()
            threading.Thread(target=shut_down, daemon=True).start()

    def shut_down() -> None:
        while not scheduler.running:  # a signal may come just before the start
            time.sleep(0.02)
        scheduler.shutdown()

    with the_only_clock():
        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        scheduler.add_job(
            tick, "interval", seconds=seconds, next_run_time=timezone.now(), kwargs={"ending": ending, "told": told}
        )
        if not ending.is_set():
            scheduler.start()


def beat(run: Run | None = None) -> None:
    """The heartbeat: at every tick, and within a long one at every batch."""
    Installation.current().tick(timezone.now())


def tick(ending: threading.Event, told: Callable[[Run], None]) -> None:
    """One look at all that is due. A fault is logged and met again at the next tick: it never ends the clock."""
    close_old_connections()
    try:
        beat()
        told(send_due(timezone.now, worker_name(), go_on=lambda: not ending.is_set(), progress=beat))
    except Exception:
        log.exception("this tick failed; the next one tries again")
    finally:
        close_old_connections()

"""The long-running clock: APScheduler calls `tick` at an interval, and a signal ends it between two batches.

It keeps nothing of its own: what is due stands in the tables, so a tick that was missed is made up by the next.
With workers (AFTERVISIT_WORKERS) it plans and hands out tasks; else it sends by itself.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from types import FrameType

from apscheduler.schedulers.blocking import BlockingScheduler
from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from campaigns.sending.by_workers import plan_ahead
from campaigns.sending.run import Run
from campaigns.sending.workers import worker_name
from clinic.models import Installation
from scheduler import maintenance, outgoing, record_systems
from scheduler.clock_watch import ClockWatch
from scheduler.faults import where
from scheduler.lock import StillOurs, the_only_clock
from scheduler.paced import send_paced
from scheduler.record_systems import RecordSystems

log = logging.getLogger("aftervisit.timer")
SECONDS = 15
RESCUE_SECONDS = 30  # a worker's heartbeat comes every 10; without one for 30 its task is taken for stalled


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

    with the_only_clock() as still_ours:
        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        ticker = Ticker(ending, told, still_ours)
        scheduler.add_job(ticker.tick, "interval", seconds=seconds, next_run_time=timezone.now())
        scheduler.add_job(ticker.maintain, "interval", seconds=maintenance.SECONDS, next_run_time=timezone.now())
        if settings.WORKERS:
            scheduler.add_job(ticker.rescue, "interval", seconds=RESCUE_SECONDS)
        # Jobs of their own, in threads of their own: a tick never waits for one of them.
        scheduler.add_job(ticker.tell, "interval", seconds=outgoing.SECONDS, next_run_time=timezone.now())
        if ticker.records.searching:
            scheduler.add_job(
                ticker.ask_server, "interval", seconds=record_systems.SECONDS, next_run_time=timezone.now()
            )
        if ticker.records.folder:
            scheduler.add_job(
                ticker.look_into_folder, "interval", seconds=record_systems.SECONDS, next_run_time=timezone.now()
            )
        if not ending.is_set():
            scheduler.start()


class Ticker:
    """One look after another at all that is due, with what must be remembered between them."""

    def __init__(
        self, ending: threading.Event, told: Callable[[Run], None], still_ours: StillOurs = lambda: True
    ) -> None:
        self.ending, self.told, self.still_ours = ending, told, still_ours
        self.watch = ClockWatch()
        self.records = RecordSystems()

    def tick(self) -> None:
        self.safely("tick", self.send)

    def maintain(self) -> None:
        self.safely("hour's maintenance", self.look_after)

    def tell(self) -> None:
        self.safely("round of webhooks", lambda: outgoing.tell(self.goes_on))

    def ask_server(self) -> None:
        self.safely("question to the record system", lambda: self.records.ask_server(self.goes_on))

    def look_into_folder(self) -> None:
        self.safely("look into the folder", lambda: self.records.look_into_folder(self.goes_on))

    def safely(self, what: str, step: Callable[[], object]) -> None:
        """A fault is logged and met again at the next turn: it never ends the clock."""
        close_old_connections()
        try:
            step()
        except Exception as fault:  # noqa: BLE001 - by its kind only: a traceback may hold a patient's values
            log.error(
                "this %s failed with %s at %s; the next one tries again", what, type(fault).__name__, where(fault)
            )
        finally:
            close_old_connections()

    def look_after(self) -> None:
        if self.goes_on():
            maintenance.maintain(timezone.now())
            if settings.WORKERS:
                from scheduler.cluster.caring import forget_old

                forget_old()

    def send(self) -> None:
        began = time.monotonic()
        drift = self.watch.drift(timezone.now())
        if not self.still_ours():
            log.warning("the clock's lock is gone and can't be taken again yet: nothing is sent")
            return
        run = self.plan(drift) if settings.WORKERS else self.send_all(drift)
        Installation.timer_ticked(timezone.now(), time.monotonic() - began)
        self.told(run)

    def send_all(self, drift: timedelta) -> Run:
        return send_paced(
            timezone.now, worker_name(), wait=self.ending.wait, go_on=self.goes_on, progress=beat, drift=drift
        )

    def plan(self, drift: timedelta) -> Run:
        from scheduler.cluster.tasks import hand_out

        return plan_ahead(timezone.now, worker_name(), hand_out, go_on=self.goes_on, progress=beat, drift=drift)

    def rescue(self) -> None:
        """Where workers are set only."""
        from scheduler.cluster.caring import rescue

        self.safely("look after the workers' tasks", lambda: rescue() if self.goes_on() else None)

    def goes_on(self) -> bool:
        return not self.ending.is_set() and self.still_ours()


def beat(run: Run) -> None:
    """The heartbeat within a long run, at every batch; each run begins with one of its own."""
    Installation.current().tick(timezone.now())

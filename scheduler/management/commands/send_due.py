import signal
import sys
import time
from types import FrameType
from typing import Any

from django.utils import timezone

from campaigns.console import CampaignCommand
from campaigns.sending.run import Run
from campaigns.sending.workers import worker_name
from scheduler.lock import ClockRunning, the_only_clock
from scheduler.maintenance import maintain
from scheduler.paced import send_paced
from scheduler.record_systems import RecordSystems


class Command(CampaignCommand):
    help = "Plan and send until nothing is due, then exit: for cron."

    def run(self, **_: Any) -> dict[str, Any]:
        self.ending = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.end)
        try:
            with the_only_clock() as still_ours:
                run = send_paced(
                    timezone.now, worker_name(), wait=self.wait, progress=self.count,
                    go_on=lambda: not self.ending and still_ours(),
                )  # fmt: skip
                maintain(timezone.now())
        except ClockRunning:
            self.say("Another clock is running: it sends what is due.")
            return {**Run().as_json(), "why": "Another clock is running."}
        # After the lock is free: a slow server holds back no other run.
        records = RecordSystems()
        records.look_into_folder(self.goes_on)
        records.ask_server(self.goes_on)
        self.say(
            f"planned {run.planned}, attempts {run.attempts}, accepted {run.accepted}, uncertain {run.uncertain}, rejected {run.rejected}"
        )
        self.say(*filter(None, [run.why]))
        return run.as_json()

    def end(self, number: int, frame: FrameType | None) -> None:
        self.ending = True

    def goes_on(self) -> bool:
        return not self.ending

    def wait(self, seconds: float) -> bool:
        time.sleep(seconds)
        return self.ending

    def count(self, run: Run) -> None:
        if not self.as_json and sys.stderr.isatty():
            self.stderr.write(f"\r{run.accepted:,} accepted", ending="")

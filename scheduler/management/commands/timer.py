from argparse import ArgumentParser
from typing import Any

from campaigns.console import CampaignCommand
from campaigns.sending.run import Run
from clinic.refusal import Refusal
from scheduler.lock import ClockRunning
from scheduler.timer import SECONDS, run_timer


class Command(CampaignCommand):
    help = "The long-running clock. SIGTERM ends it between two batches."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seconds", type=int, default=SECONDS, help="between two looks at what is due")

    def run(self, seconds: int, **_: Any) -> dict[str, Any]:
        if seconds < 1:
            raise Refusal("--seconds must be 1 or more.")
        try:
            run_timer(seconds=seconds, told=self.tell)
        except ClockRunning:
            raise Refusal("Another clock of this installation is running already: one is enough.") from None
        self.say("The clock has ended.")
        return {"ended": True}

    def tell(self, run: Run) -> None:
        if run.attempts or run.planned:
            self.say(
                f"planned {run.planned}, accepted {run.accepted}, uncertain {run.uncertain}, rejected {run.rejected}"
            )
            self.stdout.flush()

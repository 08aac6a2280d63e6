from typing import Any

from django.conf import settings

from campaigns.console import CampaignCommand
from campaigns.live.here_too import why_silent_here
from clinic.refusal import Refusal


class Command(CampaignCommand):
    help = "Send what the timer has planned, one batch at a time; several may run, on several machines. SIGTERM ends it between two batches."

    def run(self, **_: Any) -> dict[str, Any]:
        if not settings.WORKERS:
            raise Refusal("Workers need PostgreSQL and AFTERVISIT_WORKERS=yes; without them the timer sends by itself.")
        if why := why_silent_here():
            raise Refusal(f"{why} If it is live on another machine: go_live --also-here.")
        from scheduler.cluster.worker import run_worker

        run_worker()
        self.say("The worker has ended.")
        return {"ended": True}

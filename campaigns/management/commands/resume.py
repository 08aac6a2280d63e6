from typing import Any

from django.utils import timezone

from campaigns.console import CampaignCommand
from campaigns.live.pausing import resume


class Command(CampaignCommand):
    help = "Send again after a pause, a pulled brake or a provider that refused us. A brake's yes counts for one day."

    def run(self, **_: Any) -> dict[str, Any]:
        was_braked = resume(timezone.now(), by="command line")
        self.say("Sending goes on at the next run.")
        return {"paused": False, "was_braked": was_braked}

from typing import Any

from django.utils import timezone

from campaigns.console import CampaignCommand
from campaigns.live.pausing import pause


class Command(CampaignCommand):
    help = "Stop all sending at the next claim. Nothing is lost: resume goes on where it stopped."

    def run(self, **_: Any) -> dict[str, Any]:
        pause(timezone.now(), by="command line")
        self.say("Paused. Nothing leaves until you run resume.")
        return {"paused": True}

import math
from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from campaigns.console import CampaignCommand
from campaigns.keeping.retention import let_go
from scheduler.maintenance import go_on_for


class Command(CampaignCommand):
    help = "Let go of what is older than the clinic keeps it (keep_patients, keep_emails, keep_events, keep_messages), in small steps. The clock does it every night."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def run(self, dry_run: bool, **_: Any) -> dict[str, Any]:
        gone = let_go(timezone.now(), dry_run=dry_run, go_on=go_on_for(math.inf))
        would = "would be" if dry_run else "were"
        self.say(
            f"{gone.patients:,} patients {would} erased, {gone.emails:,} emails {would} stripped of what they said, "
            f"{gone.events:,} events and {gone.messages:,} messages {would} deleted."
        )
        return {"dry_run": dry_run, **gone.as_json()}

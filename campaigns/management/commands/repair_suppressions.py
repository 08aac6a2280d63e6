from argparse import ArgumentParser
from typing import Any, ClassVar

from django.conf import settings
from django.utils import timezone

from campaigns.console import CampaignCommand
from campaigns.events.suppression_repair import compare, lists_by_settings, repair
from mailer.suppression_lists.base import ListsUnreadable


class Command(CampaignCommand):
    help = "Compare our suppressions with the provider's lists, and add what is missing here."
    refusals: ClassVar[tuple[type[Exception], ...]] = (*CampaignCommand.refusals, ListsUnreadable)

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only compare")

    def run(self, dry_run: bool, **_: Any) -> dict[str, Any]:
        found = compare(lists_by_settings(timezone.now))
        added = 0 if dry_run else repair(found, timezone.now(), provider=settings.TRANSPORT)
        self.say(
            f"{found.listed} addresses are on the provider's lists; {len(found.missing)} of them were missing here.",
            "Nothing was changed."
            if dry_run
            else f"{added} added, with their series ended and planned emails cancelled.",
            f"{found.ours_only} are suppressed here only: the provider needn't know.",
        )
        return {"listed": found.listed, "missing": len(found.missing), "added": added, "ours_only": found.ours_only}

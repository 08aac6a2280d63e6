from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from campaigns.console import CampaignCommand
from campaigns.emails.linting import findings
from campaigns.models import Series


class Command(CampaignCommand):
    help = (
        "Everything in a series' emails that would embarrass us. Errors also stop the send, and end this with status 1."
    )

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("series", nargs="?", default="", metavar="SERIES")

    def handle(self, *args: Any, **options: Any) -> None:
        """The findings are printed first, whatever they are."""
        self.errors = 0
        super().handle(*args, **options)
        if self.errors:
            raise CommandError(f"Errors to mend before a send: {self.errors}.")

    def run(self, series: str, **_: Any) -> dict[str, Any]:
        chosen = [Series.objects.named(series)] if series else list(Series.objects.all())
        found = list(dict.fromkeys(finding for one in chosen for finding in findings(one, timezone.now())))
        for one in found:
            self.say(f"{one.severity:8} {one.where}: {one.message} {one.hint}".rstrip())
        if not found:
            self.say("Nothing to mend.")
        self.errors = sum(one.severity == "error" for one in found)
        return {
            "findings": [{name: value for name, value in asdict(one).items() if name != "excerpt"} for one in found]
        }

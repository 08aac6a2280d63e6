from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from campaigns.console import CampaignCommand
from campaigns.series import library


class Command(CampaignCommand):
    help = "Load series folders (default: the shipped library). Doing it twice changes nothing."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, default=settings.LIBRARY, metavar="PATH")

    def run(self, path: Path, **_: Any) -> dict[str, Any]:
        loaded = library.load(path, timezone.now(), by="command line")
        for one in loaded:
            self.say(f"{one.slug}: {one.lessons} lessons, {one.changed} new or changed texts")
        return {"series": [asdict(one) for one in loaded]}

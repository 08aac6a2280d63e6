from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from campaigns.console import CampaignCommand
from campaigns.models import Series
from campaigns.series import library


class Command(CampaignCommand):
    help = "Write a series as a folder of text files, as load_library reads it."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("series", metavar="SLUG")
        parser.add_argument("path", type=Path, metavar="PATH")

    def run(self, series: str, path: Path, **_: Any) -> dict[str, Any]:
        lessons = library.export(Series.objects.named(series), path)
        self.say(f"{lessons} lessons are in {path}.")
        return {"series": series, "lessons": lessons, "path": str(path)}

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from campaigns.console import CampaignCommand
from campaigns.models import Series
from campaigns.series.approving import approve
from content.models import Review


class Command(CampaignCommand):
    help = "Record a reviewer's signature on the newest text of every lesson of a series."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("series")
        parser.add_argument("--reviewer", required=True, metavar="NAME")
        parser.add_argument("--credential", required=True, help="such as MD, RN, PharmD")
        parser.add_argument("--language", default="")
        parser.add_argument(
            "--as", dest="kind", choices=Review.Kind.values, default=Review.Kind.CLINICIAN.value,
            help="whose signature it is: a translation needs a translator's and a clinician's",
        )  # fmt: skip

    def run(self, series: str, reviewer: str, credential: str, language: str, kind: str, **_: Any) -> dict[str, Any]:
        found = Series.objects.named(series)
        language = language or found.language
        count = approve(
            found, reviewer=reviewer, credential=credential, language=language, now=timezone.now(), how="command line",
            kind=Review.Kind(kind),
        )  # fmt: skip
        self.say(f"{count} lessons of {series} ({language}) are signed by {reviewer}, {credential}, for 12 months.")
        return {"series": series, "approved": count, "language": language, "as": kind}

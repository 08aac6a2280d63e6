import sys
from argparse import ArgumentParser
from contextlib import ExitStack
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import DatabaseError
from django.utils import timezone

from campaigns.console import CampaignCommand
from campaigns.contacts.agreeing import Agreed
from campaigns.contacts.importing import File, Import, RowResult, totals
from clinic.models import ClinicProfile
from clinic.refusal import Refusal
from patients.readers.unreadable import UnreadableFile


class Command(CampaignCommand):
    help = "Bring newsletter readers from another tool, after those it must not mail."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--unsubscribed", type=Path, metavar="FILE", help="get no newsletters, lessons still come")
        parser.add_argument("--bounced", type=Path, metavar="FILE", help="get no email of any kind")
        parser.add_argument("--subscribed", type=Path, metavar="FILE", help="become contacts who agreed")
        parser.add_argument("--how", default="", help="how those subscribed agreed, such as “form on our website”")
        parser.add_argument("--agreed-on", type=date.fromisoformat, metavar="YYYY-MM-DD", help="and when")
        parser.add_argument("--confirmed", action="store_true", help="the other tool had each address confirmed")
        parser.add_argument("--patients-too", action="store_true", help="the yes counts for patients with that address")
        parser.add_argument("--dry-run", action="store_true", help="report what would happen, write nothing")

    def run(self, dry_run: bool, **options: Any) -> dict[str, Any]:
        paths = {file: options[file] for file in File if options[file]}
        if not paths:
            raise Refusal("Name at least one file: --unsubscribed, --bounced or --subscribed.")
        now = timezone.now()
        one = Import(now, "command line", agreed(options, now) if File.SUBSCRIBED in paths else None, dry_run)
        rows: list[RowResult] = []
        try:
            with ExitStack() as opened:
                files = {file: opened.enter_context(path.open("rb")) for file, path in paths.items()}
                rows.extend(map(self.tell, one.of(files)))
        except (OSError, UnreadableFile, DatabaseError) as problem:
            raise Refusal(stopped(rows, problem)) from None
        counted = totals(rows)
        for file, outcomes in counted.items():
            self.say(f"{file}: " + ", ".join(f"{number:,} {name}" for name, number in outcomes.items()) + ".")
        self.say("Nothing was written." if dry_run else "The same files again add nobody twice.")
        return {"rows": [asdict(row) for row in rows], "counts": counted, "dry_run": dry_run}

    def tell(self, result: RowResult) -> RowResult:
        if result.why:
            self.say(f"{result.file}, row {result.row}: {result.outcome}: {result.why}")
        if not self.as_json and sys.stderr.isatty() and result.row % 500 == 0:
            self.stderr.write(f"\r{result.file}, row {result.row:,}", ending="")
        return result


def agreed(options: dict[str, Any], now: datetime) -> Agreed:
    """Raises Refusal."""
    if options["agreed_on"] is None:
        raise Refusal("Say with --agreed-on when the people in the file subscribed agreed, such as 2026-03-09.")
    return Agreed.on(
        options["agreed_on"], options["how"], zone=ClinicProfile.current().zone, now=now,
        confirmed=options["confirmed"], patients_too=options["patients_too"],
    )  # fmt: skip


def stopped(rows: list[RowResult], problem: Exception) -> str:
    why = str(getattr(problem, "strerror", None) or problem).rstrip(".")
    if not rows:
        return f"The files can't be read: {why}{'' if why.endswith('?') else '.'}"
    return f"It stopped after row {rows[-1].row} of the file {rows[-1].file}: {why}. Mend that, then run the same files again: nobody is added twice."

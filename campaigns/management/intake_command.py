"""What `import_fhir` and `import_hl7` share: files in, a report row by row out."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from campaigns.console import CampaignCommand
from campaigns.intake.taking import Result, take_all, try_all
from patients.visits import Found


class IntakeCommand(CampaignCommand):
    """Subclasses name their reader: (name, content) of each file → what it tells."""

    read: Callable[[Iterable[tuple[str, bytes]]], Iterator[Found]]
    nothing_read = False

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
        parser.add_argument(
            "--dry-run", action="store_true", help="report what would happen, write nothing; sending waits meanwhile"
        )

    def run(self, files: list[Path], dry_run: bool, **_: Any) -> dict[str, Any]:
        contents = [(path.name, path.read_bytes()) for path in files]  # all can be read before the first is taken in
        found, now = self.read(contents), timezone.now()
        take = try_all if dry_run else take_all
        results = [self.tell(result) for result in take(found, now, by="command line")]
        enrolled = sum(result.outcome == "enrolled" for result in results)
        pending = sum(result.pending for result in results)
        would = "would be " if dry_run else ""
        self.say(f"{enrolled} {would}enrolled, {pending} {would}waiting for the desk, {len(results)} rows in all.")
        rows = [result.as_json() for result in results]
        self.nothing_read = bool(results) and all(result.outcome == "error" for result in results)
        return {"rows": rows, "enrolled": enrolled, "pending": pending, "dry_run": dry_run}

    def handle(self, *args: Any, as_json: bool = False, **options: Any) -> None:
        """Exit status 1, with the report, when nothing of the files could be taken in: a script must not go on."""
        super().handle(*args, as_json=as_json, **options)
        if self.nothing_read:
            raise CommandError("Nothing of it could be taken in: the report says why.")

    def tell(self, result: Result) -> Result:
        self.say(f"{result.file}, {result.row}: {result.outcome}{f': {result.why}' if result.why else ''}")
        return result

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.db import DatabaseError
from django.utils import timezone

from campaigns.console import CampaignCommand
from campaigns.importing_patients import RowResult, import_patients
from clinic.refusal import Refusal
from patients.readers.csv_rows import UnreadableFile


class Command(CampaignCommand):
    help = "Enrol many patients from a CSV file, with a report row by row."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--series", required=True)
        parser.add_argument("--mapping", type=Path, metavar="FILE", help='JSON: {"their column": "our column"}')
        parser.add_argument("--dry-run", action="store_true", help="report what would happen, write nothing")

    def run(self, file: Path, series: str, mapping: Path | None, dry_run: bool, **_: Any) -> dict[str, Any]:
        columns = read_mapping(mapping) if mapping else None
        rows: list[RowResult] = []
        try:
            with file.open("rb") as opened:
                results = import_patients(
                    opened, series, now=timezone.now(), by="command line", mapping=columns, dry_run=dry_run
                )
                rows.extend(map(self.tell, results))  # one by one: those before a fault are kept
        except (OSError, UnreadableFile, DatabaseError) as problem:
            raise Refusal(stopped(file, rows, problem)) from None
        enrolled = sum(row.outcome == "enrolled" for row in rows)
        self.say(f"{enrolled} of {len(rows)} rows {'would be ' if dry_run else ''}enrolled.")
        return {"rows": [asdict(row) for row in rows], "enrolled": enrolled, "dry_run": dry_run}

    def tell(self, result: RowResult) -> RowResult:
        if result.outcome != "enrolled":
            self.say(f"row {result.row}: {result.outcome}: {result.why}")
        if not self.as_json and sys.stderr.isatty() and result.row % 100 == 0:
            self.stderr.write(f"\rrow {result.row:,}", ending="")
        return result


def stopped(file: Path, rows: list[RowResult], problem: Exception) -> str:
    """What was done before it stopped, and that the same file can be run again."""
    why = str(getattr(problem, "strerror", None) or problem).rstrip(".")
    if not rows:
        return f"{file} can't be read: {why}{'' if why.endswith('?') else '.'}"
    enrolled = sum(row.outcome == "enrolled" for row in rows)
    return (
        f"It stopped after row {rows[-1].row}: {why}. {enrolled} patients are enrolled so far. "
        "Mend that, then run the same file again: nobody is enrolled twice."
    )


def read_mapping(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as problem:
        raise Refusal(
            f'The mapping {path} can\'t be read ({problem}): write JSON such as {{"E-mail": "email"}}.'
        ) from None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise Refusal(f"The mapping {path} must be one JSON object from their column names to ours.")
    return found

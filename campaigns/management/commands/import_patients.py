import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from django.db import DatabaseError
from django.utils import timezone

from campaigns.console import CampaignCommand
from campaigns.enrolling.importing_patients import RowResult, import_patients
from campaigns.models import ImportProfile
from campaigns.patient_files.reading import Reading
from clinic.refusal import Refusal
from patients.readers.csv_rows import UnreadableFile
from patients.readers.date_orders import DateOrder


class Command(CampaignCommand):
    help = "Enrol many patients from a CSV file, with a report row by row."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--series", default="", help="for everybody in the file; left out, the codes of each row say"
        )
        parser.add_argument("--profile", default="", help="a way to read files that was saved on the desk")
        parser.add_argument(
            "--dates", choices=[one.value.replace(" ", "-") for one in DateOrder], help="in files with a mapping"
        )
        parser.add_argument("--mapping", type=Path, metavar="FILE", help='JSON: {"their column": "our column"}')
        parser.add_argument("--dry-run", action="store_true", help="report what would happen, write nothing")

    def run(
        self, file: Path, series: str, profile: str, mapping: Path | None, dates: str | None, dry_run: bool, **_: Any
    ) -> dict[str, Any]:
        reading = kept_reading(profile) if profile else Reading()
        reading = replace(
            reading, series=series or reading.series, columns=read_mapping(mapping) if mapping else reading.columns,
            dates=DateOrder(dates.replace("-", " ")) if dates else reading.dates,
        )  # fmt: skip
        done = Done(keep=self.as_json)
        try:
            with file.open("rb") as opened:
                for result in import_patients(opened, reading, now=timezone.now(), by="command line", dry_run=dry_run):
                    done.add(self.tell(result))  # one by one: those before a fault count
        except (OSError, UnreadableFile, DatabaseError) as problem:
            raise Refusal(stopped(file, done, problem)) from None
        would = "would be " if dry_run else ""
        self.say(f"{done.enrolled} of {done.number} rows {would}enrolled, {done.pending} {would}waiting for the desk.")
        rows = [asdict(row) for row in done.rows]
        return {"rows": rows, "enrolled": done.enrolled, "pending": done.pending, "dry_run": dry_run}

    def tell(self, result: RowResult) -> RowResult:
        if result.outcome != "enrolled":
            self.say(f"row {result.row}: {result.outcome}: {result.why}")
        if not self.as_json and sys.stderr.isatty() and result.row % 100 == 0:
            self.stderr.write(f"\rrow {result.row:,}", ending="")
        return result


@dataclass
class Done:
    """How far it came. The rows themselves are kept only to be printed as JSON: a file may have half a million."""

    keep: bool
    number: int = 0
    enrolled: int = 0
    pending: int = 0
    last: int = 0
    rows: list[RowResult] = field(default_factory=list)

    def add(self, result: RowResult) -> None:
        self.number, self.last = self.number + 1, result.row
        self.enrolled += result.outcome == "enrolled"
        self.pending += result.pending
        if self.keep:
            self.rows.append(result)


def stopped(file: Path, done: Done, problem: Exception) -> str:
    """What was done before it stopped, and that the same file can be run again."""
    why = str(getattr(problem, "strerror", None) or problem).rstrip(".")
    if not done.number:
        return f"{file} can't be read: {why}{'' if why.endswith('?') else '.'}"
    return (
        f"It stopped after row {done.last}: {why}. {done.enrolled} patients are enrolled so far. "
        "Mend that, then run the same file again: nobody is enrolled twice."
    )


def kept_reading(name: str) -> Reading:
    if found := ImportProfile.objects.filter(name=name).first():
        return Reading.from_json(found.reading)
    known = ", ".join(ImportProfile.objects.values_list("name", flat=True)) or "none yet"
    raise Refusal(f"There is no profile {name!r}. The profiles here: {known}.")


def read_mapping(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except OSError as problem:
        raise Refusal(f"The mapping {path} can't be read: {problem.strerror}.") from None
    except (ValueError, RecursionError) as problem:
        where = (
            f"line {problem.lineno}" if isinstance(problem, json.JSONDecodeError) else "not text, or nested too deeply"
        )
        raise Refusal(f'The mapping {path} isn\'t JSON ({where}): write it such as {{"E-mail": "email"}}.') from None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise Refusal(f"The mapping {path} must be one JSON object from their column names to ours.")
    return found

"""`benchmark import`: a practice system's file of visits read in, against the same rows enrolled one after the other; then the file once more."""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from campaigns.enrolling.importing_patients import import_patients
from campaigns.enrolling.one_patient import Request, enrol
from campaigns.models import Enrolment, StartCode
from campaigns.patient_files.reading import Reading
from operations.benchmarks import population
from operations.benchmarks.measuring import rate, ratio, tell
from patients.readers.date_orders import DateOrder

SIZE, ROUNDS = 10_000, 5
PART = 20  # one after the other a twentieth is enrolled
READING = Reading(
    columns={"Patient Name": "full_name", "E-Mail": "email", "DOB": "birth_date", "Appt Date": "visit_date", "Appt Id": "visit_id", "Dx": "codes", "Status": "status", "Email OK": "consent"},
    dates=DateOrder.MONTH_FIRST,
)  # fmt: skip
HEADER = "Patient Name;E-Mail;DOB;Appt Date;Appt Id;Dx;Status;Email OK\n"
VISITED = population.START.date() - timedelta(days=1)


def benchmark(size: int) -> tuple[dict[str, float], dict[str, float]]:
    each = max(PART, size // ROUNDS)
    series = population.furnish()
    series.start_codes.get_or_create(system=StartCode.System.ICD_10_CM, code="M79.7")
    file = written(Path(settings.HOME) / "visits.csv", each * ROUNDS)
    rates: dict[str, list[float]] = {"import": [], "one_by_one": []}
    before = memory()
    results = reading(file)
    for number in range(ROUNDS):
        rates["import"].append(rate(lambda _: sum(next(results) == "enrolled" for _ in range(each)), number))
        rates["one_by_one"].append(rate(lambda turn: alone(series.slug, each // PART, turn), number))
        tell(
            f"round {number + 1} of {ROUNDS}: {rates['import'][-1]:,.0f} and {rates['one_by_one'][-1]:,.0f} rows a second"
        )
    enrolled, grown = Enrolment.objects.filter(visit_source="csv").count(), memory() - before
    again = rate(lambda _: sum(1 for outcome in reading(file) if outcome == "already"), 0)
    figures = {
        "rows_per_second": sorted(rates["import"])[ROUNDS // 2], "again_rows_per_second": again, "enrolled": float(enrolled),
        "memory_mb": memory(), "memory_grown_mb": max(grown, 0.001),
    }  # fmt: skip
    return figures, {"to_one_by_one": ratio(rates, "import", "one_by_one")}


def written(path: Path, rows: int) -> Path:
    """As a spreadsheet saves it as “Unicode text”."""
    with path.open("w", encoding="utf-16", newline="") as file:
        file.write(HEADER)
        file.writelines(map(row, range(rows)))
    return path


def row(number: int) -> str:
    born = f"{number % 12 + 1}/{number % 28 + 1}/{1940 + number % 60}"
    visited = f"{VISITED.month}/{VISITED.day}/{VISITED.year}"
    return f"Family{number}, Given{number};p{number}@mail{number % 7}.example;{born};{visited};V{number};M797|I10;Checked Out;yes\n"


def reading(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        for result in import_patients(file, READING, now=population.START, by="benchmark"):
            yield result.outcome


def alone(series: str, rows: int, turn: int) -> int:
    """The obvious way: each patient in a transaction of their own, with the same checks."""
    for number in range(rows):
        mail = f"alone{turn}-{number}@mail.example"
        enrol(Request(series, mail, "Given", "Family", visit_date=VISITED, consent="yes", confirmed=True), now=population.START, by="benchmark", give_pin=False)  # fmt: skip
    return rows


def memory() -> float:
    """The most this process has held, in MB (getrusage tells kilobytes on Linux, bytes on macOS)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)

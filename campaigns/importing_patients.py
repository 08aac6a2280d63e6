"""Many patients at once: a CSV file, row by row, each row in a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction

from campaigns.consent_words import agreed_how
from campaigns.enrolling import Request, enrol
from campaigns.models import Series
from clinic.refusal import Refusal
from patients.readers.csv_rows import BadRow, VisitRow, read_rows


@dataclass(frozen=True)
class RowResult:
    """`row` is the line in the file; `outcome`: enrolled, already, skipped or error."""

    row: int
    outcome: str
    why: str


class DryRun(Exception):
    """Undoes a row that was only tried."""


def import_patients(
    file: BinaryIO,
    series: str,
    *,
    now: datetime,
    by: str,
    mapping: Mapping[str, str] | None = None,
    dry_run: bool = False,
) -> Iterator[RowResult]:
    """One result a row, as it is done. The same file again enrols nobody twice. Raises Refusal, UnreadableFile before the first row."""
    Series.objects.named(series)
    rows = read_rows(file, mapping)
    results = ((row, of_row(row, series, now, by, dry_run)) for row in rows)
    return once_each(results) if dry_run else (result for _, result in results)


def once_each(tried: Iterable[tuple[VisitRow | BadRow, RowResult]]) -> Iterator[RowResult]:
    """Each row was tried alone and undone: what stands twice in the file is told here, as the import itself would."""
    seen: set[tuple[str, ...]] = set()
    for row, result in tried:
        if isinstance(row, VisitRow) and result.outcome == "enrolled":
            person = (row.email.casefold(), row.given_name.casefold(), row.family_name.casefold())
            visit = (row.visit_id,) if row.visit_id else person
            if {visit, person} & seen:
                result = RowResult(result.row, "already", "An earlier row of this file enrols this patient.")
            seen |= {visit, person}
        yield result


def of_row(row: VisitRow | BadRow, series: str, now: datetime, by: str, dry_run: bool) -> RowResult:
    if isinstance(row, BadRow):
        return RowResult(row.row, "error", row.why)
    try:
        outcome, why = enrolled(row, series, now, by, dry_run)
    except (Refusal, ValidationError) as refusal:
        return RowResult(row.row, "error", " ".join(getattr(refusal, "messages", [str(refusal)])))
    return RowResult(row.row, outcome, why)


def enrolled(row: VisitRow, series: str, now: datetime, by: str, dry_run: bool) -> tuple[str, str]:
    request = Request(
        series=series, email=row.email, given_name=row.given_name, family_name=row.family_name, birth_date=row.birth_date,
        language=row.language, time_zone=row.time_zone, visit_date=row.visit_date, visit_id=row.visit_id, visit_source="csv",
        consent=agreed_how(row.consent, "CSV: "), confirmed=bool(agreed_how(row.consent)),
    )  # fmt: skip
    done = None
    try:
        with transaction.atomic():
            # A PIN takes a third of a second to hash: the desk gives one when it is needed.
            done = enrol(request, now=now, by=by, give_pin=False)
            if dry_run:
                raise DryRun
    except DryRun:
        pass
    assert done is not None
    return done.outcome, done.why

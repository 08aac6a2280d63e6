"""Many patients at once: a CSV file, row by row. A bad row costs itself only, and the same file again enrols nobody twice.

Rows are written some dozens a transaction, each behind a savepoint of its own: a database writes that four times as fast
as one after the other, and a kill in between undoes rows that nobody was told of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.intake.deciding import counting
from campaigns.intake.knowing import series_of
from campaigns.intake.one_visit import codes_of
from campaigns.intake.taking import DryRun, Said, of_calling_off, of_series
from campaigns.models import Series
from campaigns.patient_files.reading import Reading
from campaigns.patient_files.visits import told_by
from clinic.refusal import Refusal
from patients.readers.csv_rows import BadRow, VisitRow, read_rows
from patients.visits import Code, Ignored, Problem, Status, Visit

TOGETHER = 50  # rows in a transaction
RANKS = ("enrolled", "pending", "already", "skipped", "error")


@dataclass(frozen=True, slots=True)
class RowResult:
    """`row` is the line in the file; `outcome`: enrolled, already, skipped or error. `pending`: it waits for the desk."""

    row: int
    outcome: str
    why: str
    pending: bool = False

    @property
    def came_to(self) -> str:
        """As reports count it: who waits for the desk isn't merely left out."""
        return "pending" if self.pending else self.outcome


def import_patients(
    file: BinaryIO, reading: Reading, *, now: datetime, by: str, dry_run: bool = False, after: int = 0
) -> Iterator[RowResult]:
    """One result a row, once it is stored. `after`: the line from which to go on.

    Raises Refusal and UnreadableFile: before the first row, and UnreadableFile where a file goes on as no CSV does.
    """
    reading.checked()
    series = Series.objects.named(reading.series) if reading.series else None
    if series:
        series.check_open()
    one = OneImport(reading, series, now, by, dry_run)
    rows = read_rows(file, reading.columns, dates=reading.dates, after=after)
    return one.results(rows)


@dataclass
class OneImport:
    """`seen`, `asked`: whom earlier rows of a dry run would have enrolled, or left for the desk, as hashes: half a million stay small."""

    reading: Reading
    series: Series | None  # of the whole file
    now: datetime
    by: str
    dry_run: bool
    seen: set[int] = field(default_factory=set)
    asked: set[int] = field(default_factory=set)
    codes_of_series: tuple[Code, ...] = field(init=False)
    by_codes: dict[tuple[Code, ...], list[Series | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """A file for one series needs no column of codes; the rule on substance use holds by those of the series."""
        self.codes_of_series = codes_of(self.series) if self.series else ()

    def results(self, rows: Iterator[VisitRow | BadRow]) -> Iterator[RowResult]:
        while some := list(islice(rows, TOGETHER)):
            with nullcontext() if self.dry_run else transaction.atomic():
                done = [self.of_row(row) for row in some]
            yield from done

    def of_row(self, row: VisitRow | BadRow) -> RowResult:
        if isinstance(row, BadRow):
            return RowResult(row.row, "error", row.why)
        visit = told_by(row, self.reading)
        if isinstance(visit, Ignored | Problem):
            return RowResult(row.row, "skipped" if isinstance(visit, Ignored) else "error", visit.why)
        visit = replace(visit, codes=(*visit.codes, *self.codes_of_series))
        if visit.id and visit.status == Status.CANCELLED:
            said = self.tried(lambda: of_calling_off(visit, self.now, self.by))
            return RowResult(row.row, said.outcome, said.why)
        return together(row.row, [self.in_series(row, visit, series) for series in self.series_of(visit)])

    def series_of(self, visit: Visit) -> list[Series | None]:
        """None, alone: it starts none, and the rule says why."""
        if self.series:
            return [self.series]
        if visit.codes not in self.by_codes:
            self.by_codes[visit.codes] = [*series_of(counting(visit))]
        return self.by_codes[visit.codes] or [None]

    def in_series(self, row: VisitRow, visit: Visit, series: Series | None) -> RowResult:
        try:
            said = self.tried(lambda: of_series(visit, series, self.now, self.by))
        except (Refusal, ValidationError) as refusal:
            return RowResult(row.row, "error", " ".join(getattr(refusal, "messages", [str(refusal)])))
        if self.dry_run and (said.outcome == "enrolled" or said.pending) and self.was_seen(row, said):
            return RowResult(row.row, "already", _("An earlier row of this file enrols this patient."))
        return RowResult(row.row, said.outcome, said.why, said.pending)

    def tried(self, act: Callable[[], Said]) -> Said:
        """In a dry run what the import itself would answer; nothing stays written."""
        if not self.dry_run:
            return act()
        said = None
        try:
            with transaction.atomic():
                said = act()
                raise DryRun
        except DryRun:
            assert said is not None
            return said

    def was_seen(self, row: VisitRow, said: Said) -> bool:
        """Each row was tried alone and undone: what stands twice in the file is told as the import itself would."""
        slug = said.series
        person = hash((slug, row.email.casefold(), row.given_name.casefold(), row.family_name.casefold()))
        visit = hash((slug, row.visit_id)) if row.visit_id else person
        keys = {visit, person}
        before = bool(keys & self.seen) or (said.pending and bool(keys & self.asked))  # a yes ends the waiting
        (self.asked if said.pending else self.seen).update(keys)
        return before


def together(row: int, results: Iterable[RowResult]) -> RowResult:
    """A row may start several series: the best that came of it, and every reason once."""
    ranked = sorted(results, key=lambda one: RANKS.index(one.came_to))
    whys = " ".join(dict.fromkeys(filter(None, (one.why for one in ranked))))
    return replace(ranked[0], why=whys)

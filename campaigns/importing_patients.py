"""Many patients at once: a CSV file, row by row. A bad row costs itself only, and the same file again enrols nobody twice.

Rows are written some dozens a transaction, each behind a savepoint of its own: a database writes that four times as fast
as one after the other, and a kill in between undoes rows that nobody was told of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.consent_words import agreed_how
from campaigns.enrolling import Enrolled, Request, enrol
from campaigns.models import PendingPatient, StartCode
from campaigns.patient_files.counting_visits import codes_of, why_not
from campaigns.patient_files.reading import Reading
from campaigns.pending import pending
from clinic.models import ClinicProfile
from clinic.refusal import Refusal
from patients.readers.csv_rows import BadRow, VisitRow, read_rows

TOGETHER = 50  # rows in a transaction


@dataclass(frozen=True, slots=True)
class RowResult:
    """`row` is the line in the file; `outcome`: enrolled, already, skipped, pending or error."""

    row: int
    outcome: str
    why: str


class Undo(Exception):
    """Undoes a row that was only tried."""


def import_patients(
    file: BinaryIO, reading: Reading, *, now: datetime, by: str, dry_run: bool = False, after: int = 0
) -> Iterator[RowResult]:
    """One result a row, once it is stored. `after`: the line from which to go on.

    Raises Refusal and UnreadableFile: before the first row, and UnreadableFile where a file goes on as no CSV does.
    """
    today = now.astimezone(ClinicProfile.current().zone).date()
    one = OneImport(reading.checked(), now, today, by, dry_run)
    rows = read_rows(file, reading.columns, dates=reading.dates, after=after)
    return one.results(rows)


@dataclass
class OneImport:
    """`seen`: what earlier rows of a dry run would have enrolled, as hashes: it stays small for half a million rows."""

    reading: Reading
    now: datetime
    today: date
    by: str
    dry_run: bool
    seen: set[int] = field(default_factory=set)
    by_code: dict[tuple[tuple[str, str], ...], list[str]] = field(default_factory=dict)

    def results(self, rows: Iterator[VisitRow | BadRow]) -> Iterator[RowResult]:
        while some := list(islice(rows, TOGETHER)):
            with nullcontext() if self.dry_run else transaction.atomic():
                done = [self.of_row(row) for row in some]
            yield from done

    def of_row(self, row: VisitRow | BadRow) -> RowResult:
        if isinstance(row, BadRow):
            return RowResult(row.row, "error", row.why)
        if why := why_not(row, self.reading, self.today):
            return RowResult(row.row, "skipped", why)
        series = self.series_of(row)
        if not series:
            return RowResult(row.row, "skipped", _("None of its codes starts a series here."))
        return together(row.row, [self.in_series(row, slug) for slug in series])

    def series_of(self, row: VisitRow) -> list[str]:
        if self.reading.series:
            return [self.reading.series]
        codes = [(StartCode.System.ICD_10_CM.value, code) for code in codes_of(row.codes)]
        told = (
            *codes,
            *([(StartCode.System.VISIT_TYPE.value, " ".join(row.visit_type.split()))] if row.visit_type else []),
        )
        if told not in self.by_code:
            self.by_code[told] = [one.slug for one in StartCode.objects.series_for(told)]
        return self.by_code[told]

    def in_series(self, row: VisitRow, slug: str) -> RowResult:
        try:
            done = self.done(row, slug)
        except (Refusal, ValidationError) as refusal:
            return RowResult(row.row, "error", " ".join(getattr(refusal, "messages", [str(refusal)])))
        if self.dry_run and done.outcome in ("enrolled", "pending") and self.was_seen(row, slug):
            return RowResult(row.row, "already", _("An earlier row of this file enrols this patient."))
        return RowResult(row.row, done.outcome, done.why)

    def done(self, row: VisitRow, slug: str) -> Enrolled:
        """Somebody who could be enrolled but for the consent waits for the desk to ask."""
        request = request_of(row, slug)
        told = self.tried(request) if self.dry_run or not request.consent else self.enrolled(request)
        if told.outcome != "enrolled" or request.consent:
            return told
        waits = Enrolled("pending", _("No consent in the file: they wait under Patients for the desk to ask."))
        if self.dry_run or pending(request, PendingPatient.Source.FILE, now=self.now):
            return waits
        return Enrolled("already", _("They wait for the desk to ask, or have declined."))

    def enrolled(self, request: Request) -> Enrolled:
        # A PIN takes a third of a second to hash: the desk gives one when it is needed.
        return enrol(request, now=self.now, by=self.by, give_pin=False)

    def tried(self, request: Request) -> Enrolled:
        """What `enrolled` would answer; nothing stays written."""
        told = None
        try:
            with transaction.atomic():
                told = self.enrolled(request)
                raise Undo
        except Undo:
            assert told is not None
            return told

    def was_seen(self, row: VisitRow, slug: str) -> bool:
        """Each row was tried alone and undone: what stands twice in the file is told as the import itself would."""
        person = hash((slug, row.email.casefold(), row.given_name.casefold(), row.family_name.casefold()))
        visit = hash((slug, row.visit_id)) if row.visit_id else person
        before = bool({visit, person} & self.seen)
        self.seen |= {visit, person}
        return before


def request_of(row: VisitRow, slug: str) -> Request:
    return Request(
        series=slug, email=row.email, given_name=row.given_name, family_name=row.family_name, birth_date=row.birth_date,
        mrn=row.mrn, language=row.language, time_zone=row.time_zone, visit_date=row.visit_date, visit_id=row.visit_id,
        visit_source="csv", consent=agreed_how(row.consent, "CSV: "), confirmed=bool(agreed_how(row.consent)),
    )  # fmt: skip


def together(row: int, results: Iterable[RowResult]) -> RowResult:
    """A row may start several series: the best that came of it, and every reason once."""
    ranked = sorted(results, key=lambda one: ("enrolled", "pending", "already", "skipped", "error").index(one.outcome))
    return RowResult(row, ranked[0].outcome, " ".join(dict.fromkeys(filter(None, (one.why for one in ranked)))))

"""Contacts from another newsletter tool: first those it must not mail, then those who agreed.

A batch of rows is a transaction of its own. The same files again add nobody twice, and nobody who has said no here
is brought back by an old yes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.contacts.agreeing import Agreed
from campaigns.contacts.reading import Line, lines_of
from campaigns.contacts.storing import Known, give, known_at, register
from clinic.models import AuditEntry, ClinicProfile
from clinic.refusal import Refusal
from patients.comparison import ComparisonForm
from patients.models import Suppression
from patients.readers.unreadable import UnreadableFile

BATCH = 500
Reason = Suppression.Reason


class File(StrEnum):
    """In the order they are taken."""

    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    SUBSCRIBED = "subscribed"


SHUTS = {File.UNSUBSCRIBED: (Reason.UNSUBSCRIBED, True), File.BOUNCED: (Reason.HARD_BOUNCE, False)}
"""Why its addresses are suppressed, and whether for newsletters only."""
OF_FILE = {
    File.UNSUBSCRIBED: gettext_noop("The file of those unsubscribed: {why}"),
    File.BOUNCED: gettext_noop("The file of those bounced: {why}"),
    File.SUBSCRIBED: gettext_noop("The file of those subscribed: {why}"),
}


class Outcome(StrEnum):
    ADDED = "added"
    AGREED = "agreed"
    ALREADY = "already"
    PATIENT = "patient"
    SUPPRESSED = "suppressed"
    LEFT_OUT = "left out"
    ERROR = "error"


@dataclass(frozen=True)
class RowResult:
    """`row` is the line in its file, from 2. `why` never holds an address."""

    file: str
    row: int
    outcome: str
    why: str = ""


@dataclass
class Import:
    """One go through up to three files. `shut` and `seen` also know what a dry run doesn't store."""

    now: datetime
    by: str
    agreed: Agreed | None = None
    dry_run: bool = False
    shut: set[ComparisonForm] = field(default_factory=set)
    seen: set[ComparisonForm] = field(default_factory=set)

    def of(self, files: dict[File, BinaryIO]) -> Iterator[RowResult]:
        """One result a row, as it is done. All headers are read first. Raises UnreadableFile and Refusal."""
        clinic = ClinicProfile.current()
        if not clinic.time_zone:
            raise Refusal(_("Set the clinic's time zone first: contacts get their newsletters in it."))
        language = next(iter(clinic.languages), "en")
        opened = [(file, named_lines(file, files[file], language)) for file in File if file in files]
        for file, lines in opened:
            while batch := list(islice(lines, BATCH)):
                yield from self.batch(file, batch, clinic.time_zone)

    def batch(self, file: File, lines: list[Line], time_zone: str) -> list[RowResult]:
        readable = [line for line in lines if not line.fault]
        with transaction.atomic():
            done = (
                self.people(readable, time_zone)
                if file == File.SUBSCRIBED
                else self.suppressions(readable, *SHUTS[file])
            )
            if not self.dry_run:
                AuditEntry.objects.record(
                    "contacts.import", actor=self.by, now=self.now, file=file.value, rows=len(lines),
                    changed=sum(outcome in (Outcome.ADDED, Outcome.AGREED) for outcome, _why in done.values()),
                )  # fmt: skip
        faults = {line.row: (Outcome.ERROR, line.fault) for line in lines if line.fault}
        told = {**done, **faults}
        return [RowResult(file.value, line.row, *told[line.row]) for line in lines]

    def suppressions(self, lines: list[Line], reason: Reason, only_news: bool) -> dict[int, tuple[Outcome, str]]:
        same = Suppression.objects.filter(only_news=only_news)
        had = same.covering([line.email for line in lines], news=True)
        if not self.dry_run:
            same.suppress_all([line.email for line in lines], reason, self.now, only_news=only_news)
        told: dict[int, tuple[Outcome, str]] = {}
        for line in lines:
            known = line.email in had or line.key in self.shut
            told[line.row] = (Outcome.ALREADY, _("It was stopped before.")) if known else (Outcome.ADDED, "")
            self.shut.add(line.key)
        return told

    def people(self, lines: list[Line], time_zone: str) -> dict[int, tuple[Outcome, str]]:
        assert self.agreed is not None
        shut = Suppression.objects.covering([line.email for line in lines], news=True)
        known = known_at([line.key for line in lines])
        told: dict[int, tuple[Outcome, str]] = {}
        new: list[Line] = []
        yeses: list[Known] = []
        for line in lines:
            told[line.row] = outcome = self.fate(line, known.get(line.key, []), line.email in shut)
            if outcome[0] == Outcome.ADDED:
                new.append(line)
            elif outcome[0] == Outcome.AGREED:
                yeses += known[line.key]
            self.seen.add(line.key)
        if not self.dry_run:
            people = register(new, self.agreed, time_zone, self.now)
            give([one.pk for one in yeses] + people, self.agreed, self.by)
        return told

    def fate(self, line: Line, known: list[Known], shut: bool) -> tuple[Outcome, str]:
        """What becomes of one of those who agreed, and why."""
        assert self.agreed is not None
        if line.key in self.seen:
            return Outcome.ALREADY, _("The address stands in the file twice.")
        if shut or line.key in self.shut:
            return Outcome.SUPPRESSED, _("This address must not get newsletters.")
        if not line.gets_it:
            return Outcome.LEFT_OUT, _("The other tool says that this person isn't subscribed.")
        if not known:
            return Outcome.ADDED, ""
        return self.fate_of_known(known, patients_too=self.agreed.patients_too)

    def fate_of_known(self, known: list[Known], *, patients_too: bool) -> tuple[Outcome, str]:
        """An old yes of theirs never undoes a no that was said here."""
        if any(one.asked for one in known):
            return Outcome.ALREADY, _("This person has already said yes or no to newsletters here.")
        if len(known) > 1:
            return Outcome.PATIENT, _("Several people here share this address: nobody can tell who agreed.")
        if not known[0].contact and not patients_too:
            return Outcome.PATIENT, _(
                "A patient here has this address, and you didn't ask for patients to be included."
            )
        return Outcome.AGREED, ""


def named_lines(file: File, source: BinaryIO, language: str) -> Iterator[Line]:
    """Raises UnreadableFile, which says which of the files it is."""
    try:
        return lines_of(source, language)
    except UnreadableFile as why:
        raise UnreadableFile(_(OF_FILE[file]).format(why=why)) from None


def totals(results: Iterable[RowResult]) -> dict[str, dict[str, int]]:
    """How many rows of each file had which outcome."""
    counted: dict[str, dict[str, int]] = {}
    for one in results:
        of_file = counted.setdefault(one.file, {})
        of_file[one.outcome] = of_file.get(one.outcome, 0) + 1
    return counted

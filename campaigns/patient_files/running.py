"""A file on its way in from the desk: kept sealed, looked at, tried, and then read a few seconds at a time.

Each step says how far it came, and the next goes on from there: whoever looks on sees it move, and a kill costs the rows
of one transaction, which the next step reads again and finds enrolled.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.enrolling.importing_patients import TOGETHER, RowResult, import_patients
from campaigns.models import ImportProfile, PatientImport
from campaigns.models.patient_import import folder
from campaigns.patient_files.reading import Reading
from campaigns.rows import locked
from clinic.models import AuditEntry
from clinic.refusal import Refusal
from patients.data_keys import new_data_key, unwrap, wrap
from patients.identifiers import new_id
from patients.readers.unreadable import UnreadableFile
from patients.sealed_file import open_sealed_file, write_sealed
from patients.sealing import SealBroken

MOST_BYTES = 300 * 1024 * 1024  # half a million rows take about 80 MB
MOST_TRIED = 500  # rows of a dry run
LOOK_UP = 2 * TOGETHER  # rows between two looks at the clock; whole transactions, so that what is stored is told
LASTS = timedelta(days=2)  # after that an unfinished file is forgotten
REPORT_LASTS = timedelta(days=30)
LEFT = gettext_noop("Nobody went on with it for two days: bring the file again. Nobody is enrolled twice.")
NOT_KEPT = gettext_noop("This file isn’t kept any more: bring it again.")
State = PatientImport.State
UNDER_WAY = (State.CHOOSING, State.RUNNING)


def keep(parts: Iterable[bytes], reading: Reading, now: datetime, *, by: str) -> PatientImport:
    """Take in a file; nothing is read yet. Raises Refusal for an empty or an endless one."""
    one, key = PatientImport(id=new_id(), begun_by=by, begun_at=now, reading=reading.to_json()), new_data_key()
    lines = Lines()
    one.bytes = write_sealed(lines.counted(parts), one.file, key, one.id)
    if not 0 < one.bytes <= MOST_BYTES:
        one.file.unlink()
        raise Refusal(_("Choose a file with rows in it, of at most {most} MB.").format(most=MOST_BYTES // 1024 // 1024))
    one.wrapped_key, one.lines = wrap(key, one.id), lines.number
    one.save(force_insert=True)
    AuditEntry.objects.record("patients.file", actor=by, now=now, subject=one.pk, bytes=one.bytes, lines=one.lines)
    return one


class Lines:
    """Counts line ends while a file goes by, and stops what is endless."""

    def __init__(self) -> None:
        self.number, self.bytes = 0, 0

    def counted(self, parts: Iterable[bytes]) -> Iterator[bytes]:
        for part in parts:
            self.number += part.count(b"\n")
            self.bytes += len(part)
            yield part
            if self.bytes > MOST_BYTES:
                return


def opened(one: PatientImport) -> BinaryIO:
    """Raises Refusal when the file is gone, KeyMissing and SealBroken."""
    if not one.wrapped_key or not one.file.exists():
        raise Refusal(_(NOT_KEPT))
    return open_sealed_file(one.file, unwrap(one.wrapped_key, one.id), one.id)


def tried(one: PatientImport, reading: Reading, now: datetime) -> list[RowResult]:
    """What the first rows would come to; nothing is written. Raises Refusal, UnreadableFile."""
    with opened(one) as file:
        return list(islice(import_patients(file, reading, now=now, by=one.begun_by, dry_run=True), MOST_TRIED))


def begin(one: PatientImport, reading: Reading, now: datetime, *, by: str) -> None:
    """From now on `step` reads it in this way. Pressed twice, it begins once. Raises Refusal."""
    reading.checked()
    with transaction.atomic():
        row = locked(PatientImport.objects.filter(pk=one.pk)).get()
        if row.state != State.CHOOSING:
            return
        row.state, row.reading = State.RUNNING, reading.to_json()
        row.save(update_fields=["state", "reading"])
        AuditEntry.objects.record("patients.import", actor=by, now=now, subject=one.pk, series=reading.series)


def step(one: PatientImport, now: datetime, time_is_over: Callable[[], bool]) -> None:
    """Read on until `time_is_over`, at least some rows; what came of them is stored with each look at the clock."""
    reading = Reading.from_json(one.reading)
    try:
        with opened(one) as file:
            results = import_patients(file, reading, now=now, by=one.begun_by, after=max(1, one.line))
            while some := list(islice(results, LOOK_UP)):
                note(one, some)
                if time_is_over():
                    return
    except (Refusal, UnreadableFile) as problem:
        finish(one, State.FAILED, str(problem))
    except SealBroken:
        finish(one, State.FAILED, _(NOT_KEPT))
    else:
        finish(one, State.DONE, "")


def note(one: PatientImport, results: Sequence[RowResult]) -> None:
    """Two browsers that look on at once do the same rows twice, which enrols nobody twice; the later line stands."""
    counts = Counter(one.counts)
    counts.update(result.came_to for result in results)
    one.counts, one.line = dict(counts), results[-1].row
    with one.report.open("a", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows((row.row, row.came_to, row.why) for row in results if row.outcome != "enrolled")
    one.save(update_fields=["counts", "line"])


def finish(one: PatientImport, state: str, why: str) -> None:
    """Once: another browser that looks on may have come to the end just before, and then finds no file."""
    under_way = PatientImport.objects.filter(pk=one.pk, state__in=UNDER_WAY)
    if under_way.update(state=state, why=why[:200], wrapped_key=b""):
        one.file.unlink(missing_ok=True)
    one.refresh_from_db(fields=["state", "why", "wrapped_key"])


def save_profile(name: str, reading: Reading, now: datetime) -> None:
    """The same name again replaces it. The series stays open: it is asked with each file."""
    kept = replace(reading, series="").to_json()
    ImportProfile.objects.update_or_create(name=name, defaults={"reading": kept, "changed_at": now})


def forget_old(now: datetime) -> None:
    """Files nobody went on with, files without a row, and reports of a month ago."""
    for one in PatientImport.objects.filter(begun_at__lte=now - LASTS, state__in=UNDER_WAY):
        finish(one, State.FAILED, LEFT)
    forget_strays(now)
    for one in PatientImport.objects.filter(begun_at__lte=now - REPORT_LASTS):
        one.report.unlink(missing_ok=True)
        one.delete()


def forget_strays(now: datetime) -> None:
    """What a kill left between writing a file and its row, or between the end in the row and the end of the file: no key opens it."""
    kept = {one.file.name for one in PatientImport.objects.filter(state__in=UNDER_WAY)}
    for path in folder().glob("*.sealed"):
        if path.name not in kept and path.stat().st_mtime <= (now - LASTS).timestamp():
            path.unlink(missing_ok=True)

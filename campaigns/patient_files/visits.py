"""A row of a practice system's file in the vocabulary of all intake: a visit, or why it starts nothing. Pure.

Whoever brings a file says by that that its rows are visits to the clinic, so only what a row tells against it counts.
"""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaigns.consents.words import NO, SAID_NO, agreed_how
from campaigns.patient_files.reading import CALLED_OFF, Reading, folded_status
from patients.addresses import clean_address
from patients.models import Identity
from patients.readers.csv_rows import VisitRow
from patients.visits import ICD_10_CM, VISIT_TYPE, Code, Ignored, Problem, Setting, Status, Visit

SOURCE = "csv"


def told_by(row: VisitRow, reading: Reading) -> Visit | Ignored | Problem:
    """The sentence of an Ignored or a Problem repeats no value of the row."""
    cancelled = is_called_off(row, reading)
    if not cancelled and tells_status(row, reading) and folded_status(row.status) not in reading.took_place:
        return Ignored(
            _("The status doesn’t say that the visit took place: if it means so, add it to the words for that.")
        )
    try:
        clean_address(row.email)
    except ValidationError as problem:  # to be mended in the file, as a date that can't be read
        return Problem(" ".join(problem.messages))
    agreed = bool(agreed_how(row.consent))
    return Visit(
        source=SOURCE, id=row.visit_id, patient_id=row.mrn,
        person=Identity(row.email, row.given_name, row.family_name, row.birth_date, row.mrn),
        status=Status.CANCELLED if cancelled else Status.FINISHED, setting=Setting.OUTPATIENT, ended_on=row.visit_date,
        codes=codes_of(row), language=row.language, time_zone=row.time_zone,
        agreed=True if agreed else False if SAID_NO.match(row.consent) else None,
        agreed_how=agreed_how(row.consent, "CSV: "), address_confirmed=agreed,
    )  # fmt: skip


def is_called_off(row: VisitRow, reading: Reading) -> bool:
    """A clinic that counts such a word as a visit that took place is taken at its word."""
    status = folded_status(row.status)
    marked = bool(row.cancelled) and not NO.match(row.cancelled)
    return marked or (status in CALLED_OFF and status not in reading.took_place)


def tells_status(row: VisitRow, reading: Reading) -> bool:
    """An empty status in a file that has such a column says that nobody knows."""
    return bool(row.status) or "status" in (reading.columns or {}).values()


def codes_of(row: VisitRow) -> tuple[Code, ...]:
    diagnoses = [Code(ICD_10_CM, code) for code in icd_codes(row.codes)]
    kind = " ".join(row.visit_type.split())
    return (*diagnoses, Code(VISIT_TYPE, kind)) if kind else tuple(diagnoses)


def icd_codes(cell: str) -> list[str]:
    """In capitals, with the dot after the third sign where an export left it out."""
    found = filter(None, re.split(r"[\s;,|/]+", cell.upper()))
    return [code if len(code) < 4 or "." in code else f"{code[:3]}.{code[3:]}" for code in found]

"""Whether a row tells of a visit that lessons may follow. Pure: what is known of the patient here is asked elsewhere."""

from __future__ import annotations

import re
from datetime import date

from django.utils.translation import gettext as _

from campaigns.consent_words import NO, SAID_NO
from campaigns.patient_files.reading import Reading, folded_status
from patients.readers.csv_rows import VisitRow

OF_AGE = 18
_SUBSTANCE_USE = re.compile(r"F1[0-9]")  # ICD-10-CM chapter 5, F10–F19


def why_not(row: VisitRow, reading: Reading, today: date) -> str:
    """One sentence that says why nobody is enrolled, or nothing. It repeats no value of the row."""
    if row.cancelled and not NO.match(row.cancelled):
        return _("The visit was cancelled, or the patient didn’t come.")
    if tells_status(row, reading) and folded_status(row.status) not in reading.took_place:
        return _("The status doesn’t say that the visit took place: if it means so, add it to the words for that.")
    if row.birth_date and age(row.birth_date, today) < OF_AGE:
        return _("The patient is under 18: enrol them at the desk, with the consent of whoever decides for them.")
    if SAID_NO.match(row.consent):
        return _("The file says that the patient said no to the emails.")
    if any(_SUBSTANCE_USE.match(code) for code in codes_of(row.codes)):
        return _("Codes of substance use (F10 to F19) are left out: they need a consent of their own.")
    return ""


def tells_status(row: VisitRow, reading: Reading) -> bool:
    """An empty status in a file that has such a column says that nobody knows."""
    return bool(row.status) or "status" in (reading.columns or {}).values()


def codes_of(cell: str) -> list[str]:
    """ICD-10-CM codes in capitals, with the dot after the third sign where an export left it out."""
    found = filter(None, re.split(r"[\s;,|/]+", cell.upper()))
    return [code if len(code) < 4 or "." in code else f"{code[:3]}.{code[3:]}" for code in found]


def age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))

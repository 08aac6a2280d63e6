"""What a thief of the database file, a dump or a replica could read."""

import base64
import sqlite3
from datetime import date, datetime
from pathlib import Path

import pytest
from django.db import connection

from patients.models import Consent, Identity, Patient, Suppression

PEOPLE = [
    Identity("Maria.Quintanilla@example.org", "Marisol", "Quintanilla-ONeill", date(1971, 3, 9), "MRN-00471108152331"),
    Identity("zebulon@münchen.example", "Zebulon", "Vandersloot", date(1948, 12, 31), "X99-3133731337"),
]
SUPPRESSED = "kasimir.unwanted@example.org"
# Digits also read as hexadecimal: a short number would be found in a key or a hash by chance. PINs are set long here.
PIN = "49382716059384"
VALUES = [
    "Maria.Quintanilla", "example.org", "Marisol", "Quintanilla", "ONeill", "1971-03-09", "00471108152331", "zebulon",
    "münchen", "xn--mnchen-3ya", "Vandersloot", "1948-12-31", "3133731337", "kasimir", PIN,
]  # fmt: skip


def spellings(value: str) -> list[bytes]:
    text = [value, value.lower(), value.upper()]
    plain = [form.encode(encoding) for form in text for encoding in ("utf-8", "utf-16-le")]
    return plain + [base64.b64encode(form)[:-4] for form in plain] + [form.hex().encode() for form in plain]


def stored_bytes(folder: Path) -> bytes:
    """The database as a file; on PostgreSQL every row of our tables as it leaves the server."""
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            rows = []
            for model in (Patient, Consent, Suppression):
                cursor.execute(f"SELECT t::text FROM {model._meta.db_table} t")
                rows += [row for (row,) in cursor.fetchall()]
        return "\n".join(rows).encode()
    file = folder / "copy.sqlite3"
    with sqlite3.connect(file) as copy:
        connection.connection.backup(copy)
    return file.read_bytes()


@pytest.mark.django_db(transaction=True)
def test_no_value_of_a_patient_is_stored_in_clear(tmp_path: Path, now: datetime) -> None:
    for person in PEOPLE:
        patient = Patient.objects.register(person, language="es", time_zone="America/Boise", now=now)
        patient.set_pin(PIN)
        Consent.objects.give(patient, Consent.Stream.LESSONS, how="at the desk", wording="1", recorded_by="u1", now=now)
    Suppression.objects.suppress(SUPPRESSED, Suppression.Reason.STAFF, now)
    stored = stored_bytes(tmp_path)
    assert b"America/Boise" in stored  # the search works
    assert [value for value in VALUES if any(form in stored for form in spellings(value))] == []


def test_the_search_would_find_them() -> None:
    assert all(any(form in f"...{value.upper()}...".encode() for form in spellings(value)) for value in VALUES)

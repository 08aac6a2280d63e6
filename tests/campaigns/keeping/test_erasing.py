"""An erased patient: nobody can read who it was, nothing more leaves, no import brings them back, and the counts stay true."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps

from campaigns.emails.received import received
from campaigns.enrolling.importing_patients import import_patients
from campaigns.keeping.erasing import AFTER_YEARS, ON_REQUEST, empty_the_log, end_hold, erase_patient, hold
from campaigns.models import CancelledVisit, Enrolment, Message, PatientRequest, PendingVisit, Tally
from campaigns.patient_files.reading import Reading
from campaigns.requests.asking import ask
from clinic.models import AuditEntry
from clinic.refusal import Refusal
from patients.models import Consent, Patient, PatientErased, SoftBounces, Suppression

DOLORES = {
    "family_name": "Haze-Quint",
    "birth_date": date(1971, 3, 9),
    "visit_date": date(2026, 10, 12),
    "visit_id": "V-90817",
}
ADDRESS = "dolores.haze@example.org"


@pytest.fixture
def dolores(signed_series, enrol, send, now) -> Patient:
    """Enrolled on Monday; her first lesson is in the inbox, and the second planned."""
    patient = enrol(ADDRESS, "Dolores", **DOLORES).enrolment.patient
    send(now.replace(day=13))
    ask(patient, "reply", "Call me", how="portal", now=now, by="portal")
    return patient


@pytest.fixture
def send(run):
    return run


def erased(patient: Patient, now, why: str = ON_REQUEST) -> Patient:
    assert erase_patient(patient, now, why=why, by="7")
    patient.refresh_from_db()
    return patient


def test_nobody_can_read_who_it_was(dolores, now):
    erased(dolores, now)
    with pytest.raises(PatientErased):
        dolores.open_identity()
    assert not Message.objects.filter(patient=dolores).exclude(values=None).exists()
    assert received(Message.objects.filter(patient=dolores, email__isnull=False).first()) is None
    assert not Patient.objects.with_address(ADDRESS).exists()
    assert not Enrolment.objects.exclude(visit_id="").exists()


def test_nothing_more_leaves_and_the_counts_stay(dolores, now, send):
    sent = Tally.objects.by_state()
    erased(dolores, now)
    for day in range(14, 28):
        send(now.replace(day=day))
    assert not Message.objects.filter(state__in=Message.UNDER_WAY).exists()
    assert Tally.objects.by_state()["accepted"] == sent["accepted"] == 1
    assert not Consent.objects.filter(withdrawn_at=None).exists()
    assert not PatientRequest.objects.waiting().exists()


def test_a_visit_that_waits_for_a_yes_waits_no_longer_and_loses_its_number(dolores, signed_series, now):
    waiting = PendingVisit.objects.create(
        patient=dolores, series=signed_series, visit_source="hl7", visit_id="V-1", came_at=now
    )
    erased(dolores, now)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.visit_id) == (PendingVisit.State.TAKEN_BACK, "")


def test_another_import_stays_unmailed_in_any_spelling(dolores, enrol, now, send):
    erased(dolores, now)
    again = enrol("DOLORES.HAZE@EXAMPLE.ORG.", "Dolores", at=now)
    assert again.outcome == "skipped", "the address asked for no more email"
    assert Suppression.objects.covering([ADDRESS]) == {ADDRESS}


def test_who_shares_the_mailbox_goes_on_getting_their_lessons(dolores, enrol, now):
    other = enrol(ADDRESS, "Lou").enrolment
    erased(dolores, now)
    assert not Suppression.objects.covering([ADDRESS])
    assert Enrolment.objects.get(pk=other.pk).state == Enrolment.State.ACTIVE


def test_after_the_years_a_former_patient_may_come_back(dolores, enrol, now):
    erased(dolores, now, AFTER_YEARS)
    assert not Suppression.objects.exists()
    assert enrol(ADDRESS, "Dolores").outcome == "enrolled"


def test_erasing_twice_changes_nothing(dolores, now):
    erased(dolores, now)
    assert not erase_patient(dolores, now, why=ON_REQUEST, by="7")
    assert AuditEntry.objects.filter(action="patient.erase").count() == 1


def test_a_legal_hold_keeps_the_record(dolores, now):
    for _ in range(2):
        hold(dolores, now, by="7")
    with pytest.raises(Refusal, match="legal hold"):
        erase_patient(dolores, now, why=ON_REQUEST, by="7")
    assert dolores.open_identity().given_name == "Dolores" and not Suppression.objects.exists()
    for _ in range(2):
        end_hold(dolores, now, by="7")
    erased(dolores, now)
    actions = AuditEntry.objects.filter(subject=str(dolores.pk)).values_list("action", flat=True)
    assert [one for one in actions if "hold" in one] == ["patient.hold", "patient.end hold"]


def test_neither_a_row_nor_the_inbox_keeps_a_copy(dolores, now, home, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(
        "campaigns.keeping.erasing.empty_the_log", lambda: None
    )  # can't be done inside the test's transaction
    key = bytes(Patient.objects.get(pk=dolores.pk).wrapped_key)
    assert key in rows() and b"V-90817" in rows() and b"Dolores" in inbox(home)
    with django_capture_on_commit_callbacks(execute=True):
        erased(dolores, now)
    assert key not in rows() and b"V-90817" not in rows() and b"Dolores" not in inbox(home)


def rows() -> bytes:
    """Every value of every row there is."""
    found = bytearray()
    for model in apps.get_models():
        for row in model._default_manager.values_list():
            for value in row:
                found += bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
    return bytes(found)


def inbox(home: Path) -> bytes:
    return b"".join(one.read_bytes() for one in (home / "inbox").glob("*.eml"))


def test_the_log_of_the_database_is_emptied(tmp_path, monkeypatch):
    file = tmp_path / "a.sqlite3"
    with closing(sqlite3.connect(file, isolation_level=None)) as one:
        one.execute("PRAGMA journal_mode=WAL")
        one.execute("CREATE TABLE kept (key TEXT)")
        one.execute("INSERT INTO kept VALUES ('a wrapped key')")
        log = tmp_path / "a.sqlite3-wal"
        assert b"a wrapped key" in log.read_bytes()
        monkeypatch.setattr(
            "campaigns.keeping.erasing.connection",
            SimpleNamespace(vendor="sqlite", cursor=lambda: closing(one.cursor())),
        )
        empty_the_log()
        assert log.read_bytes() == b""


@pytest.mark.parametrize("shared", [False, True], ids=["alone", "shared-mailbox"])
def test_a_count_of_bounces_goes_with_the_last_of_a_mailbox(dolores, enrol, now, shared):
    SoftBounces.objects.count_one(ADDRESS, now)
    if shared:
        enrol(ADDRESS, "Bo")
    erased(dolores, now)
    assert SoftBounces.objects.exists() is shared


def test_a_visit_brought_again_starts_nothing_where_somebody_else_reads_the_mailbox(dolores, enrol, now):
    enrol(ADDRESS, "Bo")
    Enrolment.objects.filter(patient=dolores).update(visit_source="csv")
    erased(dolores, now)
    file = f"email,given_name,visit_date,visit_id,consent\n{ADDRESS},Dolores,2026-10-12,{DOLORES['visit_id']},yes\n"
    [row] = import_patients(io.BytesIO(file.encode()), Reading("fibromyalgia"), now=now, by="test")
    assert row.outcome == "already" and Patient.objects.known().count() == 1
    assert not CancelledVisit.objects.filter(visit_id__contains=DOLORES["visit_id"]).exists()

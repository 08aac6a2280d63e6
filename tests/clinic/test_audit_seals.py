"""The audit trail can't be changed, and where somebody does it all the same, the seals show it."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction

from clinic.audit_seals import faults, in_home, seal_new, unsealed
from clinic.audit_triggers import allow
from clinic.models import AuditEntry, AuditSeal

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(now: datetime) -> list[AuditEntry]:
    """Six entries under two seals."""
    made = []
    for half in range(2):
        made += [AuditEntry.objects.record("patient.read", actor="7", now=now, subject=f"p{half}{n}") for n in range(3)]
        seal_new(now)
    return made


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def run_by_force(statement: str) -> None:
    for one in allow(connection.vendor):
        run(one)
    run(statement)


@pytest.mark.parametrize("table", ["clinic_auditentry", "clinic_auditseal"])
@pytest.mark.parametrize("change", ["UPDATE {} SET at = at", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_database_refuses_to_change_the_trail(table: str, change: str, sealed):
    with pytest.raises(DatabaseError):
        run(change.format(table))
    assert AuditEntry.objects.count() == 6 and AuditSeal.objects.count() == 2 and faults() == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("UPDATE clinic_auditentry SET actor = '8' WHERE subject = 'p01'", "was changed"),
        ("UPDATE clinic_auditentry SET at = '2020-01-01 00:00:00+00' WHERE subject = 'p12'", "was changed"),
        ("DELETE FROM clinic_auditentry WHERE subject = 'p01'", "there are 2, and 3 were sealed"),
        ("DELETE FROM clinic_auditentry WHERE subject LIKE 'p1%'", "there are 0"),
        (
            "UPDATE clinic_auditseal SET digest = 'made up' WHERE last = (SELECT MIN(last) FROM clinic_auditseal)",
            "changed",
        ),
        ("DELETE FROM clinic_auditseal WHERE last = (SELECT MIN(last) FROM clinic_auditseal)", "A seal is missing"),
        ("DELETE FROM clinic_auditseal WHERE last = (SELECT MAX(last) FROM clinic_auditseal)", "cut off"),
    ],
    ids=["actor", "time", "one removed", "tail removed", "seal edited", "seal removed", "last seal removed"],
)
def test_what_was_changed_by_force_is_found(change: str, says: str, sealed):
    run_by_force(change)
    assert any(says in one for one in faults()), faults()


def test_what_came_since_the_last_seal_is_counted_and_sealed_next(sealed, now: datetime):
    AuditEntry.objects.record("enrol", actor="7", now=now)
    assert unsealed() == 1 and faults() == []
    assert seal_new(now) is not None and seal_new(now) is None
    assert unsealed() == 0


def test_without_the_file_in_the_home_the_database_still_speaks_for_itself(sealed):
    in_home().unlink()
    assert faults() == []


def test_the_command_says_what_is_wrong(sealed, capsys):
    call_command("audit", "check", "--json")
    assert '"entries": 6' in capsys.readouterr().out
    run_by_force("DELETE FROM clinic_auditentry WHERE subject = 'p12'")
    with pytest.raises(CommandError, match="there are 2, and 3 were sealed"):
        call_command("audit", "check")

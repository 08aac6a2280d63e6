"""Who did what: found by person, action, subject and day, page by page, and as a file that runs nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client

from clinic.models import AuditEntry
from staff.people.audit_filter import PAGE
from tests.staff.conftest import said


@pytest.fixture
def trail(clinic, now: datetime) -> None:
    for number in range(PAGE + 5):
        AuditEntry.objects.record(
            "patient.read", actor="patient", now=now - timedelta(minutes=60 - number), subject=f"p{number}"
        )
    AuditEntry.objects.record("enrol", actor="command line", now=now - timedelta(days=3), subject="old", count=3)


def rows(answer) -> int:
    return answer.content.decode().count("<time>")


@pytest.mark.parametrize(
    ("query", "number"),
    [("", PAGE), ("person=command+line", 1), ("action=enrol", 1), ("subject=p7", 1), ("until=2026-10-10", 1),
     ("since=2026-10-12&action=patient.read&subject=p1", 1), ("action=%00&since=nonsense&before=²", PAGE), ("person=999", 0)],
)  # fmt: skip
def test_entries_are_found_by_what_is_asked(query: str, number: int, trail, staff: Client):
    assert rows(staff.get(f"/staff/audit/?{query}")) == number


def test_older_entries_follow_by_key(trail, staff: Client):
    first = staff.get("/staff/audit/")
    older = AuditEntry.objects.order_by("-pk")[PAGE - 1].pk
    assert f"?before={older}" in first.content.decode()
    assert rows(staff.get(f"/staff/audit/?before={older}")) == 6


@pytest.mark.parametrize("field", ["person", "action", "subject"])
def test_every_filter_is_served_by_an_index(field: str, trail):
    from zoneinfo import ZoneInfo

    from staff.people.audit_filter import Asked

    plan = Asked(**{field: "x"}).entries(ZoneInfo("UTC"))[:PAGE].explain()  # type: ignore[arg-type]
    assert connection.vendor == "postgresql" or "SCAN" not in plan


def test_the_file_holds_ids_and_no_formula_and_is_an_entry_itself(trail, staff: Client, now: datetime):
    AuditEntry.objects.record("enrol", actor="=cmd()", now=now, subject="+1")
    text = staff.get("/staff/audit/export/?action=enrol").content.decode()
    assert text.startswith("id,at (UTC),person") and "'=cmd()" in text and "'+1" in text
    assert len(text.splitlines()) == 3
    assert AuditEntry.objects.latest("pk").action == "audit.read"


def test_an_empty_trail_says_what_appears_here(clinic, staff: Client):
    assert "Entries appear here" in said(staff.get("/staff/audit/"))

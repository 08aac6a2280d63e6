"""A provider's events name addresses. None of them is kept anywhere: every column of every table is looked through."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from clinic.models import AuditEntry
from mailer.events.base import Happened
from patients.models import SoftBounces, Suppression
from tests.campaigns.events.in_the_post import told, without_ids

pytestmark = pytest.mark.django_db
OURS, THEIRS = "Ana.Quintanilla@mailhost.example", "stranger.nobody@elsewhere.example"
TRACES = ("quintanilla", "mailhost", "stranger", "elsewhere", "smtp; 550")


def stored() -> str:
    """Everything in the database as one text in lower case; binary columns as latin letters."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [as_text(value) for row in cursor.fetchall() for value in row]
    return "\n".join(found).lower()


def as_text(value: object) -> str:
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)


def test_the_search_would_find_what_was_kept(post):
    Suppression.objects.suppress(OURS, Suppression.Reason.STAFF, post.now, note="for stranger.nobody")
    assert "stranger.nobody" in stored() and "quintanilla" not in stored()


def test_no_event_leaves_an_address_behind_in_any_table(post, tell, lesson_day):
    patient = post.patient(OURS)
    for number, happened in enumerate(Happened):
        email = post.email(patient=patient, series=post.new_series(f"s{number}"))
        tell(told(email, happened, address=OURS.upper(), code="5.1.1"), told(email, happened, address=OURS))
    for happened in Happened:
        tell(without_ids(THEIRS, happened, lesson_day), without_ids(OURS, happened, lesson_day + timedelta(hours=1)))
        tell(told("1", happened, attempt="2", address=THEIRS, at=lesson_day))
    assert not [trace for trace in TRACES if trace in stored()]


def test_the_address_is_found_again_by_its_index_alone(post, tell, lesson_day):
    tell(without_ids(THEIRS, "hard bounce", lesson_day), without_ids(OURS, "soft bounce", lesson_day))
    assert Suppression.objects.covering([THEIRS.upper()]) and SoftBounces.objects.of(OURS).exists()
    assert not [trace for trace in TRACES if trace in stored()]


def test_no_line_of_the_log_and_no_repr_of_an_event_holds_one(post, tell, lesson_day, caplog):
    caplog.set_level("DEBUG")
    email = post.email(OURS)
    events = [told(email, happened, address=OURS) for happened in Happened]
    events += [without_ids(THEIRS, "hard bounce", lesson_day), told("1", "taken", address=THEIRS, at=lesson_day)]
    tell(*events)
    assert not [trace for trace in TRACES if trace in f"{caplog.text} {events}".lower()]


def test_the_audit_trail_says_who_was_suppressed_by_id_and_why(post, tell):
    email = post.email(OURS)
    tell(told(email, "complaint"))
    line = AuditEntry.objects.get(action="suppress")
    assert (line.actor, line.subject, line.detail) == ("sendgrid", str(email.patient_id), {"why": "complaint"})

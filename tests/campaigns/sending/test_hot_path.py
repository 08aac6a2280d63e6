"""The hot path works on sets: a batch costs the same number of queries however many messages are in it."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Enrolment, Message
from campaigns.sending.run import send_due


def queries_for(patients: int, enrol, now, offset: int) -> int:
    for number in range(offset, offset + patients):
        enrol(f"patient{number}@example.org", f"Name{number}")
    with CaptureQueriesContext(
        connection,
    ) as seen:
        run = send_due(lambda: now + timedelta(days=1), "test")
    assert run.accepted == patients
    return len(seen)


def test_forty_messages_cost_no_more_queries_than_ten(signed_series, enrol, now):
    queries_for(1, enrol, now, offset=0)  # compiles the email
    assert queries_for(40, enrol, now, offset=1) <= queries_for(10, enrol, now, offset=41)


def test_an_idle_run_asks_little_and_reads_no_table_from_end_to_end(signed_series, enrol, now):
    enrol()
    with CaptureQueriesContext(connection) as seen:
        send_due(lambda: now, "test")
    assert len(seen) < 32
    assert Message.objects.count() == 0
    plans = [rows.explain() for rows in (Enrolment.objects.due(now), Message.objects.due(now))]
    if connection.vendor == "sqlite":
        assert "enrolment_due" in plans[0] and "message_due" in plans[1]

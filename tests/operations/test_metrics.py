"""What Prometheus is told: for the token only, from indexes and tallies only, and nothing of a person."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from campaigns.models import Attempt, Event, Message
from campaigns.sending.run import send_due
from clinic.models import Installation
from operations.metrics.lately import first_id_at
from patients.identifiers import new_id
from tests.campaigns.conftest import lesson_day  # noqa: F401
from tests.journeys.test_logs_tell_nothing import leaks

TOKEN = "a-token-of-a-test-0123456789"
MOST_QUERIES = 11


@pytest.fixture(autouse=True)
def _in_sending_hours(lesson_day):  # noqa: F811
    with time_machine.travel(lesson_day, tick=False):
        yield


@pytest.fixture
def scrape(settings, client: Client):
    settings.METRICS_TOKEN = TOKEN

    def scraped() -> dict[tuple[str, str], float]:
        answer = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}", "host": "10.1.2.3:8000"})
        assert answer.status_code == 200, answer.content
        families = text_string_to_metric_families(answer.content.decode())
        return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}

    return scraped


def test_without_the_token_nothing_is_told(db, settings, client):
    assert client.get("/metrics").status_code == 404, "closed until a token is set"
    settings.METRICS_TOKEN = TOKEN
    for header in (
        {},
        {"authorization": f"Bearer {TOKEN}x"},
        {"authorization": f"Basic {TOKEN}"},
        {"authorization": "Bearer é"},
    ):
        refused = client.get("/metrics", headers=header)
        assert refused.status_code == 401 and b"aftervisit_" not in refused.content


def test_the_queue_the_clock_and_the_attempts_are_told(scrape, enrol, signed_series):
    now = timezone.now()
    Installation.current()
    enrol()
    before = scrape()
    assert before["aftervisit_messages", "planned"] == 0 and before["aftervisit_live",] == 0
    assert before["aftervisit_oldest_due_seconds", "lesson"] > 0
    send_due(timezone.now, "test")
    Installation.timer_ticked(now, 1.25)
    found = scrape()
    done = found["aftervisit_messages", "accepted"]
    assert done == Message.objects.filter(state="accepted").count() == 1
    assert found["aftervisit_attempts_of_15_minutes", "accepted"] == 1
    assert found["aftervisit_tick_seconds",] == 1.25 and 0 <= found["aftervisit_heartbeat_age_seconds",] < 600
    assert found["aftervisit_way_out_stopped", "inbox"] == 0
    assert found["aftervisit_webhook_events", "waiting"] == found["aftervisit_webhook_events", "given_up"] == 0
    assert ("aftervisit_event_lag_seconds",) not in found, "no provider has told anything yet"


def test_an_old_attempt_is_not_of_lately_and_the_lag_is_that_of_events(scrape, db):
    now = timezone.now()
    old = {"transport": "sendgrid", "worker": "w", "size": 1, "claimed_at": now, "lease_until": now, "settled_at": now}
    Attempt.objects.create(id=first_id_at(now - timedelta(minutes=16)), verdict="uncertain", **old)
    Attempt.objects.create(id=new_id(), verdict="died", **old)
    Event.objects.create(
        provider="sendgrid",
        provider_event_id="1",
        happened="delivered",
        at=now - timedelta(seconds=90),
        received_at=now,
    )
    found = scrape()
    assert found["aftervisit_attempts_of_15_minutes", "uncertain"] == 0
    assert found["aftervisit_attempts_of_15_minutes", "died"] == 1
    assert found["aftervisit_event_lag_seconds",] == 90


def test_a_scrape_reads_no_table_through_and_names_nobody(scrape, enrol, signed_series, client):
    enrol()
    send_due(timezone.now, "test")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # so few rows are read through whatever the index
            cursor.execute("SET LOCAL enable_seqscan = off")
    with CaptureQueriesContext(connection) as asked:
        scrape()
    assert len(asked) <= MOST_QUERIES
    large = ("campaigns_message", "campaigns_enrolment", "campaigns_attempt", "campaigns_event", "patients_patient")
    for query in asked:
        if query["sql"].startswith("SELECT"):
            plan = plan_of(query["sql"])
            assert not [line for line in plan for table in large if f"SCAN {table}" in line and "INDEX" not in line], (
                plan
            )
            assert not [line for line in plan for table in large if f"Seq Scan on {table}" in line], plan
    text = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).content.decode()
    assert leaks(text) == [] and "fibromyalgia" not in text


def plan_of(sql: str) -> list[str]:
    how = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        cursor.execute(f"{how} {sql}".replace("%", "%%"))
        return [str(row[-1]) for row in cursor.fetchall()]


def test_while_the_database_is_away_prometheus_hears_that_we_are_down(settings, client, db, monkeypatch):
    settings.METRICS_TOKEN = TOKEN

    def away(*_, **__):
        raise OperationalError("for a test")

    monkeypatch.setattr("operations.metrics.collector.messages_by_state", away)
    answer = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 503 and b"for a test" not in answer.content

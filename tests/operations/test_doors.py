"""What machines may ask without a sign-in: is it up, is it ready, and how it does, for whoever brings the token."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from clinic.models import Installation
from operations import health

BY_IP = {"SERVER_NAME": "10.1.2.3", "HTTP_HOST": "10.1.2.3:8000"}


@pytest.fixture(autouse=True)
def _asked_anew(monkeypatch):
    monkeypatch.setattr(health, "found_applied", False)


def broken(*_, **__):
    raise OperationalError("connection to server at 10.9.9.9 refused for user aftervisit")


def test_healthz_answers_a_load_balancer_by_its_ip_without_the_database():
    answer = Client().get("/healthz", **BY_IP)  # no `db` fixture: a query would raise
    assert (answer.status_code, answer.content, answer["Cache-Control"]) == (200, b"ok\n", "no-store")
    assert Client().get("/", **BY_IP).status_code == 400, "every other page keeps to ALLOWED_HOSTS"
    head = Client().head("/healthz", **BY_IP)
    assert (head.status_code, head.content) == (200, b"")
    assert Client().post("/healthz").status_code == 405


def test_readyz_says_yes_when_every_part_is_there(db):
    answer = Client().get("/readyz", **BY_IP)
    assert answer.status_code == 200
    assert answer.content.decode().splitlines() == ["database: ok", "migrations: ok", "keys: ok"]


def test_readyz_names_what_is_missing_and_tells_a_stranger_no_more(db, monkeypatch):
    Installation.objects.create(pk=1, key_ids=["0badbeef"])
    answer = Client().get("/readyz", **BY_IP)
    assert answer.status_code == 503 and b"keys: not ready" in answer.content and b"0badbeef" not in answer.content
    health.found_applied = False
    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", broken)
        patch.setattr(health, "check_migrations", broken)
        answer = Client().get("/readyz", **BY_IP)
    assert answer.status_code == 503 and set(answer.content.decode().splitlines()) == {
        "database: not ready", "migrations: not ready", "keys: not ready",
    }  # fmt: skip
    assert b"10.9.9.9" not in answer.content


def test_a_migration_that_is_not_applied_is_not_ready(db):
    health.found_applied = False
    MigrationRecorder.Migration.objects.filter(app="clinic").latest("id").delete()
    assert b"migrations: not ready" in Client().get("/readyz").content

"""Who gets in: the same no for every token that doesn't hold, a clear one for what a token may not do, and nothing about patients."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from campaigns.models import Enrolment
from clinic.api_tokens import revoke
from clinic.models import ApiToken, AuditEntry
from patients.identifiers import new_id
from tests.api.v1.conftest import ANA, SCOPES, is_problem

SOMEBODY = new_id()
DOORS = [
    ("POST", "v1/enrolments", "enrol", ANA),
    ("GET", f"v1/enrolments/{SOMEBODY}", "status", None),
    ("POST", f"v1/enrolments/{SOMEBODY}/stop", "stop", None),
    ("GET", "v1/series", "series", None),
    ("POST", "fhir", "fhir", {"resourceType": "Bundle"}),
    ("GET", "v1/enrolments", "status", None),
    ("GET", "v1/newsletters", "newsletters", None),
    ("POST", "v1/newsletters", "newsletters", {"name": "Autumn"}),
    ("GET", f"v1/newsletters/{SOMEBODY}", "newsletters", None),
    ("PUT", f"v1/newsletters/{SOMEBODY}/editions/en", "newsletters", {"title": "Autumn"}),
    ("GET", "v1/reports/series", "reports", None),
    ("GET", "v1/reports/series/fibromyalgia", "reports", None),
    ("GET", "v1/reports/months", "reports", None),
    ("GET", "v1/webhooks", "webhooks", None),
    ("GET", "v1/events", "webhooks", None),
]
each_door = pytest.mark.parametrize(
    ("method", "path", "scope", "body"),
    DOORS,
    ids=[f"{door[0]} {door[1].replace(str(SOMEBODY), 'id')}" for door in DOORS],
)


@each_door
def test_without_a_token_that_holds_every_answer_is_the_same(method, path, scope, body, north, system, now):
    old, gone = system("old"), system("gone")
    ApiToken.objects.filter(pk=old.token.pk).update(expires_at=now)
    revoke(gone.token, now, by="test")
    headers = ["", "Bearer", f"Bearer av_{'A' * 43}", f"Basic {north.made.secret}", north.made.secret]
    tries = [north.call(method, path, body, Authorization=one) for one in headers]
    answers = [*tries, old.call(method, path, body), gone.call(method, path, body)]
    assert all(is_problem(one, 401) and one["WWW-Authenticate"] == "Bearer" for one in answers)
    assert len({one.content for one in answers}) == 1
    assert not Enrolment.objects.exists() and not AuditEntry.objects.filter(action__startswith="api").exists()


@each_door
def test_a_token_without_the_scope_hears_which_it_lacks(method, path, scope, body, system):
    answer = system(scopes=[one for one in SCOPES if one != scope]).call(method, path, body)
    assert is_problem(answer, 403) and f'scope="{scope}"' in answer["WWW-Authenticate"]


@each_door
def test_a_token_with_that_scope_alone_gets_in(method, path, scope, body, system):
    assert system(scopes=[scope]).call(method, path, body).status_code in (200, 201, 404)


@each_door
def test_too_many_calls_are_told_when_to_come_again(method, path, scope, body, north, now, monkeypatch):
    monkeypatch.setattr(ApiToken, "MOST_CALLS", 1)
    north.get("v1/series")
    answer = north.call(method, path, body)
    assert is_problem(answer, 429) and answer["Retry-After"] == "60"
    with time_machine.travel(now + timedelta(minutes=1), tick=False):
        assert north.call(method, path, body).status_code in (200, 201, 404)


def test_one_system_at_its_limit_holds_up_no_other(north, system, monkeypatch):
    monkeypatch.setattr(ApiToken, "MOST_CALLS", 1)
    assert [north.get("v1/series").status_code for _ in range(2)] == [200, 429]
    assert system("south").get("v1/series").status_code == 200


def test_the_day_of_the_last_call_is_kept(north, now):
    north.get("v1/series")
    assert ApiToken.objects.get().last_used_on == now.date()


@pytest.mark.parametrize("path", ["v1/enrolments", "fhir"])
def test_a_body_of_another_kind_or_too_large_is_refused(path: str, north):
    assert is_problem(north.call("POST", path, ANA, kind="text/plain"), 415)
    assert is_problem(north.call("POST", path, ANA, kind="multipart/form-data; boundary=x"), 415)
    assert is_problem(north.call("POST", path, b" " * (1024 * 1024 + 1)), 413)
    assert is_problem(north.call("POST", path, ANA, kind="application/fhir+json; fhirVersion=5.0"), 415)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_another_method_hears_which_are_taken(method: str, north):
    answer = north.call(method, "v1/enrolments")
    assert is_problem(answer, 405) and set(answer["Allow"].split(", ")) == {"GET", "POST"}


@pytest.mark.parametrize("path", ["", "v1/", "v1/nowhere", "v1/enrolments/1", "v2/series"])
def test_an_address_that_leads_nowhere_says_so_to_a_machine(path: str, north):
    assert is_problem(north.get(path), 404)


def test_a_fault_of_ours_tells_and_logs_nothing_of_the_patient(north, monkeypatch, caplog):
    def fails(*_, **__):
        raise RuntimeError(ANA["email"])

    monkeypatch.setattr("api.v1.enrolments.take_visit", fails)
    assert is_problem(north.enrol(), 500)
    assert "RuntimeError" in caplog.text and "zykova" not in caplog.text

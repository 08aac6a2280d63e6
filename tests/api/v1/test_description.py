"""The description of the API: for signed-in admins, from this machine alone, and true."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS

from clinic.models import ApiToken
from config.urls import rest
from config.wsgi import application
from tests.api.v1.conftest import is_problem
from tests.staff.conftest import as_role

__all__ = ["as_role"]  # a fixture
PAGES = ["/api/docs", "/api/openapi.json"]


@pytest.mark.parametrize("url", PAGES)
def test_only_a_signed_in_admin_opens_it(url: str, north, staff: Client, as_role):
    assert (
        "/sign-in/" in Client().get(url)["Location"] and "/sign-in/" in north.get(url.removeprefix("/api/"))["Location"]
    )
    assert [as_role(role).get(url).status_code for role in ("auditor", "reviewer", "admin")] == [403, 403, 200]
    answer = staff.get(url)
    assert (
        answer.status_code == 200
        and answer["Cache-Control"] == "no-store"
        and staff.post(url).status_code in (403, 405)
    )


def test_its_page_loads_nothing_from_elsewhere_and_runs_nothing_inline(staff: Client):
    page = staff.get("/api/docs").content.decode()
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(loaded) > 3 and all(one.startswith("/static/ninja/") for one in loaded)
    assert "<style" not in page and re.findall(r"<script(?! src| type=.application/json)", page) == []
    for one in loaded:
        answer = staff.get(one)
        assert answer.status_code == 200, one
        answer.close()


DESCRIBED = schemathesis.openapi.from_dict(rest.get_openapi_schema())
DESCRIBED.app = application
OPERATIONS = [found.ok() for found in DESCRIBED.get_all_operations()]
# What a real series and a mailbox are, no description can say: a call that fits it may still be refused.
UNSAID = [one for one in CHECKS.get_all() if one.__name__ == "positive_data_acceptance"]


def calls_of(operation) -> st.SearchStrategy:
    """As described, and where there is a body also otherwise."""
    otherwise = [operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)] if operation.body else []
    return st.one_of(operation.as_strategy(generation_mode=GenerationMode.POSITIVE), *otherwise)


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """As Django's own client has it: a call to the whole application ends without the test's connection."""
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("_one_connection")
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.label)
def test_every_operation_answers_as_it_is_described(operation, north, monkeypatch):
    monkeypatch.setattr(ApiToken, "MOST_CALLS", 10**6)
    headers = {"Authorization": f"Bearer {north.made.secret}"}

    @settings(max_examples=6, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=calls_of(operation))
    def answers(case) -> None:
        case.call_and_validate(headers=headers, excluded_checks=UNSAID)

    answers()


def test_every_operation_is_described_with_its_token_and_its_problems():
    operations = {
        f"{method} {path}": one
        for path, all_ in rest.get_openapi_schema()["paths"].items()
        for method, one in all_.items()
    }
    assert len(operations) == 15
    for name, one in operations.items():
        assert one["security"] == [{"Token": []}], name
        assert {"4XX", "5XX"} < one["responses"].keys() and one["description"].startswith("Scope: "), name


def test_the_smallest_call_the_description_asks_for_is_understood(north):
    shape = json.loads(json.dumps(rest.get_openapi_schema()))["components"]["schemas"]["Asked"]
    assert shape["required"] == ["series", "visit_id", "email", "given_name"] and not shape["additionalProperties"]
    small = {"series": "fibromyalgia", "visit_id": "V-9", "email": "kim@home.example", "given_name": "Kim"}
    assert north.call("POST", "v1/enrolments", small).status_code == 202
    assert is_problem(north.call("POST", "v1/enrolments", {**small, "is_staff": True}), 422)

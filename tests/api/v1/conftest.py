"""A clinic with an active series, and systems that call with tokens of their own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from campaigns.consents.words import CONSENT_WORDING
from clinic.api_tokens import make
from clinic.models import ApiToken

SCOPES = ApiToken.Scope.values
YES = {"agreed": True, "how": "signed form", "wording": CONSENT_WORDING}
ANA = {
    "series": "fibromyalgia", "visit_id": "V-1", "visit_date": "2026-10-09", "email": "ana.zykova@home.example",
    "given_name": "Ana", "family_name": "Zykova", "birth_date": "1968-03-14", "record_number": "MRN-7731",
    "language": "en", "time_zone": "America/Chicago", "consent": YES,
}  # fmt: skip
PRIVATE = ("ana.zykova", "Zykova", "1968", "MRN-7731", "bromyalg")


class System:
    """Calls as a record system does. `now` is the hour that stands still."""

    def __init__(self, name: str, now: datetime, scopes: list[str] = SCOPES) -> None:
        self.made = make(name, scopes, now=now, by="test")
        self.token = self.made.token
        self.client = Client(enforce_csrf_checks=True, raise_request_exception=False)

    def call(self, method: str, path: str, body: Any = None, *, kind: str = "application/json", **headers: str) -> Any:
        sent = body if isinstance(body, str | bytes) else "" if body is None else json.dumps(body)
        headers = {"Authorization": f"Bearer {self.made.secret}", **headers}
        return self.client.generic(method, f"/api/{path}", sent, kind, headers=headers)

    def get(self, path: str) -> Any:
        return self.call("GET", path)

    def enrol(self, **changes: Any) -> Any:
        return self.call("POST", "v1/enrolments", {**ANA, **changes})

    def fhir(self, body: Any, kind: str = "application/fhir+json") -> Any:
        return self.call("POST", "fhir", body, kind=kind)


@pytest.fixture(autouse=True)
def today(now: datetime) -> Iterator[datetime]:
    with time_machine.travel(now, tick=False):
        yield now


@pytest.fixture
def system(series, now: datetime) -> Callable[..., System]:
    return lambda name="north", scopes=SCOPES: System(name, now, scopes)


@pytest.fixture
def north(system) -> System:
    return system()


def is_problem(answer: HttpResponse, status: int) -> bool:
    """Of RFC 9457, kept by no cache, and without a word of what was sent."""
    told = json.loads(answer.content)
    whole = {"type", "title", "status", "detail"} <= told.keys() <= {"type", "title", "status", "detail", "errors"}
    kind = answer["Content-Type"] == "application/problem+json" and answer["Cache-Control"] == "no-store"
    assert (answer.status_code, told["status"]) == (status, status), answer.content
    return whole and kind and not any(word in answer.content.decode() for word in PRIVATE)

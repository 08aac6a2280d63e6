"""Idempotency-Key: the same call under the same key is done once, whoever sends it again and when."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from api.v1 import newsletters
from campaigns.models import Enrolment, Newsletter
from clinic.models import ApiCall, ApiToken, AuditEntry
from tests.api.v1.conftest import ANA, PRIVATE, System, is_problem

KEY = {"Idempotency-Key": "7f0c2a9e-1"}
AUTUMN = {"name": "Autumn"}


def draft(north: System, body: Any = AUTUMN, **headers: str) -> Any:
    return north.call("POST", "v1/newsletters", body, **(headers or KEY))


def test_the_same_call_hears_the_same_answer_and_does_nothing_more(north):
    first, again = draft(north), draft(north)
    assert first.status_code == again.status_code == 201 and first.content == again.content
    assert again["Idempotency-Replayed"] == "true" and "Idempotency-Replayed" not in first
    assert again["Content-Type"] == first["Content-Type"] and again["Cache-Control"] == "no-store"
    assert Newsletter.objects.count() == 1
    assert (
        draft(north, **{"Idempotency-Key": '"7f0c2a9e-1"'}).content == first.content
    )  # as the draft standard writes it
    draft(north, **{"Idempotency-Key": "another"})
    assert north.call("POST", "v1/newsletters", AUTUMN).status_code == 201 and Newsletter.objects.count() == 3


def test_an_enrolment_is_answered_as_it_was_even_when_it_stands_otherwise_now(north):
    first = north.call("POST", "v1/enrolments", ANA, **KEY)
    path = f"v1/enrolments/{json.loads(first.content)['enrolment']}/stop"
    stopped = [north.call("POST", path, **{"Idempotency-Key": "stop"}) for _ in range(2)]
    assert [json.loads(one.content)["stopped"] for one in stopped] == [True, True]
    again = north.call("POST", "v1/enrolments", ANA, **KEY)
    assert (again.status_code, again.content) == (201, first.content) and Enrolment.objects.count() == 1
    assert AuditEntry.objects.filter(action="api.enrol").count() == 1


def test_nothing_of_a_patient_or_of_the_key_is_kept(north):
    north.call("POST", "v1/enrolments", ANA, **KEY)
    kept = str(list(ApiCall.objects.values()))
    assert not any(word in kept for word in (*PRIVATE, KEY["Idempotency-Key"]))


def test_another_call_under_the_same_key_is_refused(north):
    draft(north)
    for answer in (
        draft(north, {"name": "Winter"}),
        north.call("POST", "v1/enrolments", ANA, **KEY),
        north.call("POST", "v1/newsletters?x=1", AUTUMN, **KEY),
    ):
        assert is_problem(answer, 422) and "new key" in json.loads(answer.content)["detail"]
    assert Newsletter.objects.count() == 1 and not Enrolment.objects.exists()


def test_while_it_is_under_way_the_second_waits(north, monkeypatch):
    seconds: list[Any] = []

    def slowly(*given: Any, **more: Any) -> Any:
        seconds.append(draft(north))
        return new_newsletter(*given, **more)

    new_newsletter = newsletters.new_newsletter
    monkeypatch.setattr(newsletters, "new_newsletter", slowly)
    assert draft(north).status_code == 201
    (second,) = seconds
    assert is_problem(second, 409) and second["Retry-After"] == "2" and Newsletter.objects.count() == 1


def test_a_call_that_died_is_done_anew_after_a_while(north, now):
    draft(north)
    ApiCall.objects.update(status=None, answer="")  # as a killed process leaves it
    assert is_problem(draft(north), 409)
    with time_machine.travel(now + ApiCall.LOST, tick=False):
        assert draft(north).status_code == 201 and draft(north)["Idempotency-Replayed"] == "true"


def test_after_a_no_or_a_fault_the_key_is_free(north, monkeypatch):
    assert is_problem(draft(north, {"name": " "}), 422)
    monkeypatch.setattr("api.v1.newsletters.write", lambda *_, **__: 1 / 0)
    assert is_problem(draft(north), 500) and not Newsletter.objects.exists()
    monkeypatch.undo()
    assert draft(north).status_code == 201


def test_each_token_has_keys_of_its_own_and_a_day_later_all_are_forgotten(north, system, now):
    assert draft(north).status_code == draft(system("south")).status_code == 201
    assert Newsletter.objects.count() == 2
    with time_machine.travel(now + timedelta(hours=24), tick=False):
        draft(north)
    assert Newsletter.objects.count() == 3 and ApiCall.objects.count() == 1


@pytest.mark.parametrize("key", ["", " ", "a b", "é", "x" * 256, "\x7f"])
def test_a_key_that_is_none_is_refused(key: str, north):
    assert is_problem(draft(north, **{"Idempotency-Key": key}), 400) and not Newsletter.objects.exists()


def test_a_lost_token_hears_no_answer_of_before(north):
    draft(north)
    ApiToken.objects.update(scopes=["series"])
    assert is_problem(draft(north), 403)


def test_a_key_on_too_large_a_body_is_refused_where_none_is_read_otherwise(north):
    made = json.loads(north.call("POST", "v1/enrolments", ANA).content)
    path = f"v1/enrolments/{made['enrolment']}/stop"
    assert is_problem(north.call("POST", path, b"x" * 3_000_000, **KEY), 413)
    assert north.call("POST", path, **KEY).status_code == 200

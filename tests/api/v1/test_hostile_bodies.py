"""What nobody should send: refused with a sentence of ours, nothing half-stored, nothing said again."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from campaigns.models import PendingVisit
from clinic.models import AuditEntry
from patients.models import Patient
from tests.api.v1.conftest import ANA, YES, is_problem

HIDDEN = {"break": "\r\nBcc: evil@evil.example", "nul": "\0", "bidi": "\u202e", "surrogate": "\ud800", "line": "\u2028"}
TEXTS = [name for name, value in ANA.items() if isinstance(value, str)] + ["guardian_email"]
BROKEN = {
    "nothing": b"", "half": b'{"email": "ana.zykova@home.example"', "deep": b"[" * 9000, "latin": '{"given_name": "Zoë Zykova"}'.encode("latin-1"),
    "digits": b'{"series": ' + b"9" * 9000 + b"}",
}  # fmt: skip
WRONG: dict[str, Any] = {
    "list": [ANA], "text": "Zykova", "null": None, "number": 7,
    "types": {**ANA, "email": ["ana.zykova@home.example"], "birth_date": 1968, "consent": "yes"},
    "date": {**ANA, "birth_date": "14.3.1968"}, "feb30": {**ANA, "birth_date": "1968-02-30"},
    "long": {**ANA, "given_name": "Zykova" * 40, "visit_id": "1968" * 40},
    "address": {**ANA, "email": "ana.zykova"}, "place": {**ANA, "time_zone": "Zykova/Town"}, "tongue": {**ANA, "language": "Zykova"},
    "empty": {**ANA, "given_name": " ", "visit_id": " "}, "words": {**ANA, "consent": {**YES, "wording": "Zykova"}},
    "how": {**ANA, "consent": {**YES, "how": "declined"}}, "mere": {**ANA, "consent": {"agreed": True}},
    "asked": {**ANA, "consent": {"agreed": 1, "how": "x"}},
}  # fmt: skip


def nothing_is_kept() -> bool:
    return not (
        Patient.objects.exists()
        or PendingVisit.objects.exists()
        or AuditEntry.objects.filter(action="api.enrol").exists()
    )


@pytest.fixture(autouse=True)
def silent_logs(caplog):
    caplog.set_level(logging.DEBUG)
    yield
    assert not any(word in caplog.text for word in ("zykova", "Zykova", "MRN-7731"))


def test_hidden_characters_are_refused_in_every_field(north):
    for name in TEXTS:
        for sign in HIDDEN.values():
            answer = north.enrol(**{name: ANA.get(name, "mum@home.example") + sign + "x"})
            assert is_problem(answer, 422), (name, sign)
            assert [one["field"] for one in json.loads(answer.content)["errors"]] == [name]
    for name in ("how", "wording"):
        assert is_problem(north.enrol(consent={**YES, name: f"signed{HIDDEN['bidi']}form"}), 422)
    assert nothing_is_kept()


def test_a_field_that_is_not_offered_is_refused_and_its_name_kept_quiet(north):
    for more in (
        {"visit_source": "api:south"},
        {"confirmed": True},
        {"Zykova": 1},
        {"consent": {**YES, "recorded_by": "Zykova"}},
    ):
        assert is_problem(north.enrol(**more), 422)
    assert nothing_is_kept()


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
def test_what_is_no_json_is_refused(body: bytes, north):
    answer = north.call("POST", "v1/enrolments", body)
    assert is_problem(answer, 400 if body else 415) and nothing_is_kept()


@pytest.mark.parametrize("body", WRONG.values(), ids=WRONG)
def test_what_is_not_as_described_is_refused_field_by_field(body: Any, north, settings):
    settings.DEBUG = True  # ninja tells more then, and must not
    answer = north.call("POST", "v1/enrolments", json.dumps(body))
    assert is_problem(answer, 422) and json.loads(answer.content)["errors"] and nothing_is_kept()


def test_debug_makes_no_answer_more_talkative(north, settings, monkeypatch):
    settings.DEBUG = True
    assert is_problem(north.call("POST", "v1/enrolments", BROKEN["half"]), 400)
    monkeypatch.setattr("api.v1.enrolments.visit_of", lambda *_: 1 / 0)
    assert is_problem(north.enrol(), 500)

"""Tokens of other systems: only a digest is kept, they end, they are counted, and the command tells all of it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from clinic.api_tokens import make, revoke, token_of
from clinic.models import ApiToken, AuditEntry
from clinic.refusal import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(now: datetime):
    return make("North  EHR", ["fhir", "enrol"], days=30, now=now, by="test")


def test_a_token_is_found_by_its_secret_until_it_ends(made, now):
    last = now + timedelta(days=30)
    assert token_of(made.secret, now) == made.token and made.token.name == "north ehr"
    assert token_of(made.secret, last - timedelta(seconds=1)) and token_of(made.secret, last) is None


@pytest.mark.parametrize("secret", ["", "av_", "av_" + "A" * 43, "\0", "é" * 46, "av_" + "A" * 43 + "\n"], ids=range(6))
def test_what_nobody_made_opens_nothing(secret: str, made, now):
    assert token_of(secret, now) is None


def test_a_revoked_token_opens_nothing_and_is_revoked_once(made, now):
    assert revoke(made.token, now, by="test") and not revoke(made.token, now, by="test")
    assert token_of(made.secret, now) is None
    assert list(AuditEntry.objects.values_list("action", flat=True).order_by("pk")) == ["token.add", "token.revoke"]


def test_calls_are_counted_in_a_row_and_anew_after_a_minute(made, now, monkeypatch):
    monkeypatch.setattr(ApiToken, "MOST_CALLS", 2)
    token, day = made.token, now.date()
    assert [token.take_call(now, day) for _ in range(3)] == [True, True, False]
    token.refresh_from_db()
    assert (token.calls, token.last_used_on) == (2, day)
    assert token.wait(now) == 60 and token.wait(now + timedelta(seconds=59.5)) == 1
    assert token.take_call(now + timedelta(minutes=1), day)


@pytest.mark.parametrize(
    ("name", "scopes", "days"),
    [("", ["enrol"], 9), ("x" * 37, ["enrol"], 9), ("a\nb\u202e", ["enrol"], 9), ("a", [], 9), ("a", ["all"], 9), ("a", ["fhir"], 0), ("a", ["fhir"], 731)],
    ids=["unnamed", "long", "hidden", "nothing", "unknown", "ended", "endless"],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(name: str, scopes: list[str], days: int, now):
    with pytest.raises(Refusal):
        make(name, scopes, days=days, now=now, by="test")


def command(*arguments: str) -> Any:
    out = StringIO()
    call_command("api_token", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_command_adds_lists_and_revokes():
    added = command("add", "north", "--scopes", "enrol, status", "--days", "30")
    assert added["scopes"] == ["enrol", "status"] and added["token"].startswith(added["begins"])
    [listed] = command("list")["tokens"]
    assert listed["name"] == "north" and "token" not in listed and listed["revoked"] is None
    assert command("revoke", added["begins"])["revoked"]
    with pytest.raises(CommandError, match="No token begins so"):
        command("revoke", added["token"])

"""API tokens on the desk: made by an admin, shown once, revoked with what follows said first."""

from __future__ import annotations

import re

from django.test import Client
from django.utils import timezone

from clinic.api_tokens import token_of
from clinic.models import ApiToken, AuditEntry
from tests.staff.conftest import said

NEW = {"name": "North EHR", "scopes": ["enrol", "status"], "days": "90"}


def made_by(staff: Client) -> str:
    secret = re.search(r"av_[\w-]{43}", staff.post("/staff/tokens/", NEW).content.decode())
    assert secret is not None
    return secret[0]


def test_a_token_is_shown_once_and_the_list_tells_it_apart(staff: Client):
    assert "No token yet" in said(staff.get("/staff/tokens/"))
    secret = made_by(staff)
    token = ApiToken.objects.get()
    assert token_of(secret, timezone.now()) == token and (token.name, token.scopes) == (
        "north ehr",
        ["enrol", "status"],
    )
    page = staff.get("/staff/tokens/")
    assert secret not in page.content.decode() and secret[:9] in said(page) and "January 10" in said(page)
    assert secret not in str(list(ApiToken.objects.values())) + str(list(AuditEntry.objects.values()))


def test_revoking_says_what_follows_and_is_in_the_trail(staff: Client):
    secret = made_by(staff)
    url = f"/staff/tokens/{ApiToken.objects.get().pk}/revoke/"
    asked = said(staff.get(url))
    assert "1 token opens nothing" in asked and "0 patients it enrolled go on" in asked
    assert staff.post(url)["Location"] == "/staff/tokens/"
    assert token_of(secret, timezone.now()) is None and "It was revoked before." in said(staff.get(url))
    me = str(ApiToken.objects.get().made_by)
    assert list(AuditEntry.objects.order_by("pk").values_list("action", "actor")) == [
        ("token.add", me), ("token.revoke", me),
    ]  # fmt: skip


def test_what_is_wrong_stands_in_the_form(staff: Client):
    answer = said(staff.post("/staff/tokens/", {**NEW, "name": "Nörd"}))
    assert "letters without accents" in answer and not ApiToken.objects.exists()
    assert "Choose at least one thing" in said(staff.post("/staff/tokens/", {"name": "north", "days": "90"}))


def test_an_auditor_sees_tokens_and_makes_none(as_role):
    page = said(as_role("auditor").get("/staff/tokens/"))
    assert "No token yet" in page and "Make a token" not in page

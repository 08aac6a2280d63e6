"""The door that patients' emails come through: its secret, its signature, its bounds, and one answer to all it turns away."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from campaigns.inbound.door import secret_of_the_door
from campaigns.models import InboundEmail, PatientRequest
from clinic import profile_settings
from tests.api.door_cases import Endless, refused
from tests.conftest import MONDAY
from tests.mailer.event_signing import EventSigner
from tests.mailer.inbound.emails import FORM, brought, form, raw

ACCOUNT, STRANGER = EventSigner(), EventSigner()


@pytest.fixture
def door(clinic, enrol):
    """An open door that Ana may write to: `door(body, headers, …)` posts to it."""
    profile_settings.change(clinic, {"inbound": "reply.clinic.example"})
    enrol()
    client = Client(enforce_csrf_checks=True)

    def post(body=None, headers=None, *, path="", kind=FORM, **extra):
        where = path or reverse("api:inbound", args=[secret_of_the_door()])
        return client.generic(
            "POST", where, brought(raw()) if body is None else body, kind, headers=headers or {}, **extra
        )

    with time_machine.travel(MONDAY, tick=False):
        yield post


def test_an_email_is_taken_in_and_answered_with_nothing(door):
    answer = door()
    assert (answer.status_code, answer.content) == (204, b"") and not answer.cookies
    assert PatientRequest.objects.get().words() == "I feel dizzy."
    assert door().status_code == 204 and PatientRequest.objects.count() == 1


def test_a_slash_at_the_end_changes_nothing(door):
    assert door(path=f"/api/inbound/{secret_of_the_door()}/").status_code == 204


def test_another_secret_leads_nowhere(door):
    assert refused(door(path=f"/api/inbound/{'0' * 48}"))
    assert door(path="/api/inbound/short").status_code == 404
    assert not InboundEmail.objects.exists()


def test_while_it_is_off_nobody_is_let_in(door, clinic):
    profile_settings.change(clinic, {"inbound": "off"})
    assert refused(door()) and not PatientRequest.objects.exists()


def test_with_a_key_only_the_providers_own_calls_are_let_in(door, settings):
    settings.SENDGRID_INBOUND_KEY = ACCOUNT.key
    body = brought(raw())
    assert refused(door(body)) and refused(door(body, STRANGER.headers(body, MONDAY)))
    assert refused(door(body + b"\r\n", ACCOUNT.headers(body, MONDAY)))
    assert refused(door(body, ACCOUNT.headers(body, MONDAY - timedelta(days=2))))
    assert not PatientRequest.objects.exists()
    assert door(body, ACCOUNT.headers(body, MONDAY)).status_code == 204 and PatientRequest.objects.exists()


@pytest.mark.parametrize("body", [b"", b"{}", b"\x00\xff", form({"x": b"y"}), b"--xYzZY--\r\n"], ids=range(5))
def test_what_is_no_call_is_refused_and_nothing_is_stored(door, body):
    assert refused(door(body)) and not InboundEmail.objects.exists()


@pytest.mark.parametrize("email", [b"", b"\x00" * 50, b"no email", b"\xff" * 1_000], ids=range(4))
def test_what_is_no_email_does_no_harm(door, email):
    assert door(brought(email)).status_code == 204 and not PatientRequest.objects.exists()


def test_a_call_over_the_bound_is_refused_unread(door):
    assert door(b"", **{"wsgi.input": Endless(0), "CONTENT_LENGTH": str(10**9)}).status_code == 413


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_only_a_post_is_answered(door, method):
    answer = Client().generic(method, reverse("api:inbound", args=[secret_of_the_door()]))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


def test_what_we_cant_take_in_now_is_asked_for_again_and_quoted_nowhere(door, monkeypatch, caplog):
    def broken(mail, _):
        raise RuntimeError(mail.text)

    monkeypatch.setattr("api.inbound.take", broken)
    assert door().status_code == 503
    assert "emails of sendgrid wait" in caplog.text and "dizzy" not in caplog.text

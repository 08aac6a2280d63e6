"""What to enter at the provider so that patients' answers come in, who may see it, and the door that is checked."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.inbound.door import secret_of_the_door
from campaigns.models import InboundEmail
from clinic import profile_settings
from clinic.models import AuditEntry
from tests.mailer.event_signing import EventSigner
from tests.staff.conftest import said

URL = "/staff/clinic/provider/"
CHECK = "staff:check_inbound"


@pytest.fixture
def desk(staff: Client, clinic) -> Client:
    profile_settings.change(clinic, {"inbound": "reply.clinic.example"})
    return staff


def test_off_it_says_so_and_shows_no_address(staff, clinic):
    shown = said(staff.get(URL))
    assert "goes to the clinic’s own mailbox" in shown and secret_of_the_door() not in shown
    assert "Answers by email are off" in said(staff.post(reverse(CHECK)))


def test_the_address_to_enter_stands_there(desk, settings):
    shown = said(desk.get(URL))
    assert f"{settings.PUBLIC_URL}/api/inbound/{secret_of_the_door()}" in shown and "reply.clinic.example" in shown
    assert "none yet" in shown


@pytest.mark.parametrize(
    ("key", "passed", "of"),
    [("", 2, 2), (EventSigner().key, 3, 3), ("copied wrong", 2, 3)],
    ids=["none", "good", "faulty"],
)
def test_the_door_is_checked_and_nothing_is_kept_of_it(desk, settings, key, passed, of):
    settings.SENDGRID_INBOUND_KEY = key
    shown = said(desk.post(reverse(CHECK)))
    assert shown.count("Passed.") == passed and shown.count("Not passed.") == of - passed
    assert not InboundEmail.objects.exists()
    assert AuditEntry.objects.get(action="provider.check-inbound").detail == {"passed": passed, "of": of}


def test_a_door_that_lets_a_stranger_in_does_not_pass(desk, settings, monkeypatch):
    settings.SENDGRID_INBOUND_KEY = EventSigner().key
    monkeypatch.setattr("api.inbound.verify", lambda *args, **named: None)
    assert "with 204 in place of 403" in said(desk.post(reverse(CHECK)))

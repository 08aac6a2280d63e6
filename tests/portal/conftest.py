"""A patient who got an email, and someone who opens its links."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from campaigns.models import Message
from campaigns.sending.run import send_due
from mailer.transports.inbox import InboxTransport

BORN = date(1964, 3, 14)


@pytest.fixture
def day_one(now: datetime) -> datetime:
    """The day after the enrolment, when the first lesson leaves: Tuesday, 11:00 in New York."""
    return now + timedelta(days=1)


@pytest.fixture
def send(day_one: datetime):
    """Send what is due on day one, or at another moment."""
    return lambda moment=day_one: send_due(lambda: moment, "test")


@pytest.fixture
def browser(day_one: datetime):
    """A fresh browser on day one, as strict about forged forms as the real site."""
    with time_machine.travel(day_one, tick=False):
        yield Client(enforce_csrf_checks=True)


@pytest.fixture
def message(signed_series, enrol, send) -> Message:
    """Ana's first lesson, which has left."""
    enrol()
    send()
    return Message.objects.get()


@pytest.fixture
def link_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    """A provider that may not see health information."""
    monkeypatch.setattr(InboxTransport, "carries_health_information", False)


@pytest.fixture
def enrolled_behind_a_door(link_mode, signed_series, enrol):
    """The enrolment of a patient with a birth date and a PIN, whose emails carry a link only."""
    return enrol(birth_date=BORN)


@pytest.fixture
def shut_message(enrolled_behind_a_door, send) -> Message:
    send()
    return Message.objects.get()

"""A newsletter that is counted, from the real sendgrid package through an emulated SendGrid and its signed events to the report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.events.applying import apply_events
from campaigns.models import Message, Newsletter
from campaigns.opens.switch import count_looks
from campaigns.sending.run import send_due
from clinic.agreements import record_agreement
from mailer.events.sendgrid import sendgrid_events
from tests.campaigns.newsletters.conftest import approved, planned, reader, reviewer, tuesday, written
from tests.mailer.event_signing import batch, event
from tests.staff.conftest import said

__all__ = ["approved", "planned", "reader", "reviewer", "tuesday", "written"]  # fixtures
pytestmark = pytest.mark.django_db


@pytest.fixture
def tracked(through_sendgrid, sendgrid, planned, reader, tuesday: datetime) -> Callable[[], list[bool]]:
    """Send it, and say of each request whether opens were asked for."""

    def leave() -> list[bool]:
        reader("ana@example.org")
        send_due(lambda: tuesday, "journey")
        return [request["tracking_settings"]["open_tracking"]["enable"] for request in sendgrid.requests]

    return leave


def opened(at: datetime, kind: str = "open") -> bytes:
    email = Message.objects.news().get()
    told = {"message": str(email.pk), "attempt_id": str(email.attempt_id), "timestamp": int(at.timestamp())}
    return batch(
        event(kind, **told, sg_event_id=f"{kind}-{at:%H%M%S}", useragent="Mozilla/5.0", url="https://home.example/")
    )


def test_it_is_asked_for_told_and_reported(tracked, tuesday, now, staff: Client):
    record_agreement("SendGrid", now.date(), "", now, today=now.date(), by="test")
    count_looks(now, by="test")
    assert tracked() == [True]
    for kind, minutes in (("delivered", 0), ("open", 0), ("click", 20)):
        apply_events("sendgrid", sendgrid_events(opened(tuesday + timedelta(minutes=minutes), kind)).events, tuesday)
    page = said(staff.get(reverse("staff:newsletter_report", args=[Newsletter.objects.get().pk])))
    assert "Opened About 1 person. Links followed About 1 person." in page


def test_without_the_switch_nothing_is_asked_for(tracked):
    assert tracked() == [False]

"""The other ways out, as real commands use them: SMTP with and without TLS, Amazon SES with its events told back by SNS."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest

from campaigns.events.applying import apply_events
from campaigns.models import Message
from campaigns.sending.run import send_due
from mailer.events import sns
from mailer.events.ses import ses_events
from tests.journeys.test_through_sendgrid import MIDDAY
from tests.mailer.ses_emulator import SesEmulator
from tests.mailer.smtp_sinks import HonestServer, certificate

PEOPLE = {"ana@example.org": "Ana", "bo@example.org": "-x-", "chi@example.org": "[unsubscribe]"}


@pytest.fixture
def by_smtp(live_home, tmp_path):
    live_home.enrol_all(PEOPLE)

    def through(server: HonestServer, ca: str = "") -> dict:
        url = f"smtp://127.0.0.1:{server.port}" + (f"?ca={ca}" if ca else "")
        return live_home.json("send_due", AFTERVISIT_TRANSPORT="smtp", SMTP_URL=url)

    live_home.through = through
    return live_home


def test_by_smtp_over_tls_each_gets_their_own_lesson_over_one_connection(by_smtp, tmp_path):
    tls, ca = certificate(tmp_path, "127.0.0.1")
    with HonestServer(tls=tls) as server:
        assert by_smtp.through(server, str(ca))["accepted"] == 3
        assert by_smtp.through(server, str(ca))["accepted"] == 0
    assert server.connections == 1
    for got in server.got:
        email = message_from_bytes(got.raw, policy=policy.default)
        assert got.recipients == [email["To"]] and got.sender == "lessons@clinic.example"
        assert f"Hello {PEOPLE[email['To']]}," in email.get_body(("plain",)).get_content()
        assert email["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert by_smtp.json("status")["states"] == {"accepted": 3}


def test_a_mail_server_without_tls_gets_nothing_and_staff_are_told_why(by_smtp):
    with HonestServer() as server:
        told = by_smtp.through(server)
        again = by_smtp.through(server)
    assert told["accepted"] == 0 and server.got == []
    assert "STARTTLS" in told["why"] and "resume" in told["why"] and again["attempts"] == 0
    assert by_smtp.json("status")["states"] == {"planned": 3}, "nothing is lost"


@pytest.mark.django_db
def test_by_ses_one_request_each_and_its_events_told_back(signed_series, enrol, settings, monkeypatch, now):
    from campaigns.live.going_live import go_live

    settings.TRANSPORT = "sendgrid"
    for address, name in PEOPLE.items():
        enrol(address, name)
    with SesEmulator() as ses:
        way = ses.transport(carries_health_information=True, read_seconds=0.3)
        monkeypatch.setattr("campaigns.sending.way.configured", lambda: way)
        go_live(now, by="test")
        ses.next_time("500 after")
        run = send_due(lambda: MIDDAY, "w")
        way.close()
        assert (run.accepted, run.uncertain) == (2, 1) and len(ses.delivered) == 3
        for got, kind in zip(ses.delivered, ("Delivery", "Delivery", "Bounce"), strict=True):
            body = ses.notification(got, kind, at=MIDDAY)
            sns.verified(body, topic=ses.sns.topic, now=MIDDAY, fetch=ses.sns.fetch)
            apply_events("ses", ses_events(body), MIDDAY)
    assert sorted(Message.objects.values_list("state", flat=True)) == ["bounced", "delivered", "delivered"]
    bounced = Message.objects.get(state="bounced").enrolment
    assert bounced.state == "ended" and "bounced" in bounced.end_reason

"""Amazon's door: every case of every door, and what is its own."""

from __future__ import annotations

import gzip
import json
import logging
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.urls import reverse

from mailer.events import sns
from mailer.events.base import NotFromProvider
from tests.api.door_cases import ADDRESS, Call, DoorCases, refused
from tests.conftest import MONDAY
from tests.mailer.sns_emulator import SnsEmulator


@cache
def somebody_elses_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


class Ses:
    path = "/api/events/ses"
    good = json.dumps(
        {
            "eventType": "Bounce",
            "bounce": {
                "bounceType": "Permanent", "bounceSubType": "General", "timestamp": "2026-10-12T14:59:00.000Z",
                "bouncedRecipients": [{"emailAddress": ADDRESS, "status": "5.1.1"}],
            },
            "mail": {"timestamp": "2026-10-12T14:58:00.000Z", "destination": [ADDRESS], "tags": {"message": ["m1"], "attempt": ["a1"]}},
        }
    )  # fmt: skip

    def __init__(self, emulator: SnsEmulator) -> None:
        self.emulator = emulator

    def signed(self, content: str, at: datetime) -> Call:
        return Call(self.emulator.notification(content, at))

    def unsigned(self, content: str, at: datetime) -> Call:
        return Call(json.dumps(self.emulator.fields("Notification", content, at)).encode())

    def forged(self, content: str, at: datetime) -> Call:
        return Call(self.emulator.signed(self.emulator.fields("Notification", content, at), somebody_elses_key()))

    def forget(self, settings: Any) -> None:
        settings.SES_EVENTS_TOPIC = ""


class TestAmazonsDoor(DoorCases):
    provider_name = "ses"
    module = "api.events_ses"

    @pytest.fixture
    def provider(self, settings, monkeypatch) -> Ses:
        emulator = SnsEmulator()
        settings.SES_EVENTS_TOPIC = emulator.topic
        monkeypatch.setattr(sns, "fetched", emulator.fetch)
        return Ses(emulator)

    @pytest.fixture
    def fetch(self, monkeypatch):
        return lambda stand_in: monkeypatch.setattr(sns, "fetched", stand_in)

    def test_the_address_is_the_one_we_tell_people_to_enter(self):
        assert reverse("api:events_ses") == "/api/events/ses"

    def test_a_retry_within_the_hour_is_taken(self, knock):
        assert knock.post(knock.good_call(MONDAY - timedelta(hours=1))).status_code == 204

    def test_the_message_of_another_topic_is_refused(self, knock, settings):
        settings.SES_EVENTS_TOPIC += "-else"
        assert refused(knock.post(knock.good_call()))

    def test_a_packed_body_is_refused_for_sns_sends_none(self, knock):
        call = knock.good_call()
        assert refused(knock.post(Call(gzip.compress(call.body), {"Content-Encoding": "gzip"})))

    def test_the_question_whether_we_want_the_topic_is_answered_by_fetching_its_link(self, knock, caplog):
        caplog.set_level(logging.INFO)
        body = knock.provider.emulator.subscription(MONDAY)
        assert knock.post(Call(body)).status_code == 204
        assert knock.provider.emulator.asked[-1] == json.loads(body)["SubscribeURL"]
        assert knock.applied == [] and "subscribed" in caplog.text and json.loads(body)["Token"] not in caplog.text

    @pytest.mark.parametrize(
        "change", [{"SubscribeURL": "https://evil.example/"}, {"TopicArn": "arn:aws:sns:us-east-1:1:x"}]
    )
    def test_a_question_that_leads_elsewhere_is_not_followed(self, knock, change):
        assert refused(knock.post(Call(knock.provider.emulator.subscription(MONDAY, **change))))
        assert not any("ConfirmSubscription" in url or "evil" in url for url in knock.provider.emulator.asked)

    def test_a_question_sns_knows_nothing_of_is_refused(self, knock, fetch):
        emulator = knock.provider.emulator

        def gone(url: str) -> bytes:
            if "Action" in url:
                raise NotFromProvider("SNS has nothing at this address")
            return emulator.fetch(url)

        fetch(gone)
        assert refused(knock.post(Call(emulator.subscription(MONDAY))))

    @pytest.mark.parametrize("kind", ["notification", "subscription"])
    def test_while_aws_cannot_be_asked_sns_shall_come_again(self, knock, fetch, kind):
        def unreachable(url: str) -> bytes:
            raise sns.Unreachable("503")

        fetch(unreachable)
        emulator = knock.provider.emulator
        body = emulator.subscription(MONDAY) if kind == "subscription" else knock.good_call().body
        answer = knock.post(Call(body))
        assert (answer.status_code, answer.content, knock.applied) == (503, b"", [])

    def test_an_end_of_the_subscription_is_said_in_the_log_and_not_undone(self, knock, caplog):
        body = knock.provider.emulator.confirmation("UnsubscribeConfirmation", MONDAY)
        assert knock.post(Call(body)).status_code == 204
        assert "subscribe to it again" in caplog.text
        assert not any("Action" in url for url in knock.provider.emulator.asked)

    def test_a_notification_without_a_usable_id_is_refused(self, knock):
        body = knock.provider.emulator.notification(knock.provider.good, MONDAY, MessageId=f"{uuid4()}" * 5)
        assert refused(knock.post(Call(body)))

"""SendGrid's door: every case of every door, and what is its own."""

from __future__ import annotations

import gzip
import zlib
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from gunicorn.config import Config
from gunicorn.http.wsgi import base_environ

from campaigns.models import Event
from tests.api.door_cases import ADDRESS, Call, DoorCases, beginning, refused
from tests.conftest import MONDAY
from tests.mailer.event_signing import EventSigner, batch, event

ACCOUNT, STRANGER = EventSigner(), EventSigner()


class SendGrid:
    path = "/api/events/sendgrid"
    good = batch(event("delivered", email=ADDRESS)).decode()

    def signed(self, content: str, at: datetime) -> Call:
        return Call(content.encode(), ACCOUNT.headers(content.encode(), at))

    def unsigned(self, content: str, at: datetime) -> Call:
        return Call(content.encode())

    def forged(self, content: str, at: datetime) -> Call:
        return Call(content.encode(), STRANGER.headers(content.encode(), at))

    def forget(self, settings: Any) -> None:
        settings.SENDGRID_WEBHOOK_KEY = ""


class TestSendGridsDoor(DoorCases):
    provider_name = "sendgrid"
    module = "api.events_sendgrid"

    @pytest.fixture
    def provider(self, settings) -> SendGrid:
        settings.SENDGRID_WEBHOOK_KEY = ACCOUNT.key
        return SendGrid()

    def test_the_address_is_the_one_we_tell_people_to_enter(self):
        assert reverse("api:events_sendgrid") == "/api/events/sendgrid"

    def test_a_retry_of_the_whole_day_is_taken(self, knock):
        assert knock.post(knock.good_call(MONDAY - timedelta(hours=24))).status_code == 204

    @pytest.mark.parametrize("left_out", ["Signature", "Timestamp"])
    def test_half_a_signature_is_none(self, knock, left_out):
        call = knock.good_call()
        headers = {name: value for name, value in call.headers.items() if not name.endswith(left_out)}
        assert refused(knock.post(Call(call.body, headers)))

    @pytest.mark.parametrize("garbled", ["", "é", "=", "\x00", "9" * 4000, "%s" * 100])
    @pytest.mark.parametrize("part", ["Signature", "Timestamp"])
    def test_a_garbled_signature_is_none(self, knock, part, garbled):
        call = knock.good_call()
        headers = {name: garbled if name.endswith(part) else value for name, value in call.headers.items()}
        assert refused(knock.post(Call(call.body, headers)))

    @pytest.mark.parametrize("key", ["no key at all", STRANGER.key, ACCOUNT.key[:40]], ids=range(3))
    def test_a_key_that_was_copied_wrong_lets_nobody_in(self, knock, settings, key):
        settings.SENDGRID_WEBHOOK_KEY = key
        assert refused(knock.post(knock.good_call()))

    @pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
    @pytest.mark.parametrize("signed", ["packed", "whole"])
    def test_a_packed_body_is_read_whichever_form_was_signed(self, knock, encoding, pack, signed):
        whole = knock.provider.good.encode()
        packed = pack(whole)
        headers = ACCOUNT.headers(packed if signed == "packed" else whole, MONDAY)
        assert knock.post(Call(packed, {**headers, "Content-Encoding": encoding})).status_code == 204
        assert [one.address for one in knock.applied[0][1]] == [ADDRESS]

    def test_a_packed_body_with_an_old_signature_is_refused(self, knock):
        packed = gzip.compress(knock.provider.good.encode())
        headers = ACCOUNT.headers(packed, MONDAY - timedelta(days=2))
        assert refused(knock.post(Call(packed, {**headers, "Content-Encoding": "gzip"})))

    def test_a_zip_bomb_is_too_large_even_from_sendgrid(self, knock):
        bomb = gzip.compress(bytes(20_000_000), 1)
        call = Call(bomb, {**ACCOUNT.headers(bomb, MONDAY), "Content-Encoding": "gzip"})
        assert knock.post(call).status_code == 413

    def test_a_full_batch_is_taken_at_once(self, knock):
        body = batch(*(event("delivered", sg_event_id=f"e{number}") for number in range(3_000)))
        assert len(body) > 768 * 1024  # when SendGrid posts it, at the latest
        assert knock.post(Call(body, ACCOUNT.headers(body, MONDAY))).status_code == 204
        assert len(knock.applied[0][1]) == 3_000

    @pytest.mark.parametrize(
        "content", ["", "{}", "null", "no JSON", "[" * 5_000, "[" + "0," * 10_000 + "0]"], ids=beginning
    )
    def test_what_is_no_batch_is_refused_even_from_sendgrid(self, knock, content):
        assert refused(knock.post(knock.provider.signed(content, MONDAY))) and knock.applied == []

    def test_an_empty_batch_is_taken(self, knock):
        assert knock.post(knock.provider.signed("[]", MONDAY)).status_code == 204

    def test_events_that_make_no_sense_are_counted_and_the_others_applied(self, knock, caplog):
        odd = batch(event("bounce", timestamp="soon"), event("delivered"), 7).decode()
        assert knock.post(knock.provider.signed(odd, MONDAY)).status_code == 204
        assert len(knock.applied[0][1]) == 1 and "2 events of sendgrid made no sense" in caplog.text


def test_gunicorn_marks_the_end_of_a_body_of_unknown_length():
    assert base_environ(Config())["wsgi.input_terminated"] is True


def test_an_event_arrives_in_the_database_once_however_often_it_is_told(db, settings):
    settings.SENDGRID_WEBHOOK_KEY = ACCOUNT.key
    call = SendGrid().signed(batch(event("bounce", type="bounce", message=None, attempt_id=None)).decode(), MONDAY)
    with time_machine.travel(MONDAY, tick=False):
        for _ in range(2):
            answer = Client().generic("POST", SendGrid.path, call.body, headers=call.headers)
            assert answer.status_code == 204
    assert Event.objects.count() == 1

"""A provider is asked what it thinks of us, on this machine's loopback: no email leaves, no key is said."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mailer.asking.base import Standing
from mailer.asking.sendgrid import ask_sendgrid
from mailer.asking.ses import ask_ses
from mailer.asking.smtp import ask_smtp
from tests.mailer.list_doubles import answering
from tests.mailer.smtp_sinks import HonestServer

KEY = "SG.a-key-of-a-test"
NOW = datetime(2026, 10, 12, 15, 0, tzinfo=UTC)
CLOSED = "http://127.0.0.1:9"  # discard: nobody listens


@pytest.mark.parametrize(
    ("status", "body", "standing"),
    [
        (200, {"scopes": ["mail.send", "suppression.read"]}, Standing.FINE),
        (200, {"scopes": ["mail.send", "api_keys.create"]}, Standing.LOOK),
        (200, {"scopes": ["stats.read"]}, Standing.NO),
        (401, {"errors": []}, Standing.NO),
        (503, {}, Standing.AWAY),
        (200, ["no scopes"], Standing.AWAY),
    ],
)
def test_sendgrid_says_what_the_key_may_do(status, body, standing):
    asked = []

    def answer(path, query, headers):
        asked.append((path, headers["authorization"]))
        return status, body

    with answering(answer) as host:
        told = ask_sendgrid(KEY, host=host)
    assert told.standing is standing and asked == [("/v3/scopes", f"Bearer {KEY}")]
    assert KEY not in told.says + told.fix and bool(told.fix) == (standing is not Standing.FINE)


def test_sendgrid_that_is_away_is_no_refusal():
    assert ask_sendgrid(KEY, host=CLOSED).standing is Standing.AWAY


@pytest.mark.parametrize(
    ("status", "account", "standing"),
    [
        (200, {"SendingEnabled": True, "ProductionAccessEnabled": True, "SendQuota": {"Max24HourSend": 5e4}}, Standing.FINE),
        (200, {"SendingEnabled": True, "ProductionAccessEnabled": True, "EnforcementStatus": "PROBATION"}, Standing.LOOK),
        (200, {"SendingEnabled": True, "ProductionAccessEnabled": False}, Standing.NO),
        (200, {"SendingEnabled": False}, Standing.NO),
        (403, {}, Standing.LOOK),
        (500, {}, Standing.AWAY),
    ],
)  # fmt: skip
def test_amazon_says_whether_the_account_may_send(status, account, standing):
    with answering(lambda path, query, headers: (status if path == "/v2/email/account" else 404, account)) as host:
        told = ask_ses("A" * 20, "secret", region="us-east-1", host=host, now=NOW)
    assert told.standing is standing


def test_a_mail_server_lets_us_in_and_gets_no_message():
    with_us = HonestServer()
    with_us.start()
    try:
        told = ask_smtp(f"smtp://127.0.0.1:{with_us.server.sockets[0].getsockname()[1]}?tls=off")
    finally:
        with_us.stop()
    assert told.standing is Standing.LOOK and "unencrypted" in told.says and not with_us.got
    assert ask_smtp("smtp://127.0.0.1:9?tls=off").standing is Standing.AWAY

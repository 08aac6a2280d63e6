"""docs/examples/client.py, as somebody who copied it uses it: against a real server, over a line that breaks, and as a receiver of webhooks."""

from __future__ import annotations

import importlib.util
import io
import json
import socket
import socketserver
import sys
import threading
import urllib.error
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest
from django.db import transaction

from campaigns.models import Enrolment, OutgoingEvent, Receiver
from campaigns.models.outgoing_event import Subject
from campaigns.outgoing import receivers
from campaigns.outgoing.telling import tell_due
from clinic.api_tokens import make
from patients.identifiers import new_id
from tests.api.v1.conftest import ANA, YES
from tests.campaigns.outgoing.listening import listening, plain
from tests.test_architecture import BASE

PAGE = BASE / "docs" / "examples" / "client.py"


@pytest.fixture(autouse=True)
def today() -> None:
    """Another process's clock can't be held."""


@pytest.fixture
def example() -> ModuleType:
    spec = importlib.util.spec_from_file_location("client", PAGE)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def token(live_server, series) -> str:
    return make("north", ["enrol", "status", "stop"], now=datetime.now(UTC), by="test").secret


def ana() -> dict[str, Any]:
    return {**ANA, "visit_date": (datetime.now(UTC) - timedelta(days=2)).date().isoformat(), "consent": YES}


def test_it_enrols_looks_finds_the_visit_and_stops(example, live_server, token, monkeypatch, capsys):
    monkeypatch.setenv("AFTERVISIT", live_server.url)
    monkeypatch.setenv("TOKEN", token)

    def said(*words: str) -> Any:
        assert example.main(list(words)) == 0
        return json.loads(capsys.readouterr().out)

    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps(ana())))
    made = said("enrol")
    assert made["outcome"] == "enrolled"
    assert said("look", made["enrolment"])["state"] == "active"
    assert [one["enrolment"] for one in said("visit", "V-1")] == [made["enrolment"]]
    assert said("stop", made["enrolment"])["stopped"] and example.main(["explode"]) == 2


def test_a_no_is_raised_with_its_reason_and_isnt_tried_again(example, live_server, token):
    waits: list[float] = []
    client = example.Aftervisit(live_server.url, token, sleep=waits.append)
    with pytest.raises(example.Refused, match="Nobody was enrolled") as no:
        client.enrol({**ana(), "series": "nowhere"})
    assert no.value.problem["errors"][0]["field"] == "series" and waits == []


@contextmanager
def a_line_that_breaks(port: int, times: int) -> Iterator[int]:
    """Passes a call on, and swallows the answer the first few times."""
    left = [times]

    class Line(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            asked = self.request.recv(65_536)
            while b"\r\n\r\n" not in asked or len(asked.partition(b"\r\n\r\n")[2]) < length_of(asked):
                asked += self.request.recv(65_536)
            with socket.create_connection(("127.0.0.1", port)) as beyond:
                beyond.sendall(asked)
                answer = b""
                while more := beyond.recv(65_536):
                    answer += more
            left[0] -= 1
            if left[0] < 0:
                self.request.sendall(answer)

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Line)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def length_of(asked: bytes) -> int:
    head = asked.partition(b"\r\n\r\n")[0].lower()
    return int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)


def test_when_the_answer_is_lost_the_patient_is_still_enrolled_once(example, live_server, token):
    waits: list[float] = []
    port = int(live_server.url.rpartition(":")[2])
    with a_line_that_breaks(port, 2) as broken:
        client = example.Aftervisit(f"http://127.0.0.1:{broken}", token, sleep=waits.append)
        assert client.enrol(ana())["outcome"] == "enrolled"  # the answer of the first try, not "already"
        assert waits == [2, 4] and Enrolment.objects.count() == 1
    with pytest.raises((urllib.error.URLError, OSError)):
        client.enrol(ana())


@pytest.mark.django_db
def test_it_knows_our_webhooks_from_others_and_from_old_ones(example, clinic, now):
    with listening() as listener:
        made = receivers.add("near", listener.url, Receiver.Kind.values, now=now, by="test")
        with transaction.atomic():
            OutgoingEvent.objects.note("series.finished", lambda: [Subject(new_id(), "", "")], now)
        assert tell_due(lambda: now).told == 1
        fresh = receivers.rotate(made.receiver, now, by="test").secret
        receivers.test(made.receiver, lambda: now, by="test")
        first, second = listener.heard
    told = example.heard(made.secret, first.headers, first.body, now.timestamp())
    assert (told["id"], told["type"]) == (first.headers["webhook-id"], "series.finished")
    assert {
        example.heard(one, second.headers, second.body, now.timestamp())["type"] for one in (made.secret, fresh)
    } == {"webhook.test"}
    later = now + timedelta(minutes=6)
    for secret, body, moment in (
        (fresh, first.body, now), (made.secret, first.body + b" ", now), (made.secret, first.body, later),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=r"signed|old"):
            example.heard(secret, first.headers, body, moment.timestamp())
    forged = {**first.headers, "webhook-signature": "v1,\xe9"}
    for headers in ({}, {**forged, "webhook-timestamp": ""}, forged):
        with pytest.raises(ValueError):  # noqa: PT011 - whichever it is
            example.heard(made.secret, headers, first.body, now.timestamp())


def test_the_page_of_a_proxy_is_tried_again_and_then_told(example):
    waits: list[float] = []
    with listening() as proxy:
        proxy.answer = lambda call: plain(call, 502, **{"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"})
        client = example.Aftervisit(proxy.url.removesuffix("/hooks"), "av_x", sleep=waits.append)
        with pytest.raises(example.Refused, match="502"):
            client.stop("01a2")
    assert waits == [2, 4, 8, 16] and len({one.headers["Idempotency-Key"] for one in proxy.heard}) == 1

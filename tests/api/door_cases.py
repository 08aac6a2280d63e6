"""What every door for machines must do, whoever knocks. A door's own test file says how its provider signs, and runs all of these."""

from __future__ import annotations

import gzip
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any, Protocol

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from gunicorn.http.errors import InvalidChunkSize

from mailer.events.base import ProviderEvent
from tests.conftest import MONDAY

ADDRESS = "ana@home.example"
NESTED = "[" * 100_000
SENSELESS = [
    "", "{}", "null", "7", '"[]"', "[", "[[], {}, 7, null]", "<html>", "☃", NESTED, '{"a":' * 50_000, "[NaN, -Infinity, 1e999]",
    "[" + "9" * 10_000 + "]", '["\\ud800", "\\u0000"]', '[{"event": "delivered", "timestamp": 1e999}]',
    '{"eventType": "Bounce", "mail": ' + NESTED + "}", '{"eventType": ["Bounce"]}',
    '[{"event": "bounce", "email": "\\ud800", "timestamp": 1792000000}]', "[" + "{}," * 20_000 + "{}]",
]  # fmt: skip


def beginning(content: str | bytes) -> str:
    """A test's name."""
    return repr(content[:16])


@dataclass(frozen=True)
class Call:
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class Provider(Protocol):
    """Signs as the provider does. `good` holds one event about ADDRESS; what is signed may be any text."""

    path: str
    good: str

    def signed(self, content: str, at: datetime) -> Call: ...

    def unsigned(self, content: str, at: datetime) -> Call: ...

    def forged(self, content: str, at: datetime) -> Call:
        """Whole in every way, but signed with somebody else's key."""

    def forget(self, settings: Any) -> None:
        """The installation was never told whose calls to trust."""


@dataclass
class Knocking:
    """One provider, one client without cookies, and what came through."""

    provider: Provider
    applied: list[tuple[str, list[ProviderEvent], datetime]]
    client: Client

    def post(self, call: Call, path: str = "", **extra: Any) -> HttpResponse:
        where = path or self.provider.path
        return self.client.generic("POST", where, call.body, "application/json", headers=call.headers, **extra)

    def post_at_length_unknown(self, call: Call, stream: Any = None) -> HttpResponse:
        """As gunicorn passes on a chunked body."""
        stream = {"wsgi.input": stream or BytesIO(call.body), "wsgi.input_terminated": True, "CONTENT_LENGTH": ""}
        return self.post(call, **stream)

    def good_call(self, at: datetime = MONDAY) -> Call:
        return self.provider.signed(self.provider.good, at)


def refused(answer: HttpResponse) -> bool:
    """With the one answer all refusals have."""
    usual = {"Content-Type", "Content-Length", "Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options",
             "Referrer-Policy", "Cross-Origin-Opener-Policy"}  # fmt: skip
    return answer.status_code == 403 and answer.content == b"" and set(answer.headers) <= usual


class Endless(BytesIO):
    """A body without an end, of which nobody may read much."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.left = most

    def read(self, size: int | None = -1) -> bytes:
        assert size is not None and 0 <= size <= self.left, "more was read than the door takes"
        self.left -= size
        return b"[" * size


class DoorCases:
    """No test here is let near the database: a session, a user or a row would fail it. Each class brings its fixture `provider`."""

    provider_name: str
    module: str  # of the view

    @pytest.fixture
    def knock(self, provider, monkeypatch):
        applied: list[Any] = []
        monkeypatch.setattr(f"{self.module}.apply_events", lambda *told: applied.append(told))
        with time_machine.travel(MONDAY, tick=False):
            yield Knocking(provider, applied, Client(enforce_csrf_checks=True))

    def test_a_signed_call_is_applied_and_answered_with_nothing(self, knock):
        answer = knock.post(knock.good_call())
        assert (answer.status_code, answer.content) == (204, b"")
        ((name, (event,), now),) = knock.applied
        assert name == self.provider_name and now == MONDAY and event.address == ADDRESS

    def test_a_slash_at_the_end_of_the_path_changes_nothing(self, knock):
        for path in (knock.provider.path.rstrip("/"), knock.provider.path.rstrip("/") + "/"):
            assert knock.post(knock.good_call(), path).status_code == 204
        assert len(knock.applied) == 2

    def test_a_body_of_unknown_length_is_read_as_well(self, knock):
        assert knock.post_at_length_unknown(knock.good_call()).status_code == 204 and len(knock.applied) == 1

    def test_whatever_the_body_is_said_to_be_it_is_not_read_as_a_form(self, knock):
        call = knock.good_call()
        for kind in (
            "text/plain; charset=UTF-8",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "",
        ):
            answer = knock.client.generic("POST", knock.provider.path, call.body, kind, headers=call.headers)
            assert answer.status_code == 204

    def test_it_sets_no_cookie_and_reads_none(self, knock):
        knock.client.cookies["sessionid"] = "somebody's"
        for answer in (knock.post(knock.good_call()), knock.post(Call(b"[]"))):
            assert not answer.cookies and "Vary" not in answer.headers

    @pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
    def test_only_a_post_is_answered(self, knock, method):
        call = knock.good_call()
        answer = knock.client.generic(method, knock.provider.path, call.body, headers=call.headers)
        assert (answer.status_code, answer.headers["Allow"], answer.content) == (405, "POST", b"")
        assert knock.applied == []

    def test_an_unsigned_call_is_refused(self, knock):
        assert refused(knock.post(knock.provider.unsigned(knock.provider.good, MONDAY))) and knock.applied == []

    def test_a_call_signed_with_another_key_is_refused(self, knock):
        assert refused(knock.post(knock.provider.forged(knock.provider.good, MONDAY))) and knock.applied == []

    @pytest.mark.parametrize(
        "away", [timedelta(days=-30), timedelta(hours=-26), timedelta(minutes=20), timedelta(days=30)]
    )
    def test_an_old_call_and_one_from_the_future_are_refused(self, knock, away):
        assert refused(knock.post(knock.good_call(MONDAY + away))) and knock.applied == []

    def test_a_body_changed_by_a_byte_is_refused(self, knock):
        call = knock.good_call()
        changed = call.body.replace(b"home", b"hame", 1)
        assert changed != call.body
        assert refused(knock.post(Call(changed, call.headers)))
        assert refused(knock.post(Call(call.body[:-3], call.headers))) and knock.applied == []

    def test_while_nobody_is_trusted_everybody_is_refused(self, knock, settings):
        knock.provider.forget(settings)
        assert refused(knock.post(knock.good_call())) and knock.applied == []

    @pytest.mark.parametrize(
        "body", [text.encode() for text in SENSELESS] + [b"\xff\xfe[", b"\x00", b"%PDF"], ids=beginning
    )
    def test_a_senseless_body_is_refused_like_any_other(self, knock, body):
        assert refused(knock.post(Call(body))) and refused(knock.post(Call(body, knock.good_call().headers)))
        assert knock.applied == []

    @pytest.mark.parametrize("content", SENSELESS, ids=beginning)
    def test_senseless_words_under_a_good_signature_do_no_harm(self, knock, content):
        answer = knock.post(knock.provider.signed(content, MONDAY))
        assert answer.content == b"" and answer.status_code in (204, 403)
        for _, events, _ in knock.applied:
            assert all(event.address.isprintable() for event in events)

    def test_a_call_said_to_be_huge_is_refused_unread(self, knock):
        unread = {"wsgi.input": Endless(0), "CONTENT_LENGTH": str(10**9)}
        answer = knock.post(knock.good_call(), **unread)
        assert (answer.status_code, answer.content) == (413, b"")

    def test_a_body_without_an_end_is_read_only_so_far(self, knock):
        answer = knock.post_at_length_unknown(Call(b""), Endless(9_000_000))
        assert (answer.status_code, answer.content) == (413, b"")

    @pytest.mark.parametrize("length", ["-1", "-1000000000", "many", "1" * 5000, "٣"])
    def test_a_length_that_is_none_is_no_way_in(self, knock, length):
        as_said = {"wsgi.input": BytesIO(b"[]"), "CONTENT_LENGTH": length}
        assert knock.post(Call(b""), **as_said).status_code in (403, 413)

    @pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "gzip, gzip", "☃"])
    def test_a_body_that_only_claims_to_be_packed_is_refused(self, knock, encoding):
        call = knock.provider.forged(knock.provider.good, MONDAY)
        assert refused(knock.post(Call(call.body, {**call.headers, "Content-Encoding": encoding})))

    @pytest.mark.parametrize("how", ["unsigned", "forged"])
    def test_packing_gets_nobody_past_the_signature(self, knock, how):
        call = getattr(knock.provider, how)(knock.provider.good, MONDAY)
        packed = Call(gzip.compress(call.body), {**call.headers, "Content-Encoding": "gzip"})
        assert refused(knock.post(packed)) and knock.applied == []

    def test_a_zip_bomb_is_not_unpacked(self, knock):
        bomb = Call(gzip.compress(bytes(20_000_000), 1), {"Content-Encoding": "gzip"})
        assert knock.post(bomb).status_code in (403, 413) and knock.applied == []

    @pytest.mark.parametrize("failure", [ConnectionResetError(), InvalidChunkSize(b"ZZ")], ids=repr)
    def test_a_caller_who_hangs_up_or_talks_nonsense_does_no_harm(self, knock, failure):
        class Broken(BytesIO):
            def read(self, size: int | None = -1) -> bytes:
                raise failure

        assert refused(knock.post(knock.good_call(), **{"wsgi.input": Broken()}))
        assert refused(knock.post_at_length_unknown(knock.good_call(), Broken())) and knock.applied == []

    def test_while_events_cannot_be_kept_the_provider_shall_come_again(self, knock, monkeypatch, caplog):
        def fail(*told: object) -> None:
            raise RuntimeError(f"DETAIL: the row of {ADDRESS}")

        monkeypatch.setattr(f"{self.module}.apply_events", fail)
        answer = knock.post(knock.good_call())
        assert (answer.status_code, answer.content) == (503, b"")
        assert "RuntimeError" in caplog.text and "in fail" in caplog.text and ADDRESS not in caplog.text

    def test_nothing_personal_is_logged(self, knock, caplog, monkeypatch):
        caplog.set_level(logging.DEBUG)
        for name in ("aftervisit", "django", "urllib3"):
            caplog.set_level(logging.DEBUG, logger=name)
        self.test_an_unsigned_call_is_refused(knock)
        self.test_a_signed_call_is_applied_and_answered_with_nothing(knock)
        knock.post(knock.provider.signed(knock.provider.good.replace("17", "1e9"), MONDAY))
        self.test_while_events_cannot_be_kept_the_provider_shall_come_again(knock, monkeypatch, caplog)
        assert caplog.records and ADDRESS not in caplog.text and "home.example" not in caplog.text
        assert not any(record.exc_info for record in caplog.records)

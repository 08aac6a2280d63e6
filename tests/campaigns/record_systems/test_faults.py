"""A FHIR server that refuses, stumbles, lies or never ends: one sentence for Today, a next try, and nothing of the answer in a log."""

import logging
from datetime import timedelta

import pytest

from campaigns.models import Enrolment, RecordFeed
from campaigns.record_systems.fhir_server import asking, searching
from campaigns.record_systems.fhir_server.cannot_ask import CannotAsk
from mailer.transports import pooled_client
from tests.campaigns.record_systems.conftest import visits

pytestmark = pytest.mark.django_db
BUNDLE = b'{"resourceType": "Bundle", "entry": []'


def answering(data: bytes):
    return lambda door: door.answer(200, data)


def hanging(door) -> None:
    door.service.released.wait(20)


FAULTS = {
    "a fault of theirs": (500, "answered 500"),
    "forbidden": (403, "answered 403"),
    "a redirect": ((302, {"Location": "https://elsewhere.example/r4"}), "isn't followed"),
    "not JSON": (answering(b"<html>Ana Quintanilla</html>"), "isn't JSON"),
    "not a Bundle": (answering(b'{"resourceType": "Patient"}'), "isn't a FHIR R4 Bundle"),
    "nested too deeply": (answering(BUNDLE + b', "x": ' + b"[" * 5000 + b"]" * 5000 + b"}"), "nested too deeply"),
    "a number without end": (answering(BUNDLE + b', "x": ' + b"9" * 5000 + b"}"), "isn't JSON"),
    "a list": (answering(b"[]"), "isn't JSON"),
    "entries that aren't": (answering(b'{"resourceType": "Bundle", "entry": 7}'), "isn't a FHIR R4 Bundle"),
    "silence": (hanging, "didn't come"),
    "half an answer": (lambda door: door.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"), "isn't whole"),
}


@pytest.mark.parametrize(("fault", "said"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_one_sentence_and_is_tried_again_later(ask, server, now, clock, monkeypatch, caplog, fault, said):
    monkeypatch.setattr(asking, "READ_SECONDS", 0.5)
    server.faults.extend([fault, fault] if fault == 403 else [fault])  # without the diagnoses it is asked once more
    with caplog.at_level(logging.DEBUG), pytest.raises(CannotAsk, match=said):
        ask()
    feed = RecordFeed.objects.get()
    assert said in feed.reason and feed.reason.endswith(".") and "Quintanilla" not in feed.reason + caplog.text
    assert feed.look_again_at == now + timedelta(minutes=10) and feed.worked_at is None and feed.held_until is None
    assert feed.since == now - timedelta(hours=1), "what wasn't read is asked for again"
    assert [one.outcome for one in ask()] == ["enrolled"]
    assert RecordFeed.objects.get().reason == ""


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "120"}, timedelta(minutes=2)),
        ({"Retry-After": "Mon, 12 Oct 2026 15:30:00 GMT"}, timedelta(minutes=30)),
        ({"Retry-After": "999999"}, timedelta(hours=1)),
        ({"Retry-After": "soon"}, timedelta(minutes=10)),
        ({}, timedelta(minutes=10)),
    ],
    ids=["seconds", "a date", "far too long", "nonsense", "not said"],
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_asks_us_to_wait_is_left_alone_that_long(ask, server, now, status, headers, wait):
    server.faults.append((status, headers))
    with pytest.raises(CannotAsk, match="asks us to wait"):
        ask()
    feed = RecordFeed.objects.get()
    assert feed.look_again_at == now + wait
    assert not feed.is_due(now + wait - timedelta(seconds=1)) and feed.is_due(now + wait)


def test_failures_in_a_row_are_tried_again_less_often_up_to_an_hour(db, now):
    feed, waits = RecordFeed.objects.named("x", now), []
    for _ in range(5):
        feed.failed(now, "It failed.", timedelta(minutes=10))
        waits.append((feed.look_again_at - now) / timedelta(minutes=1))
    assert waits == [10, 20, 40, 60, 60]
    assert feed.is_due(now - timedelta(days=1)), "a clock that had jumped stops nothing"


def test_a_token_that_is_taken_back_early_is_fetched_anew_once(ask, server):
    server.faults.append(401)
    assert [one.outcome for one in ask()] == ["enrolled"] and len(server.signed) == 2
    server.faults.extend([401, 401])
    with pytest.raises(CannotAsk, match="doesn't take the token"):
        ask()


def test_an_answer_that_is_too_large_is_put_down(ask, server, monkeypatch):
    monkeypatch.setattr(
        "campaigns.record_systems.fhir_server.searching.ask.__kwdefaults__", {"body": None, "largest": 1000}
    )
    server.faults.append(answering(b"{" + b" " * 100_000))
    with pytest.raises(CannotAsk, match="too large"):
        ask()


def test_a_dribble_is_cut_off(ask, server, monkeypatch):
    def dribbles(door) -> None:
        door.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not door.service.released.wait(0.05):
            door.wfile.write(b"X-Long: 1\r\n")

    monkeypatch.setattr(pooled_client, "TOTAL_SECONDS", 0.3)
    server.faults.append(dribbles)
    with pytest.raises(CannotAsk, match="didn't come"):
        ask()


OUTSIDE = {
    "another host": "https://elsewhere.example/r4/Encounter?page=2",
    "another port": "http://127.0.0.1:9/r4/Encounter?page=2",
    "beside the base": "/other/Encounter?page=2",
    "above the base": "Encounter/../../other?page=2",
    "above it, encoded": "Encounter/%2e%2e/%2e%2e/other?page=2",
    "with a password": "http://us:er@127.0.0.1/r4/Encounter",
    "not an address": "http://[oops",
    "with a line end": "Encounter?\r\nX: y",
    "very long": "Encounter?page=" + "x" * 9000,
    "a prefix of the name": "/r4evil/Encounter",
}


@pytest.mark.parametrize("following", OUTSIDE.values(), ids=OUTSIDE.keys())
def test_a_next_page_outside_the_base_is_never_asked_with_our_token(searching, server, following):
    with pytest.raises(CannotAsk, match="outside FHIR_URL"):
        searching.inside(following)


def test_a_next_page_inside_may_be_written_short_or_whole(searching, server):
    for written in ("?_getpages=1", "Encounter?page=2", f"{server.base}?_getpages=1", "/r4/Encounter?page=2"):
        assert searching.inside(written).startswith(server.base)


def test_pages_that_dont_end_are_left(ask, server, monkeypatch):
    server.next_link = f"{server.base}/Encounter?status=finished"
    with pytest.raises(CannotAsk, match="don't end"):
        ask()
    monkeypatch.setattr(searching, "MOST_PAGES", 3)
    server.page, server.next_link = 1, ""
    server.resources += visits(9)
    with pytest.raises(CannotAsk, match="don't end"):
        ask()
    assert Enrolment.objects.count() == 1, "what was read is taken in all the same"


def test_a_patient_who_isnt_there_costs_one_row(ask, server):
    del server.resources[0]
    [result] = ask()
    assert result.outcome == "error" and "patient of this visit" in result.why


def test_a_reference_to_another_server_isnt_followed(ask, server):
    server.resources[1]["subject"] = {"reference": "https://elsewhere.example/r4/Patient/p1"}
    assert [one.outcome for one in ask()] == ["error"]
    assert not any(one.startswith("Patient/") for one in server.asked)


def test_nobody_there_is_told_as_such(searching, starting, server, now):
    server._server.shutdown()
    server._server.server_close()
    with pytest.raises(CannotAsk, match="can't be reached"):
        searching.sign_in.token()

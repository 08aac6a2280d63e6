import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from mailer.filling import fill
from mailer.transports import pooled_client
from mailer.transports.base import Recipient, Transport, Verdict
from mailer.transports.sendgrid import SendGridTransport
from tests.mailer.sendgrid_emulator import BROKEN_OFF, SendGridEmulator
from tests.mailer.small_emails import VALUES, small_email

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


@pytest.fixture
def sendgrid() -> Iterator[SendGridEmulator]:
    with SendGridEmulator() as emulator:
        yield emulator


@pytest.fixture
def transport(sendgrid) -> Iterator[SendGridTransport]:
    way = SendGridTransport(sendgrid.key, host=sendgrid.url, read_seconds=0.4)
    yield way
    way.close()


def people(count: int, **values: str) -> list[Recipient]:
    return [Recipient(f"m{n}", f"p{n}@home.example", VALUES | {"given_name": f"P{n}"} | values) for n in range(count)]


def hand_over(transport: Transport, email, recipients, attempt: str = "a1"):
    return transport.hand_over(email, recipients, attempt=attempt, now=NOW)


def test_each_person_gets_exactly_what_fill_makes(sendgrid, transport, email):
    recipients = people(3)
    outcome = hand_over(transport, email, recipients)
    assert outcome.verdict is Verdict.ACCEPTED and outcome.status == 202 and outcome.provider_id == "mid-1"
    assert len(sendgrid.requests) == 1 and len(sendgrid.delivered) == 3
    for recipient, got in zip(recipients, sendgrid.delivered, strict=True):
        filled = fill(email, recipient.values)
        assert got["to"] == recipient.address and got["subject"] == filled.subject
        assert got["text/html"].encode() == filled.html and got["text/plain"].encode() == filled.text
        assert got["headers"] == dict(filled.headers) | {"Message-ID": f"<{recipient.message}@clinic.example>"}
        assert got["args"] == {"message": recipient.message, "attempt_id": "a1"}


def test_one_person_gets_the_same_without_substitutions(sendgrid, transport, email):
    (recipient,) = people(1)
    hand_over(transport, email, [recipient])
    assert "substitutions" not in sendgrid.requests[0]["personalizations"][0]
    assert sendgrid.delivered[0]["text/html"].encode() == fill(email, recipient.values).html


def test_nothing_is_tracked_and_nothing_is_told_the_provider(sendgrid, transport, email):
    hand_over(transport, email, people(2))
    (request,) = sendgrid.requests
    assert all(setting["enable"] is False for setting in request["tracking_settings"].values())
    assert set(request["tracking_settings"]) == {
        "click_tracking",
        "open_tracking",
        "subscription_tracking",
        "ganalytics",
    }
    assert "categories" not in request and "batch_id" not in request and "send_at" not in request


def test_only_what_goes_by_the_counting_way_is_counted(sendgrid, transport, email):
    hand_over(transport.counting(), email, people(2))
    hand_over(transport, email, people(1))
    counted, uncounted = (request["tracking_settings"] for request in sendgrid.requests)
    assert counted["open_tracking"]["enable"] and counted["click_tracking"] == {"enable": True, "enable_text": False}
    assert not (counted["subscription_tracking"]["enable"] or counted["ganalytics"]["enable"])
    assert not uncounted["open_tracking"]["enable"] and sendgrid.connections == 1


def test_two_patients_may_share_an_address(sendgrid, transport, email):
    shared = [Recipient(m, "family@home.example", VALUES) for m in ("m1", "m2")]
    assert hand_over(transport, email, shared).verdict is Verdict.ACCEPTED
    assert [got["args"]["message"] for got in sendgrid.delivered] == ["m1", "m2"]


def test_connections_are_kept(sendgrid, transport, email):
    for attempt in ("a1", "a2", "a3"):
        hand_over(transport, email, people(1), attempt)
    assert sendgrid.connections == 1


def test_names_and_headers_are_written_as_sendgrid_takes_them(tmp_path, sendgrid, transport):
    headers = {"List-Unsubscribe": "<{unsubscribe_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
               "List-Id": "Übung <lessons.clinic.example>"}  # fmt: skip
    email = small_email(tmp_path, sender_name="Desk; Ü, and more", headers=headers)
    assert hand_over(transport, email, people(2)).verdict is Verdict.ACCEPTED
    assert sendgrid.delivered[0]["from"]["name"] == "Desk Ü and more"
    assert sendgrid.delivered[0]["headers"]["List-Id"] == "=?utf-8?b?w5xidW5n?= <lessons.clinic.example>"


@pytest.mark.parametrize("fault", ["200", "302", "307", "500", "502", "503", "504", "hang", "reset before", "close before", "reset after",
                                   "close after", "500 after", "hang after", "garbage",
                                   *(fault for fault in BROKEN_OFF if fault.startswith("truncated"))])  # fmt: skip
def test_whatever_proves_nothing_is_uncertain(sendgrid, transport, email, fault):
    sendgrid.next_time(fault)
    outcome = hand_over(transport, email, people(2))
    assert outcome.verdict is Verdict.UNCERTAIN and outcome.rejected == frozenset()
    assert sendgrid.paths == ["POST /v3/mail/send"], "no retry, no redirect followed"
    assert hand_over(transport, email, people(2)).verdict is Verdict.ACCEPTED, "the next attempt has a sound connection"


@pytest.mark.parametrize("fault", ["dribble after", "dribble in a chunk after"])
def test_a_yes_that_is_still_dribbling_when_we_cut_it_is_uncertain(sendgrid, transport, email, monkeypatch, fault):
    monkeypatch.setattr(pooled_client, "TOTAL_SECONDS", 0.3)
    sendgrid.next_time(fault)
    assert hand_over(transport, email, people(2)).verdict is Verdict.UNCERTAIN


def test_an_odd_header_of_a_whole_yes_is_passed_over_without_a_word(sendgrid, transport, email, caplog):
    sendgrid.next_time("odd header after")
    assert hand_over(transport, email, people(2)).verdict is Verdict.ACCEPTED
    assert not caplog.records


@pytest.mark.parametrize("fault", ["401", "403", "404", "405", "415"])
def test_our_own_fault_stops_the_transport(sendgrid, transport, email, fault):
    sendgrid.next_time(fault)
    outcome = hand_over(transport, email, people(2))
    assert (
        outcome.verdict is Verdict.STOPPED
        and outcome.status == int(fault)
        and "Check" in outcome.reason
        or "Set" in outcome.reason
    )


def test_a_wrong_key_stops_the_transport(sendgrid, email):
    way = SendGridTransport("SG.wrong", host=sendgrid.url)
    assert hand_over(way, email, people(1)).verdict is Verdict.STOPPED
    way.close()


def test_a_limit_says_when_to_look_again(sendgrid, transport, email):
    sendgrid.next_time("429")
    outcome = hand_over(transport, email, people(2))
    assert outcome.verdict is Verdict.LIMITED and outcome.retry_at == datetime.fromtimestamp(1795360000, UTC)
    sendgrid.next_time("429 without a date")
    assert hand_over(transport, email, people(2)).retry_at == NOW + timedelta(seconds=60)


@pytest.mark.parametrize("fault", ["400", "413"])
def test_a_refused_batch_is_halved_until_one_is_left(sendgrid, transport, email, fault):
    sendgrid.next_time(fault)
    assert hand_over(transport, email, people(2)).verdict is Verdict.TOO_MUCH
    sendgrid.next_time(fault)
    alone = hand_over(transport, email, people(1))
    assert alone.verdict is Verdict.REJECTED and alone.rejected == {"m0"} and alone.unnamed


def test_a_named_recipient_is_rejected_and_the_others_are_not(sendgrid, transport, email):
    sendgrid.next_time("named 400", field="personalizations.1.to.0.email")
    outcome = hand_over(transport, email, people(3))
    assert outcome.verdict is Verdict.REJECTED and outcome.rejected == {"m1"} and not outcome.unnamed
    assert "@" not in outcome.reason and sendgrid.delivered == []


def test_a_name_that_fits_nobody_blames_nobody(sendgrid, transport, email):
    sendgrid.next_time("named 400", field="personalizations.9.to")
    assert hand_over(transport, email, people(3)).verdict is Verdict.TOO_MUCH


@pytest.mark.parametrize("field", ["content.1.value", "subject", "headers.List-Id"])
@pytest.mark.parametrize("count", [1, 3])
def test_what_is_wrong_with_the_email_itself_is_nobodys_fault(sendgrid, transport, email, field, count):
    sendgrid.next_time("named 400", field=field)
    outcome = hand_over(transport, email, people(count))
    assert outcome.verdict is Verdict.FAULTY and outcome.rejected == frozenset() and field in outcome.reason


def test_a_refused_sender_is_nobodys_address(sendgrid, transport, email):
    sendgrid.next_time("named 400", field="from.email")
    outcome = hand_over(transport, email, people(1))
    assert outcome.verdict is Verdict.STOPPED and outcome.rejected == frozenset()


def test_an_address_sendgrid_refuses_is_found_by_name(sendgrid, transport, email):
    recipients = [*people(2), Recipient("m9", "nobody@nowhere", VALUES)]
    assert hand_over(transport, email, recipients).rejected == {"m9"}


def test_a_value_that_cannot_be_used_stops_before_anything_leaves(sendgrid, transport, email):
    recipients = [*people(2), Recipient("m8", "a@home.example", {}), Recipient("m9", "not an address", VALUES)]
    outcome = hand_over(transport, email, recipients)
    assert outcome.verdict is Verdict.REJECTED and outcome.rejected == {"m8", "m9"} and sendgrid.paths == []


def test_values_too_long_for_substitutions_are_sent_alone(sendgrid, transport, email):
    assert hand_over(transport, email, people(2, given_name="x" * 4_000)).verdict is Verdict.TOO_MUCH
    assert sendgrid.paths == []
    assert hand_over(transport, email, people(1, given_name="x" * 4_000)).verdict is Verdict.ACCEPTED


def test_a_request_over_20_mb_is_never_sent(sendgrid, transport, email):
    outcome = hand_over(transport, email, people(1, given_name="x" * 5_000_000))
    assert outcome.verdict is Verdict.REJECTED and sendgrid.paths == []


def test_nobody_there_means_nothing_left(email):
    with SendGridEmulator() as gone:
        way = SendGridTransport(gone.key, host=gone.url)
    outcome = hand_over(way, email, people(2))
    assert outcome.verdict is Verdict.REFUSED and outcome.status is None and "Nothing left" in outcome.reason


def test_an_unknown_host_means_nothing_left(email):
    way = SendGridTransport("SG.x", host="https://sendgrid.invalid")
    assert hand_over(way, email, people(1)).verdict is Verdict.REFUSED


def test_a_provider_that_went_away_between_two_attempts_means_nothing_left(email):
    with SendGridEmulator() as sendgrid:
        way = SendGridTransport(sendgrid.key, host=sendgrid.url)
        assert hand_over(way, email, people(1)).verdict is Verdict.ACCEPTED
    assert hand_over(way, email, people(1)).verdict is Verdict.REFUSED
    way.close()


def test_no_proxy_is_asked(monkeypatch, sendgrid, transport, email):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert hand_over(transport, email, people(1)).verdict is Verdict.ACCEPTED


def test_no_log_holds_the_key_an_address_or_a_value(caplog, sendgrid, transport, email):
    caplog.set_level(logging.DEBUG)
    hand_over(transport, email, people(2))
    sendgrid.next_time("500")
    outcome = hand_over(transport, email, people(2))
    said = caplog.text + repr(transport) + repr(outcome) + repr(people(1))
    assert (
        sendgrid.key not in said and "home.example" not in said and "P0" not in said and VALUES["read_url"] not in said
    )


@pytest.mark.parametrize(
    "host",
    ["http://api.sendgrid.com", "ftp://x", "api.sendgrid.com", "https://u:p@x", "https://x/y", "https://x?y", ""],
)
def test_only_a_base_address_over_https_is_spoken_to(host):
    with pytest.raises(ValueError, match=r"https"):
        SendGridTransport("SG.x", host=host)


@pytest.mark.parametrize(
    "host", ["http://127.0.0.1:1", "http://localhost:1/", "http://[::1]:1", "https://api.eu.sendgrid.com"]
)
def test_plain_http_is_for_this_machine(host):
    SendGridTransport("SG.x", host=host).close()


@pytest.mark.parametrize("key", ["", " ", "SG.\n", "SG.é"])
def test_a_key_that_cannot_be_one_is_refused(key):
    with pytest.raises(ValueError, match="SENDGRID_API_KEY"):
        SendGridTransport(key)


@pytest.mark.parametrize("size", [0, 1001])
def test_a_batch_has_sendgrids_limit(size):
    with pytest.raises(ValueError, match="1 to 1000"):
        SendGridTransport("SG.x", batch_size=size)


def test_a_thousand_recipients_fit_in_one_request(sendgrid, email):
    way = SendGridTransport(sendgrid.key, host=sendgrid.url, batch_size=1000)
    assert hand_over(way, email, people(1000)).verdict is Verdict.ACCEPTED
    way.close()
    assert len(sendgrid.delivered) == 1000 and sendgrid.errors == []


def test_it_is_a_transport(transport):
    way: Transport = transport
    assert (way.name, way.batch_size, way.reaches_people, way.carries_health_information) == (
        "sendgrid",
        100,
        True,
        False,
    )

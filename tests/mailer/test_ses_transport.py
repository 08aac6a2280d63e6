import logging
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given, settings

from mailer.filling import fill
from mailer.transports.base import Recipient, Transport, Verdict
from mailer.transports.ses import PATH, SesTransport
from tests.mailer.ses_emulator import SesEmulator
from tests.mailer.small_emails import VALUES, small_email
from tests.mailer.values_in_many_scripts import names

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
KEY, SECRET = "AKIAEMULATED0000", "emulated/Secret+Key"


@pytest.fixture
def ses() -> Iterator[SesEmulator]:
    with SesEmulator() as emulator:
        yield emulator


@pytest.fixture
def transport(ses) -> Iterator[SesTransport]:
    way = ses.transport()
    yield way
    way.close()


def person(message: str = "m0", address: str = "maria@home.example", **values: str) -> Recipient:
    return Recipient(message, address, VALUES | values)


def hand_over(transport: Transport, email, recipient: Recipient | None = None, attempt: str = "a1"):
    return transport.hand_over(email, [recipient or person()], attempt=attempt, now=NOW)


def test_a_person_gets_exactly_what_fill_makes(ses, transport, email):
    outcome = hand_over(transport, email)
    (got,) = ses.delivered
    assert outcome.verdict is Verdict.ACCEPTED and outcome.status == 200 and outcome.provider_id == got["message_id"]
    filled = fill(email, VALUES)
    assert got["to"] == "maria@home.example" and got["subject"] == filled.subject
    assert got["html"].strip().encode() == filled.html.strip()
    assert got["text"].strip().encode() == filled.text.strip()
    assert got["from"] == "Learning Desk <lessons@clinic.example>"
    assert got["headers"]["Reply-To"] == "desk@clinic.example" and got["headers"]["To"] == "maria@home.example"
    assert got["headers"]["List-Unsubscribe"] == f"<{VALUES['unsubscribe_url']}>"
    assert got["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_events_will_tell_the_message_and_the_attempt(ses, transport, email):
    hand_over(transport, email, person("0190-m_7"), "0190-a_9")
    assert ses.delivered[0]["tags"] == {"message": "0190-m_7", "attempt": "0190-a_9"}


@pytest.mark.parametrize(
    "name", ["-x-", "[unsubscribe]", "%name%", "{{name}}", "{{amazonSESUnsubscribeUrl}}", "Zoë", "李小龙", "<b>&"]
)
def test_a_name_arrives_as_it_is_written(ses, transport, email, name):
    hand_over(transport, email, person(given_name=name))
    assert ses.delivered[0]["subject"] == f"{name}, your lesson is ready"
    assert f"Dear {name}," in ses.delivered[0]["text"]


@settings(max_examples=15)
@given(name=names)
def test_any_name_makes_a_message_ses_takes_or_is_refused_by_us(email, one_ses, name):
    ses, transport = one_ses
    ses.delivered.clear()
    outcome = hand_over(transport, email, person(given_name=name))
    assert ses.errors == [] and outcome.verdict in (Verdict.ACCEPTED, Verdict.REJECTED)
    if outcome.verdict is Verdict.ACCEPTED:
        assert ses.delivered[0]["text"].split() == fill(email, VALUES | {"given_name": name}).text.decode().split()


@pytest.fixture(scope="module")
def one_ses() -> Iterator[tuple[SesEmulator, SesTransport]]:
    with SesEmulator() as ses:
        way = ses.transport()
        yield ses, way
        way.close()


def test_nothing_is_tracked_and_nothing_more_is_told(ses, transport, email):
    hand_over(transport, email)
    assert ses.delivered[0]["tracking"] == {"OpenTrackingEnabled": "DISABLED", "ClickTrackingEnabled": "DISABLED"}
    assert set(ses.requests[0]) == {"Destination", "Content", "EmailTags", "ConfigurationOverrides"}


def test_the_configuration_set_is_named_if_there_is_one(ses, email):
    way = ses.transport(configuration_set="Aftervisit_1")
    hand_over(way, email)
    way.close()
    assert ses.delivered[0]["configuration_set"] == "Aftervisit_1"


def test_a_domain_in_other_letters_is_written_as_ses_takes_it(ses, transport, email):
    assert hand_over(transport, email, person(address="maria@bücher.example")).verdict is Verdict.ACCEPTED
    assert ses.delivered[0]["to"] == "maria@xn--bcher-kva.example"


def test_one_email_a_request_is_all_it_takes(transport, email):
    for recipients in ([], [person("m1"), person("m2")]):
        with pytest.raises(ValueError, match="1 recipient"):
            transport.hand_over(email, recipients, attempt="a1", now=NOW)
    with pytest.raises(ValueError, match="attempt"):
        hand_over(transport, email, attempt="a 1")


def test_connections_are_kept(ses, transport, email):
    for attempt in ("a1", "a2", "a3"):
        hand_over(transport, email, attempt=attempt)
    assert ses.connections == 1


@pytest.mark.parametrize("token", ["", "session/token=="])
def test_the_signature_is_that_of_botocore_at_the_time_we_are_given(email, token):
    way = SesTransport(KEY, SECRET, region="eu-west-1", session_token=token)
    ours = way._signer.headers("POST", PATH, b"{}", NOW)
    theirs = AWSRequest(
        "POST", f"https://email.eu-west-1.amazonaws.com{PATH}", {"Content-Type": "application/json"}, b"{}"
    )
    with time_machine.travel(NOW, tick=False):
        SigV4Auth(Credentials(KEY, SECRET, token or None), "ses", "eu-west-1").add_auth(theirs)
    assert ours == dict(theirs.headers)
    way.close()


def test_a_temporary_key_is_signed_with_its_token(email):
    with SesEmulator(token="session/token==") as ses:
        way = ses.transport()
        assert hand_over(way, email).verdict is Verdict.ACCEPTED
        way.close()


def test_a_value_that_cannot_be_used_stops_before_anything_leaves(ses, transport, email):
    for recipient in (
        Recipient("m0", "a@home.example", {}),
        person(address="not an address"),
        person(address="zoë@home.example"),
    ):
        outcome = hand_over(transport, email, recipient)
        assert outcome.verdict is Verdict.REJECTED and outcome.rejected == {"m0"} and "home" not in outcome.reason
    assert ses.paths == []


def test_an_email_that_is_too_large_is_never_sent(monkeypatch, ses, transport, email):
    monkeypatch.setattr("mailer.transports.ses.MOST_REQUEST_BYTES", 1_000)
    outcome = hand_over(transport, email, person())
    assert outcome.verdict is Verdict.REJECTED and outcome.rejected == {"m0"} and ses.paths == []
    assert outcome.unnamed and "over 20 MB" in outcome.reason


def test_nobody_there_means_nothing_left(email):
    with SesEmulator() as gone:
        way = gone.transport()
        assert hand_over(way, email).verdict is Verdict.ACCEPTED
    outcome = hand_over(way, email)
    assert outcome.verdict is Verdict.REFUSED and outcome.status is None and "Nothing left" in outcome.reason
    way.close()


def test_an_unknown_host_means_nothing_left(email):
    way = SesTransport(KEY, SECRET, region="us-east-1", host="https://ses.invalid")
    assert hand_over(way, email).verdict is Verdict.REFUSED


def test_no_proxy_is_asked(monkeypatch, ses, transport, email):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert hand_over(transport, email).verdict is Verdict.ACCEPTED


def test_no_log_holds_the_key_an_address_or_a_value(caplog, email):
    caplog.set_level(logging.DEBUG)
    for name in ("botocore", "botocore.auth", "urllib3"):
        caplog.set_level(logging.DEBUG, logger=name)
    with SesEmulator(token="session/token==") as ses:
        way = ses.transport()
        outcomes = [hand_over(way, email)]
        for fault in ("500", "MessageRejected", "not verified", "InvalidSignatureException"):
            ses.next_time(fault)
            outcomes.append(hand_over(way, email))
        said = caplog.text + repr(way) + repr(way._signer) + repr(outcomes) + repr(person())
        way.close()
    assert "urllib3" in caplog.text, "the log is listened to"
    for secret in (ses.secret, ses.token, ses.key_id, "AWS4", "home.example", "Maria", VALUES["read_url"], '"Raw"'):
        assert secret not in said


@pytest.mark.parametrize(
    "host", ["http://email.us-east-1.amazonaws.com", "ftp://x", "x", "https://u:p@x", "https://x/y", "https://x?y"]
)
def test_only_a_base_address_over_https_is_spoken_to(host):
    with pytest.raises(ValueError, match="https"):
        SesTransport(KEY, SECRET, region="us-east-1", host=host)


def test_the_host_is_that_of_the_region():
    way = SesTransport(KEY, SECRET, region="us-gov-west-1")
    assert way._pool.host == "email.us-gov-west-1.amazonaws.com" and way._pool.scheme == "https"
    way.close()


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"access_key_id": ""}, "AWS_ACCESS_KEY_ID"), ({"access_key_id": "AKIA 1234 5678 9012"}, "AWS_ACCESS_KEY_ID"),
        ({"access_key_id": "ÀKIAEMULATED0000"}, "AWS_ACCESS_KEY_ID"), ({"secret_access_key": ""}, "AWS_SECRET_ACCESS_KEY"),
        ({"secret_access_key": "a\nb"}, "AWS_SECRET_ACCESS_KEY"), ({"session_token": "a b"}, "AWS_SESSION_TOKEN"),
        ({"access_key_id": "ASIAEMULATED0000"}, "AWS_SESSION_TOKEN"), ({"region": ""}, "SES_REGION"),
        ({"region": "us-east-1.evil.example/"}, "SES_REGION"), ({"configuration_set": "a b"}, "SES_CONFIGURATION_SET"),
        ({"configuration_set": "x" * 65}, "SES_CONFIGURATION_SET"),
    ],
)  # fmt: skip
def test_settings_that_cannot_work_are_refused_by_name(changes, named):
    good = {"access_key_id": KEY, "secret_access_key": SECRET, "region": "us-east-1"}
    with pytest.raises(ValueError, match=named) as refused:
        SesTransport(**good | changes)
    assert SECRET not in str(refused.value)


def test_it_is_a_transport(ses, transport, tmp_path):
    way: Transport = transport
    assert (way.name, way.batch_size, way.reaches_people, way.carries_health_information) == ("ses", 1, True, False)
    fit = ses.transport(carries_health_information=True)
    assert fit.carries_health_information
    fit.close()
    named = small_email(tmp_path, sender_name="Desk; Ü, and more")
    assert hand_over(way, named).verdict is Verdict.ACCEPTED
    assert ses.delivered[0]["from"] == '"Desk; Ü, and more" <lessons@clinic.example>'

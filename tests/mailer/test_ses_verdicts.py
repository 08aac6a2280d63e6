import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.transports.base import Recipient, Transport, Verdict
from mailer.transports.pooled_client import Answer
from mailer.transports.ses import PATH, SesTransport
from mailer.transports.ses_verdicts import STOPPED_BY_ERROR, STOPPED_BY_STATUS, verdict_on
from tests.mailer.ses_emulator import BREAKS, PAGES, SesEmulator
from tests.mailer.small_emails import VALUES

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def one() -> Iterator[tuple[SesEmulator, SesTransport]]:
    """Shared: a hundred faults, one server."""
    with SesEmulator() as emulator:
        way = emulator.transport()
        yield emulator, way
        way.close()


@pytest.fixture
def ses(one) -> SesEmulator:
    one[0].paths.clear()
    one[0].named_in = "header"
    return one[0]


@pytest.fixture
def transport(one) -> SesTransport:
    return one[1]


PERSON = Recipient("m0", "maria@home.example", VALUES)


def hand_over(transport: Transport, email):
    return transport.hand_over(email, [PERSON], attempt="a1", now=NOW)


@pytest.mark.parametrize(
    "changes", [{"key_id": "AKIASOMEONEELSE0"}, {"secret": "wrong"}, {"token": "another"}, {"region": "eu-west-1"}]
)
def test_a_key_that_is_not_ours_stops_the_transport(email, changes):
    with SesEmulator() as ses:
        way = ses.transport()
        for name, value in changes.items():
            setattr(ses, name, value)
        outcome = hand_over(way, email)
        way.close()
    assert outcome.verdict is Verdict.STOPPED and "Check" in outcome.reason and ses.delivered == []


@pytest.mark.parametrize("fault", sorted({"201", "202", "302", "307", "400", "408", "409", "418", "500", "502", "503", "504",
                                          "InternalFailure"} | set(PAGES) | BREAKS))  # fmt: skip
def test_whatever_proves_nothing_is_uncertain(ses, email, fault):
    transport = ses.transport(read_seconds=0.3 if fault.startswith("hang") else 5)
    ses.next_time(fault)
    outcome = hand_over(transport, email)
    assert outcome.verdict is Verdict.UNCERTAIN and outcome.rejected == frozenset() and outcome.provider_id == ""
    assert ses.paths == [f"POST {PATH}"], "no retry, no redirect followed"
    assert hand_over(transport, email).verdict is Verdict.ACCEPTED, "the next attempt has a sound connection"
    transport.close()


@pytest.mark.parametrize("named_in", ["header", "body"])
@pytest.mark.parametrize("fault", [*STOPPED_BY_ERROR, "not verified"])
def test_our_own_fault_stops_the_transport(ses, transport, email, fault, named_in):
    ses.named_in = named_in
    ses.next_time(fault)
    outcome = hand_over(transport, email)
    assert outcome.verdict is Verdict.STOPPED and (
        "Check" in outcome.reason or "Set" in outcome.reason or "Allow" in outcome.reason
    )
    assert outcome.rejected == frozenset() and "@" not in outcome.reason and len(outcome.reason) <= 200


@pytest.mark.parametrize("status", [str(status) for status in STOPPED_BY_STATUS])
def test_a_status_without_a_name_stops_the_transport_too(ses, transport, email, status):
    ses.next_time(status)
    outcome = hand_over(transport, email)
    assert outcome.verdict is Verdict.STOPPED and outcome.status == int(status)


@pytest.mark.parametrize("named_in", ["header", "body"])
@pytest.mark.parametrize("fault", ["BadRequestException", "ValidationError", "413"])
def test_what_ses_refuses_for_good_is_rejected(ses, transport, email, fault, named_in):
    ses.named_in = named_in
    ses.next_time(fault)
    outcome = hand_over(transport, email)
    assert outcome.verdict is Verdict.REJECTED and outcome.rejected == {"m0"} and "@" not in outcome.reason
    assert outcome.unnamed, "a request that Amazon takes from nobody would else end every series"


def test_an_email_refused_for_its_content_gives_up_nobody_and_keeps_nobody_back(ses, transport, email):
    ses.next_time("MessageRejected")
    outcome = hand_over(transport, email)
    assert (outcome.verdict, outcome.later, outcome.rejected) == (Verdict.REJECTED, {"m0"}, frozenset())


@pytest.mark.parametrize(
    ("fault", "wait"),
    [("TooManyRequestsException", 60), ("ThrottlingException", 60), ("LimitExceededException", 60), ("429", 7),
     ("daily quota", 3600), ("daily quota by 400", 3600)],
)  # fmt: skip
def test_a_limit_says_when_to_look_again(ses, transport, email, fault, wait):
    ses.next_time(fault)
    outcome = hand_over(transport, email)
    assert outcome.verdict is Verdict.LIMITED and outcome.retry_at == NOW + timedelta(seconds=wait)


@pytest.mark.parametrize(
    ("asked", "wait"), [("0", 1), ("99999", 3600), ("9" * 50, 60), ("soon", 60), ("-5", 60), ("٣", 60)]
)
def test_a_wait_is_kept_within_an_hour(asked, wait):
    outcome = verdict_on(Answer(429, {"retry-after": asked}, b""), PERSON, NOW)
    assert outcome.retry_at == NOW + timedelta(seconds=wait)


def test_a_name_in_an_answer_that_is_no_refusal_means_nothing():
    for status in (200, 302, 500, 503):
        answer = Answer(status, {"x-amzn-errortype": "MessageRejected"}, b"{}")
        assert verdict_on(answer, PERSON, NOW).verdict is Verdict.UNCERTAIN


@pytest.mark.parametrize("status", [201, 202, 204, 302, 400, 500])
def test_an_id_with_another_status_is_no_yes(status):
    outcome = verdict_on(Answer(status, {}, b'{"MessageId": "0100-1"}'), PERSON, NOW)
    assert outcome.verdict is Verdict.UNCERTAIN and outcome.status == status


@settings(max_examples=50)
@given(status=st.integers(100, 599), body=st.binary(max_size=60) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.dictionaries(
        st.sampled_from(["__type", "code", "message", "Message", "MessageId"]) | st.text(max_size=5), inner) | st.lists(inner), max_leaves=8,
).map(lambda found: json.dumps(found).encode()))  # fmt: skip
def test_only_200_with_an_id_is_a_yes_whatever_comes(status, body):
    outcome = verdict_on(Answer(status, {}, body), PERSON, NOW)
    assert (outcome.verdict is Verdict.ACCEPTED) == bool(outcome.provider_id) and (
        not outcome.provider_id or status == 200
    )
    assert (outcome.retry_at is not None) == (outcome.verdict is Verdict.LIMITED)


def test_an_answer_of_brackets_without_end_is_no_answer():
    assert verdict_on(Answer(200, {}, b"[" * 65_000), PERSON, NOW).verdict is Verdict.UNCERTAIN

import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mailer.events import sns as sns_module
from mailer.events.base import NotFromProvider, TooLarge
from mailer.events.sns import LARGEST, Kind, Unreachable, fetched, verified
from tests.mailer.sns_emulator import SnsEmulator, certificate, signing_key

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def sns() -> SnsEmulator:
    return SnsEmulator()


def check(sns: SnsEmulator, body: bytes, **changes):
    return verified(body, **{"topic": sns.topic, "now": NOW, "fetch": sns.fetch, **changes})


def changed(body: bytes, **changes) -> bytes:
    """After signing."""
    told = {**json.loads(body), **changes}
    return json.dumps({name: value for name, value in told.items() if value is not None}).encode()


@pytest.mark.parametrize("subject", [{}, {"Subject": "Amazon SES Email Event Notification"}])
def test_a_notification_of_our_topic_is_let_in(sns, subject):
    body = sns.notification('{"eventType": "Send"}\n"é"', NOW, **subject)
    message = check(sns, body)
    assert (message.kind, message.id, message.at) == (Kind.NOTIFICATION, json.loads(body)["MessageId"], NOW)
    assert message.subscribe_url == ""


def test_the_string_to_sign_is_the_one_aws_shows(monkeypatch):
    signed = {"Type": "Notification", "MessageId": "4d4dc071", "TopicArn": "arn:aws:sns:us-east-2:123456789012:T", "Subject": "My subject",
              "Message": "My Test Message", "Timestamp": "2019-01-31T04:37:04.321Z", "SigningCertURL": SnsEmulator().certificate_url}  # fmt: skip
    seen: list[bytes] = []

    class Key:
        def verify(self, signature: bytes, text: bytes, *_: object) -> None:
            seen.append(text)

    monkeypatch.setattr(sns_module, "_key", lambda *_: Key())
    sns_module._check_signature(signed, Kind.NOTIFICATION, fetched, NOW)
    assert seen == [
        b"Message\nMy Test Message\nMessageId\n4d4dc071\nSubject\nMy subject\nTimestamp\n2019-01-31T04:37:04.321Z\n"
        b"TopicArn\narn:aws:sns:us-east-2:123456789012:T\nType\nNotification\n"
    ]


def test_a_question_whether_we_want_the_topic_says_where_to_answer(sns):
    body = sns.subscription(NOW)
    message = check(sns, body)
    assert message.kind is Kind.SUBSCRIPTION and message.subscribe_url == json.loads(body)["SubscribeURL"]
    assert "Token" not in repr(message)


def test_an_end_of_the_topic_is_told_and_not_undone(sns):
    message = check(sns, sns.confirmation("UnsubscribeConfirmation", NOW))
    assert message.kind is Kind.UNSUBSCRIBED and message.subscribe_url == ""


@pytest.mark.parametrize(
    "field",
    ["Message", "MessageId", "Timestamp", "Signature", "SigningCertURL", "SignatureVersion", "TopicArn", "Type"],
)
def test_a_message_that_lacks_something_is_not_let_in(sns, field):
    with pytest.raises(NotFromProvider):
        check(sns, changed(sns.notification("x", NOW), **{field: None}))


@pytest.mark.parametrize(
    "changes",
    [{"Message": "y"}, {"MessageId": "other"}, {"Subject": "added"}, {"Timestamp": "2026-11-22T15:00:01.000Z"}, {"Type": "SubscriptionConfirmation"},
     {"Signature": "AAAA"}, {"Signature": "not base64"}, {"SignatureVersion": "1"}, {"SignatureVersion": 2}, {"Message": "\ud800"}],
)  # fmt: skip
def test_a_message_changed_on_its_way_is_not_let_in(sns, changes):
    with pytest.raises(NotFromProvider):
        check(sns, changed(sns.notification("x", NOW), **changes))


@pytest.mark.parametrize("field", ["Token", "SubscribeURL"])
def test_a_confirmation_changed_on_its_way_is_not_let_in(sns, field):
    body = sns.subscription(NOW)
    for value in (None, json.loads(body)[field] + "0"):
        with pytest.raises(NotFromProvider):
            check(sns, changed(body, **{field: value}))


def test_another_topic_is_not_let_in_and_nothing_is_fetched_for_it(sns):
    stranger = SnsEmulator("arn:aws:sns:us-east-1:999999999999:theirs")
    for topic in (sns.topic, "", sns.topic + "2"):
        with pytest.raises(NotFromProvider):
            verified(stranger.notification("x", NOW), topic=topic, now=NOW, fetch=stranger.fetch)
    with pytest.raises(NotFromProvider):
        check(sns, sns.notification("x", NOW, TopicArn=""), topic="")
    assert stranger.asked == sns.asked == []


@pytest.mark.parametrize("age", [timedelta(), HOUR, 75 * MINUTE, -15 * MINUTE])
def test_a_message_is_taken_as_long_as_sns_tries(sns, age):
    assert check(sns, sns.notification("x", NOW - age)).at == NOW - age


@pytest.mark.parametrize("age", [76 * MINUTE, 24 * HOUR, -16 * MINUTE])
def test_an_old_message_is_not_let_in_again(sns, age):
    with pytest.raises(NotFromProvider):
        check(sns, sns.notification("x", NOW - age))


@pytest.mark.parametrize("stamp", ["", "now", "2026-11-22T15:00:00", 7])
def test_a_message_without_a_time_is_not_let_in(sns, stamp):
    with pytest.raises(NotFromProvider):
        check(sns, sns.notification("x", NOW, Timestamp=stamp))


NAME = "/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem"


@pytest.mark.parametrize(
    "url",
    [
        f"http://sns.us-east-1.amazonaws.com{NAME}", f"https://sns.us-east-1.amazonaws.com.evil.example{NAME}",
        f"https://evil.example/?x=sns.us-east-1.amazonaws.com{NAME}", f"https://sns.us-east-1.amazonaws.com@evil.example{NAME}",
        f"https://sns.us-east-1.amazonaws.com:444{NAME}", f"https://s3.us-east-1.amazonaws.com{NAME}", f"https://sns.evil.amazonaws.com{NAME}",
        "https://sns.us-east-1.amazonaws.com/other.pem", f"https://sns.us-east-1.amazonaws.com/x{NAME}", f"https://sns.us-east-1.amazonaws.com{NAME}?x",
        f"https://sns.us-east-1.amazonaws.com{NAME}\n", f"HTTPS://SNS.us-east-1.amazonaws.com{NAME}", "",
    ],
)  # fmt: skip
def test_a_certificate_from_elsewhere_is_not_even_fetched(sns, url):
    with pytest.raises(NotFromProvider):
        check(sns, changed(sns.notification("x", NOW), SigningCertURL=url))
    assert sns.asked == []


def test_the_certificate_is_fetched_once(sns):
    for _ in range(3):
        check(sns, sns.notification("x", NOW))
    assert sns.asked == [sns.certificate_url]


@pytest.mark.parametrize(("first", "last"), [(-2 * HOUR, -HOUR), (HOUR, 2 * HOUR)])
def test_a_certificate_out_of_its_time_proves_nothing(sns, first, last):
    sns.certificate = certificate(first=NOW + first, last=NOW + last)
    with pytest.raises(NotFromProvider):
        check(sns, sns.notification("x", NOW))


def test_a_certificate_with_a_small_key_proves_nothing(sns):
    small = signing_key(1024)
    sns.certificate = certificate(small, first=NOW - HOUR, last=NOW + HOUR)
    with pytest.raises(NotFromProvider):
        check(sns, sns.signed(sns.fields("Notification", "x", NOW), small))


def test_a_certificate_with_another_kind_of_key_proves_nothing(sns):
    sns.certificate = certificate(ec.generate_private_key(ec.SECP256R1()), first=NOW - HOUR, last=NOW + HOUR)
    with pytest.raises(NotFromProvider):
        check(sns, sns.notification("x", NOW))


@pytest.mark.parametrize("pem", [b"", b"<html>", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_a_page_that_is_no_certificate_proves_nothing(sns, pem):
    sns.certificate = pem
    with pytest.raises(NotFromProvider):
        check(sns, sns.notification("x", NOW))


def test_a_certificate_that_cannot_be_had_now_is_asked_for_again(sns):
    def gone(url: str) -> bytes:
        raise Unreachable("Timeout")

    body = sns.notification("x", NOW)
    with pytest.raises(Unreachable):
        check(sns, body, fetch=gone)
    assert check(sns, body).id


TOPIC = SnsEmulator().topic


@pytest.mark.parametrize(
    "url",
    ["https://evil.example/", f"https://sns.us-east-1.amazon\naws.com/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token=t", f"http://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token=t",
     f"https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&TopicArn={TOPIC}&Token=t", f"https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn={TOPIC}2&Token=t",
     f"https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token=u", f"https://sns.us-east-1.amazonaws.com/x?Action=ConfirmSubscription&TopicArn={TOPIC}&Token=t",
     f"https://sns.us-east-1.amazonaws.com\n.evil.example/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token=t", f"https://a@sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token=t"],
)  # fmt: skip
def test_an_answer_that_leads_elsewhere_is_not_given(sns, url):
    with pytest.raises(NotFromProvider):
        check(sns, sns.subscription(NOW, Token="t", SubscribeURL=url))


def test_a_topic_written_with_percent_signs_is_the_same_topic(sns):
    topic = sns.topic.replace(":", "%3A")
    url = f"{sns.host}/?Action=ConfirmSubscription&TopicArn={topic}&Token=t"
    assert check(sns, sns.subscription(NOW, Token="t", SubscribeURL=url)).subscribe_url == url


def test_a_body_larger_than_any_of_sns_is_not_read(sns):
    with pytest.raises(TooLarge):
        check(sns, b" " * (LARGEST + 1))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["Type", "TopicArn", "Message"]) | st.text(max_size=3), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=40)
@given(raw=st.binary(max_size=60) | st.just(b"[" * 50_000) | JSON.map(lambda found: json.dumps(found).encode()))
def test_whatever_comes_is_refused_in_one_way(raw):
    with pytest.raises(NotFromProvider):
        check(SnsEmulator(), raw)


@settings(max_examples=40)
@given(
    name=st.sampled_from(
        ["Type", "MessageId", "Message", "Timestamp", "Signature", "SigningCertURL", "SignatureVersion"]
    ),
    value=JSON,
)
def test_whatever_stands_in_a_field_is_refused_in_one_way(name, value):
    sns = SnsEmulator()
    body = sns.notification("x", NOW)
    assume(value != json.loads(body)[name])
    with pytest.raises(NotFromProvider):
        check(sns, changed(body, **{name: value}))

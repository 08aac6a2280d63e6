import contextlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.events.base import Happened, NotFromProvider
from mailer.events.ses import ses_events
from mailer.events.sns import verified
from mailer.transports.base import Recipient
from tests.mailer.ses_emulator import SesEmulator
from tests.mailer.ses_rules import event
from tests.mailer.small_emails import VALUES
from tests.mailer.sns_emulator import SnsEmulator

AT = datetime(2026, 11, 22, 15, 0, 0, 125_000, tzinfo=UTC)
GOT: dict[str, Any] = {
    "to": "maria@home.example", "from": "Desk <lessons@clinic.example>", "message_id": "0100-1", "configuration_set": "Aftervisit",
    "tags": {"message": "m-1", "attempt": "a_1"},
}  # fmt: skip


def body(record: object, **envelope: Any) -> bytes:
    message = record if isinstance(record, str) else json.dumps(record)
    usual = {"Type": "Notification", "MessageId": "n-1", "Message": message, "Timestamp": "2026-11-22T16:00:00.000Z"}
    return json.dumps(usual | envelope).encode()


def told(kind: str, **part: Any):
    return ses_events(body(event(GOT, kind, AT, **part)))


@pytest.mark.parametrize(
    ("kind", "part", "happened", "code"),
    [
        ("Send", {}, Happened.TAKEN, ""),
        ("DeliveryDelay", {}, Happened.DEFERRED, "4.2.2"),
        ("Delivery", {}, Happened.DELIVERED, "2.6.0"),
        ("Bounce", {}, Happened.HARD_BOUNCE, "5.1.1"),
        ("Bounce", {"bounceSubType": "NoEmail"}, Happened.HARD_BOUNCE, "5.1.1"),
        ("Bounce", {"bounceSubType": "Suppressed"}, Happened.DROPPED, "5.1.1"),
        ("Bounce", {"bounceSubType": "OnAccountSuppressionList"}, Happened.DROPPED, "5.1.1"),
        ("Bounce", {"bounceType": "Transient", "bounceSubType": "MailboxFull"}, Happened.SOFT_BOUNCE, "5.1.1"),
        ("Bounce", {"bounceType": "Transient", "bounceSubType": "Suppressed"}, Happened.SOFT_BOUNCE, "5.1.1"),
        ("Bounce", {"bounceType": "Undetermined", "bounceSubType": "Undetermined"}, Happened.SOFT_BOUNCE, "5.1.1"),
        ("Complaint", {}, Happened.COMPLAINT, ""),
        ("Complaint", {"complaintFeedbackType": None}, Happened.COMPLAINT, ""),
        ("Complaint", {"complaintSubType": "OnAccountSuppressionList"}, Happened.DROPPED, ""),
        ("Reject", {}, Happened.NOT_SENT, ""),
        ("Rendering Failure", {}, Happened.NOT_SENT, ""),
        ("Subscription", {}, Happened.UNSUBSCRIBED, ""),
    ],
)
def test_what_ses_says_becomes_our_words(kind, part, happened, code):
    (one,) = told(kind, **part)
    assert (one.happened, one.code) == (happened, code)
    assert (one.id, one.message, one.attempt, one.address) == ("n-1", "m-1", "a_1", "maria@home.example")
    assert "home.example" not in repr(one)


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("Open", {}),
        ("Click", {}),
        ("Complaint", {"complaintFeedbackType": "not-spam"}),
        ("Complaint", {"complaintFeedbackType": "auth-failure"}),
        ("Subscription", {"newTopicPreferences": {"unsubscribeAll": False}}),
        ("Subscription", {"newTopicPreferences": {"unsubscribeAll": "no"}}),
        ("Subscription", {"newTopicPreferences": None}),
    ],
)
def test_what_is_not_ours_to_know_is_not_kept(kind, part):
    assert told(kind, **part) == []


def test_the_time_is_that_of_the_event():
    assert told("Delivery")[0].at == AT
    assert told("Send")[0].at == AT - timedelta(seconds=9), "a Send has only that of the email"
    (one,) = told("Bounce", timestamp="2026-11-22T17:00:00+02:00")
    assert one.at == datetime(2026, 11, 22, 15, 0, tzinfo=UTC) and one.at.tzinfo is UTC


@pytest.mark.parametrize("odd", [None, 7, "", "yesterday", "2026-11-22T15:00:00", "0001-01-01T00:00:00+14:00"])
def test_a_bounce_is_not_lost_for_an_odd_time(odd):
    record = event(GOT, "Bounce", AT, timestamp=odd)
    assert ses_events(body(record))[0].at == AT - timedelta(seconds=9)
    record["mail"]["timestamp"] = odd
    assert ses_events(body(record))[0].at == datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
    assert ses_events(body(record, Timestamp=odd)) == []


def test_several_recipients_have_an_event_each():
    people = [
        {"emailAddress": "Ana <ana@home.example>", "diagnosticCode": "smtp; 550 5.2.1 off"},
        7,
        {"emailAddress": "bo@home.example"},
    ]
    events = told("Bounce", bouncedRecipients=people)
    assert [(one.id, one.address, one.code) for one in events] == [
        ("n-1/0", "ana@home.example", "5.2.1"), ("n-1/1", "", ""), ("n-1/2", "bo@home.example", ""),
    ]  # fmt: skip


def test_the_older_kind_has_no_tags_and_is_known_by_its_address():
    record = event(GOT, "Bounce", AT)
    record["notificationType"] = record.pop("eventType")
    del record["mail"]["tags"]
    (one,) = ses_events(body(record))
    assert (one.happened, one.message, one.attempt, one.address) == (Happened.HARD_BOUNCE, "", "", "maria@home.example")


@pytest.mark.parametrize("odd", ["a b", "", "x" * 101, "m@home.example", 7, None, {}])
def test_ids_that_cannot_be_ours_are_left_out(odd):
    record = event(GOT | {"tags": {"message": odd, "attempt": odd}}, "Delivery", AT)
    (one,) = ses_events(body(record))
    assert (one.message, one.attempt) == ("", "")


@pytest.mark.parametrize(
    "odd", ["maria", "a b@home.example", "a@b@c", "ma\ud800ria@home.example", "x" * 2_000 + "@home.example", 7, None]
)
def test_an_address_that_is_none_is_left_out(odd):
    record = event(GOT, "Delivery", AT, recipients=[odd])
    assert [one.address for one in ses_events(body(record))] == [""]
    del record["mail"]["tags"]
    assert ses_events(body(record)) == [], "nothing says whose it is"


@pytest.mark.parametrize(
    "message", ["Successfully validated SNS topic for Amazon SES event publishing.", "[]", "7", "", "[" * 50_000]
)
def test_a_notification_of_something_else_holds_no_events(message):
    assert ses_events(body(message)) == []


@pytest.mark.parametrize("raw", [b"", b"[]", b"\xff", b"{}", b"[" * 50_000, body({}, Type="SubscriptionConfirmation"),
                                 body({}, MessageId=""), body({}, MessageId=7), body({}, MessageId="x" * 91)])  # fmt: skip
def test_what_is_no_notification_is_said_to_be_none(raw):
    with pytest.raises(ValueError, match="JSON|notification"):
        ses_events(raw)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["bounce", "mail", "tags", "message", "timestamp", "bouncedRecipients", "emailAddress", "status"]) | st.text(max_size=3),
        inner, max_size=4), max_leaves=12,
)  # fmt: skip


@settings(max_examples=50)
@given(
    record=JSON,
    kind=st.sampled_from(["Send", "Bounce", "Complaint", "Delivery", "DeliveryDelay", "Subscription"]) | JSON,
    part=JSON,
    mail=JSON,
)
def test_whatever_json_comes_nothing_breaks(record, kind, part, mail):
    name = {"DeliveryDelay": "deliveryDelay"}.get(kind, kind.lower()) if isinstance(kind, str) else "bounce"
    shaped = {"eventType": kind, name: part, "mail": mail}
    for one in [
        *ses_events(body(record)),
        *ses_events(body(shaped)),
        *ses_events(body({**shaped, "mail": {"tags": mail}})),
    ]:
        assert len(one.id) <= 100 and one.at.tzinfo is UTC and one.address.isascii() and (one.address or one.message)


@settings(max_examples=50)
@given(raw=st.binary(max_size=80) | JSON.map(lambda found: json.dumps(found).encode()))
def test_whatever_bytes_come_only_value_error_is_raised(raw):
    with contextlib.suppress(ValueError):
        ses_events(raw)


def test_an_email_is_followed_from_its_hand_over_to_its_bounce(email):
    with SesEmulator() as ses:
        way = ses.transport(configuration_set="Aftervisit")
        recipient = Recipient("0190-7", "maria@home.example", VALUES)
        outcome = way.hand_over(email, [recipient], attempt="0190-9", now=AT)
        way.close()
        posted = ses.notification(ses.delivered[0], "Bounce", at=AT)
    message = verified(posted, topic=ses.sns.topic, now=AT, fetch=ses.sns.fetch)
    (one,) = ses_events(posted)
    assert (one.id, one.message, one.attempt) == (message.id, "0190-7", "0190-9") and outcome.provider_id
    with pytest.raises(NotFromProvider):
        verified(posted, topic=SnsEmulator().topic + "2", now=AT, fetch=ses.sns.fetch)

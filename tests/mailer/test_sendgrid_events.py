import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.events.base import Happened, ProviderEvent
from mailer.events.sendgrid import MOST_EVENTS, sendgrid_events
from tests.mailer.event_signing import ATTEMPT, MESSAGE, batch, event

AT = datetime.fromtimestamp(1792000000, UTC)


def only(**changes) -> ProviderEvent:
    """The one event in a batch of one."""
    told = sendgrid_events(batch(event(**{"kind": "delivered", **changes})))
    assert told.skipped == 0
    (kept,) = told.events
    return kept


def skipped(*events: object) -> int:
    told = sendgrid_events(batch(*events))
    assert told.events == []
    return told.skipped


def test_an_event_keeps_ids_moment_address_and_code_and_nothing_else():
    assert only(kind="bounce", type="bounce", status="5.1.1", reason="550 5.1.1 <ana@home.example> is unknown") == (
        ProviderEvent(
            "rbtnWrG1DVDGGGFHFyun0A==", Happened.HARD_BOUNCE, AT, MESSAGE, ATTEMPT, "ana@home.example", "5.1.1"
        )
    )


@pytest.mark.parametrize(
    ("told", "happened"),
    [
        ({"kind": "processed"}, Happened.TAKEN),
        ({"kind": "Processed"}, Happened.TAKEN),
        ({"kind": "deferred"}, Happened.DEFERRED),
        ({"kind": "delivered"}, Happened.DELIVERED),
        ({"kind": "bounce", "type": "bounce"}, Happened.HARD_BOUNCE),
        ({"kind": "bounce"}, Happened.HARD_BOUNCE),
        ({"kind": "bounce", "type": ""}, Happened.HARD_BOUNCE),
        ({"kind": "bounce", "type": "blocked"}, Happened.SOFT_BOUNCE),
        ({"kind": "bounce", "type": "expired"}, Happened.SOFT_BOUNCE),
        ({"kind": "bounce", "type": ["bounce"]}, Happened.SOFT_BOUNCE),
        ({"kind": "spamreport"}, Happened.COMPLAINT),
        ({"kind": "unsubscribe"}, Happened.UNSUBSCRIBED),
        ({"kind": "group_unsubscribe", "asm_group_id": 10}, Happened.GROUP_UNSUBSCRIBED),
        ({"kind": "dropped", "reason": "Bounced Address"}, Happened.DROPPED),
        ({"kind": "dropped", "reason": "Unsubscribed Address"}, Happened.DROPPED),
        ({"kind": "dropped", "reason": "Spam Reporting Address"}, Happened.DROPPED),
        ({"kind": "dropped", "reason": "Invalid"}, Happened.DROPPED),
        ({"kind": "dropped", "reason": "something new"}, Happened.DROPPED),
        ({"kind": "dropped", "reason": 7}, Happened.DROPPED),
        ({"kind": "dropped"}, Happened.DROPPED),
        ({"kind": "dropped", "reason": "Recipient List over Package Quota"}, Happened.NOT_SENT),
        ({"kind": "dropped", "reason": "Spam Content"}, Happened.NOT_SENT),
        ({"kind": "dropped", "reason": "Invalid SMTPAPI header"}, Happened.NOT_SENT),
    ],
)
def test_each_of_its_words_has_one_of_ours(told, happened):
    assert only(**told).happened == happened


@pytest.mark.parametrize("kind", ["group_resubscribe", "account_status_change", "compliance_suspend", "new"])
def test_what_we_do_not_keep_is_neither_an_event_nor_a_fault(kind):
    told = sendgrid_events(batch(event(kind)))
    assert told.events == [] and told.skipped == 0


@pytest.mark.parametrize(
    ("told", "machine"),
    [
        ({"useragent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)"}, False),
        ({"useragent": "Mozilla/5.0 (via ggpht.com GoogleImageProxy)"}, False),
        ({"useragent": "Barracuda Sentinel (EE)"}, True),
        ({"useragent": "python-requests/2.32"}, True),
        ({"useragent": "Mozilla/5.0", "sg_machine_open": True}, True),
        ({"useragent": ["bot"], "sg_machine_open": "false"}, False),
        ({}, False),
    ],
    ids=["phone", "picture proxy", "gateway", "script", "Apple's proxy", "odd", "silent"],
)
def test_an_open_keeps_its_moment_and_whether_a_machine_said_so(told, machine):
    opened = only(kind="open", ip="192.0.2.7", **told)
    assert (opened.happened, opened.at, opened.machine) == (Happened.OPENED, AT, machine)
    assert opened.address == "" and "192.0.2.7" not in repr(opened)


def test_a_click_tells_links_apart_and_keeps_none():
    first, again, other = (only(kind="click", url=f"https://home.example/{path}") for path in ("a", "a", "b"))
    assert first.happened == Happened.CLICKED and first.link == again.link != other.link
    assert len(first.link) == 16 and "home.example" not in repr(first)


def test_an_asynchronous_bounce_carries_the_address_only():
    late = only(kind="bounce", message=None, attempt_id=None, sg_message_id="", reason="mailbox gone", status="5.0.0")
    assert (late.message, late.attempt, late.address) == ("", "", "ana@home.example")


@pytest.mark.parametrize("place", ["custom_args", "unique_args"])
def test_our_ids_are_also_found_where_older_interfaces_put_them(place):
    nested = only(message=None, attempt_id=None, **{place: {"message": MESSAGE, "attempt_id": ATTEMPT}})
    assert (nested.message, nested.attempt) == (MESSAGE, ATTEMPT)


@pytest.mark.parametrize(
    "odd", ["", "a b", "ana@home.example", "x" * 101, 7, None, ["m"], {"m": 1}, "\ud800", "é", "1\n"]
)
def test_an_id_we_never_gave_counts_as_none(odd):
    told = only(message=odd, attempt_id=odd)
    assert (told.message, told.attempt) == ("", "")


def test_the_count_of_tries_in_a_deferred_event_is_not_taken_for_our_attempt():
    """SendGrid's own field of this name wins over a custom argument."""
    told = only(kind="deferred", attempt="5", response="451 4.3.2 try again later")
    assert (told.message, told.attempt, told.code) == (MESSAGE, ATTEMPT, "4.3.2")


@pytest.mark.parametrize("written", [1792000000, "1792000000"])
def test_the_moment_is_utc_whether_it_comes_as_a_number_or_as_text(written):
    assert only(timestamp=written).at == AT and only(timestamp=written).at.tzinfo is UTC


@pytest.mark.parametrize(
    "odd", [None, "", "soon", 0, -1, 1, 10**10, 10**30, 1792000000.5, 1e300, True, [], {}, "1792000000\n", "١٧٩٢٠٠٠٠٠٠"]
)
def test_an_event_without_a_sensible_moment_is_skipped(odd):
    assert skipped(event("delivered", timestamp=odd)) == 1


@pytest.mark.parametrize("odd", [None, "", "x" * 101, "two words", "line\n", "ü", 7, {}, "\x00", "\ud800"])
def test_an_event_without_an_id_gets_the_same_one_each_time(odd):
    told = [only(sg_event_id=odd).id for _ in range(2)]
    assert told[0] == told[1] and told[0].startswith("sha256:") and len(told[0]) <= 100
    assert told[0] != only(sg_event_id=odd, kind="processed").id


def test_the_order_of_its_fields_does_not_change_the_id_we_make():
    fields = event("delivered", sg_event_id=None)
    turned = dict(reversed(fields.items()))
    assert sendgrid_events(batch(fields)).events == sendgrid_events(batch(turned)).events


def test_an_id_may_be_a_hundred_characters_long():
    assert only(sg_event_id="x" * 100).id == "x" * 100


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"status": "5.0.0", "reason": "550 5.1.1 unknown"}, "5.0.0"),
        ({"reason": "550 5.1.1 unknown"}, "5.1.1"),
        ({"status": "", "reason": 5, "response": "250 2.0.0 OK"}, "2.0.0"),
        ({"response": "250 OK"}, ""),
        ({"status": ["5.1.1"]}, ""),
    ],
)
def test_the_status_code_is_kept_and_the_words_around_it_are_not(fields, code):
    assert only(**fields).code == code


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" ana@home.example ", "ana@home.example"),
        ("a" * 240 + "@home.example", "a" * 240 + "@home.example"),
        ("a" * 242 + "@home.example", ""),
        ("ana@home.example\x00", ""),
        ("ana\ud800@home.example", ""),
        (7, ""),
        (["ana@home.example"], ""),
    ],
)
def test_an_address_is_kept_if_it_can_be_one(written, kept):
    assert only(email=written).address == kept


def test_an_event_of_nobody_is_skipped():
    assert skipped(event("delivered", message=None, attempt_id=None, email=None)) == 1


def test_what_makes_no_sense_is_counted_and_the_rest_is_kept():
    told = sendgrid_events(
        batch(7, None, "delivered", [], {}, {"event": 7}, event("delivered"), event("delivered", timestamp=0))
    )
    assert [one.happened for one in told.events] == [Happened.DELIVERED] and told.skipped == 7


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"null", b"7", b'"[]"', b"[", b"[{]", b"\xff\xfe", b"[1,]", b"<html>", b"[" * 100_000]
)
def test_what_is_no_list_is_refused(body):
    with pytest.raises(ValueError):
        sendgrid_events(body)


def test_an_empty_list_is_no_fault():
    assert sendgrid_events(b"[]").events == [] and sendgrid_events(b"[]").skipped == 0


def test_a_batch_of_more_events_than_sendgrid_makes_is_refused():
    assert len(sendgrid_events(b"[" + b",".join([b"0"] * MOST_EVENTS) + b"]").events) == 0
    with pytest.raises(ValueError):
        sendgrid_events(b"[" + b",".join([b"0"] * (MOST_EVENTS + 1)) + b"]")


@pytest.mark.parametrize(
    "odd", [b"NaN", b"-Infinity", b"1" * 5_000, b"-" + b"9" * 100_000, b"1e400", b"[" * 400 + b"]" * 400]
)
def test_one_odd_value_costs_no_other_event(odd):
    good = json.dumps(event("delivered")).encode()
    strange = b'{"event":"delivered","email":"ana@home.example","timestamp":%s,"more":%s}' % (odd, odd)
    told = sendgrid_events(b"[" + strange + b"," + good + b"]")
    assert [one.message for one in told.events] == [MESSAGE] and told.skipped == 1


def test_nesting_as_deep_as_python_just_reads_costs_its_own_event_only():
    """Whichever runs out of stack first: reading it, or writing it down for its id."""
    good = json.dumps(event("delivered"))
    for depth in range(850, 1000):
        deep = json.dumps(event("delivered", sg_event_id=None))[:-1] + ', "more": ' + "[" * depth + "]" * depth + "}"
        with suppress(ValueError):
            assert len(sendgrid_events(f"[{deep}, {good}]".encode()).events) in (1, 2)


def test_an_address_does_not_show_when_an_event_is_printed():
    assert "ana@" not in repr(only()) + str(sendgrid_events(batch(event("delivered"))))


words = st.text(st.characters(), max_size=20) | st.sampled_from(["bounce", "5.1.1", MESSAGE, "\ud800", "\x00"])
scalars = st.none() | st.booleans() | st.integers() | st.floats() | words
anything = scalars | st.lists(scalars, max_size=3) | st.dictionaries(words, scalars, max_size=3)
kinds = st.sampled_from(["processed", "deferred", "delivered", "bounce", "dropped", "spamreport", "open"])
others = ("email", "sg_event_id", "type", "reason", "status", "message", "attempt_id", "custom_args", "unique_args")
strange_event = st.fixed_dictionaries(
    {"event": kinds | words, "timestamp": st.just(1792000000) | scalars}, optional=dict.fromkeys(others, anything)
)


@settings(max_examples=80)
@given(st.lists(strange_event | anything, max_size=3))
def test_any_list_is_read_without_a_fault(items):
    told = sendgrid_events(json.dumps(items).encode())
    assert len(told.events) + told.skipped <= len(items)
    for one in told.events:
        assert 0 < len(one.id) <= 100 and one.id.isascii() and one.at.tzinfo is UTC
        assert one.message or one.address
        one.address.encode()


@given(st.binary(max_size=200) | anything.map(json.dumps).map(str.encode))
def test_any_body_is_read_or_refused(body):
    with suppress(ValueError):
        sendgrid_events(body)

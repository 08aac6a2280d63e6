import logging
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.mime import mime
from mailer.transports import smtp
from mailer.transports.base import LONGEST_HAND_OVER, Recipient, Transport, Verdict
from mailer.transports.smtp import SmtpTransport, as_data
from mailer.transports.smtp_session import Patience
from tests.mailer.small_emails import VALUES
from tests.mailer.smtp_sinks import FaultyServer, HonestServer, certificate
from tests.mailer.values_in_many_scripts import AWKWARD

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
SHORT = Patience(connect=5, reply=0.2, batch=5, answer=0.2)
LOGIN = ("clinic@relay.example", "p:a/s?s#w%rd@é")
ACCOUNT = ":".join(quote(part, safe="") for part in LOGIN)


@pytest.fixture
def server():
    with FaultyServer() as faulty:
        yield faulty


@pytest.fixture
def transport_to():
    """Transports that are closed at the end."""
    made = []

    def to(url, **settings):
        made.append(SmtpTransport(url, **settings))
        return made[-1]

    yield to
    for transport in made:
        transport.close()


@pytest.fixture
def transport(server, transport_to):
    return transport_to(server.url)


@pytest.fixture(scope="module")
def tls(tmp_path_factory):
    """A relay's own certificate, and the file to trust it by."""
    return certificate(tmp_path_factory.mktemp("tls"), "127.0.0.1", "localhost")


def people(count: int, **values: str) -> list[Recipient]:
    return [Recipient(f"m{n}", f"p{n}@home.example", VALUES | {"given_name": f"P{n}"} | values) for n in range(count)]


def hand_over(transport: Transport, email, recipients, attempt: str = "a1"):
    return transport.hand_over(email, recipients, attempt=attempt, now=NOW)


def written(email, recipient: Recipient, attempt: str = "a1") -> bytes:
    return mime(email, recipient.values, to=recipient.address, message_id=f"<{recipient.message}@clinic.example>", date=NOW,
                extra_headers=[("X-Attempt", attempt)])  # fmt: skip


def names(outcome) -> tuple[set[str], set[str], set[str], set[str]]:
    return set(outcome.accepted), set(outcome.rejected), set(outcome.later), set(outcome.uncertain)


# What arrives


def test_each_person_gets_an_envelope_and_exactly_the_bytes_that_mime_makes(transport_to, email):
    recipients = people(3)
    with HonestServer() as server:
        outcome = hand_over(transport_to(f"smtp://127.0.0.1:{server.port}?tls=off"), email, recipients)
    assert outcome.verdict is Verdict.ACCEPTED and outcome.accepted == {"m0", "m1", "m2"} and outcome.status == 250
    assert [(got.sender, got.recipients) for got in server.got] == [
        ("lessons@clinic.example", [r.address]) for r in recipients
    ]
    assert [got.raw for got in server.got] == [written(email, recipient) for recipient in recipients]


def test_names_as_people_and_mischief_write_them_arrive_as_written(transport_to, email):
    names_ = [
        value
        for value in ["-x-", "[unsubscribe]", "%name%", "{{name}}", ".", *AWKWARD]
        if not {"\r", "\n", "\0"} & set(value)
    ]
    recipients = [
        Recipient(f"m{n}", f"p{n}@home.example", VALUES | {"given_name": name}) for n, name in enumerate(names_)
    ]
    with HonestServer() as server:
        outcome = hand_over(transport_to(f"smtp://127.0.0.1:{server.port}?tls=off", batch_size=100), email, recipients)
    assert outcome.verdict is Verdict.ACCEPTED
    assert [got.raw for got in server.got] == [written(email, recipient) for recipient in recipients]


def test_lines_that_start_with_a_dot_arrive_with_it(monkeypatch, transport_to, email):
    raw = b".\r\n..\r\nSubject: .\r\n\r\n.\r\n.\r\n..hidden\r\n. .\r\nend.\r\n.\r\n"
    monkeypatch.setattr(smtp, "mime", lambda *_, **__: raw)
    with HonestServer() as server:
        hand_over(transport_to(f"smtp://127.0.0.1:{server.port}?tls=off"), email, people(1))
    assert [got.raw for got in server.got] == [raw]


@given(
    st.lists(
        st.text(st.sampled_from(". =ax"), max_size=4) | st.text(st.characters(min_codepoint=32, max_codepoint=126))
    )
)
def test_any_lines_survive_dot_stuffing(lines):
    sent = as_data("".join(f"{line}\r\n" for line in lines).encode()).decode().split("\r\n")
    assert sent[-2:] == [".", ""] and sent.index(".") == len(sent) - 2, "the first lone dot is the end"
    assert [line.removeprefix(".") for line in sent[:-2]] == (lines or [""])


def test_a_message_without_a_last_line_end_gets_one():
    assert as_data(b"a") == b"a\r\n.\r\n" and as_data(b".") == b"..\r\n.\r\n"


def test_two_patients_may_share_an_address(server, transport, email):
    shared = [Recipient(m, "family@home.example", VALUES) for m in ("m1", "m2")]
    assert hand_over(transport, email, shared).accepted == {"m1", "m2"}
    assert [got.recipients for got in server.got] == [["family@home.example"]] * 2


def test_a_value_that_cannot_be_used_stops_before_anything_leaves(server, transport, email):
    recipients = [*people(2), Recipient("m8", "a@home.example", {}), Recipient("m9", "a@b.example>\r\nRSET", VALUES)]
    outcome = hand_over(transport, email, recipients)
    assert outcome.verdict is Verdict.REJECTED and outcome.rejected == {"m8", "m9"} and server.connections == 0


# Kept connections


def test_one_connection_serves_batch_after_batch(transport_to, tls, email):
    context, ca = tls
    with HonestServer(tls=context, login=LOGIN) as server:
        transport = transport_to(f"smtp://{ACCOUNT}@127.0.0.1:{server.port}?ca={ca}")
        for attempt in ("a1", "a2", "a3"):
            assert hand_over(transport, email, people(4), attempt).verdict is Verdict.ACCEPTED
        transport.close()
        assert len(server.got) == 12 and server.connections == 1


@pytest.mark.parametrize("idle_seconds", [0, 1000])
def test_a_stale_connection_is_replaced_before_a_message_begins(monkeypatch, server, transport, email, idle_seconds):
    monkeypatch.setattr(smtp, "IDLE_SECONDS", idle_seconds)
    hand_over(transport, email, people(1))
    server.hang_up()
    outcome = hand_over(transport, email, people(2), "a2")
    assert outcome.verdict is Verdict.ACCEPTED and len(server.got) == 3 and server.connections == 2


def test_a_kept_connection_that_fell_silent_is_replaced(monkeypatch, server, transport_to, email):
    monkeypatch.setattr(smtp, "IDLE_SECONDS", 0)
    transport = transport_to(server.url, patience=Patience(connect=0.3))
    hand_over(transport, email, people(1))
    server.next_time("RSET", "hang")
    began = time.monotonic()
    assert hand_over(transport, email, people(1), "a2").verdict is Verdict.ACCEPTED and server.connections == 2
    assert time.monotonic() - began < 8, "it doesn't wait as long as for a reply"


def test_a_server_that_limits_messages_a_connection_is_reached_anew(server, transport, email):
    server.next_time(
        "MAIL", "", "", "421 4.7.0 too many messages and close", "", "421 4.7.0 too many messages and close"
    )
    assert hand_over(transport, email, people(5)).verdict is Verdict.ACCEPTED
    assert len(server.got) == 5 and server.connections == 3


def test_threads_have_a_connection_each_and_nothing_is_mixed_up(server, transport, email):
    def one(number: int):
        return hand_over(
            transport, email, [Recipient(f"t{number}", f"t{number}@home.example", VALUES)] * 3, f"a{number}"
        )

    with ThreadPoolExecutor(4) as threads:
        outcomes = list(threads.map(one, range(12)))
    assert all(outcome.verdict is Verdict.ACCEPTED for outcome in outcomes) and server.connections <= 4
    assert sorted(got.recipients[0] for got in server.got) == sorted(
        f"t{n}@home.example" for n in range(12) for _ in range(3)
    )
    assert all(got.recipients[0].encode() in got.raw for got in server.got)


# Getting in


def test_without_starttls_nothing_is_said_and_nothing_sent(server, transport_to, email):
    transport = transport_to(f"smtp://{ACCOUNT}@127.0.0.1:{server.port}")
    outcome = hand_over(transport, email, people(2))
    assert outcome.verdict is Verdict.STOPPED and "STARTTLS" in outcome.reason and "nothing was sent" in outcome.reason
    assert [line.split()[0] for line in server.commands] == ["ehlo"]


@pytest.mark.parametrize(("fault", "verdict"), [("454 4.7.0 not now", Verdict.REFUSED), ("501 5.5.4 no", Verdict.STOPPED),
    ("close", Verdict.REFUSED), ("220 go\r\n250 slipped in", Verdict.REFUSED), ("220 go and close", Verdict.REFUSED)])  # fmt: skip
def test_a_failed_starttls_sends_nothing(transport_to, email, fault, verdict):
    with FaultyServer("STARTTLS") as server:
        server.next_time("STARTTLS", fault)
        outcome = hand_over(transport_to(f"smtp://127.0.0.1:{server.port}"), email, people(1))
    assert outcome.verdict is verdict and names(outcome) == (set(), set(), set(), set()) and server.got == []
    assert [line.split()[0] for line in server.commands] == ["ehlo", "STARTTLS"]


@pytest.mark.parametrize("at_once", [False, True])
def test_an_unknown_certificate_is_not_trusted(transport_to, tls, email, at_once):
    with HonestServer(tls=tls[0], at_once=at_once) as server:
        outcome = hand_over(transport_to(f"smtp{'s' if at_once else ''}://127.0.0.1:{server.port}"), email, people(1))
    assert (
        outcome.verdict is Verdict.STOPPED
        and "trusts" in outcome.reason
        and "?ca=" in outcome.reason
        and server.got == []
    )


@pytest.mark.parametrize(("host", "days", "said"), [("other.example", 2, "another host"), ("127.0.0.1", -1, "run out")])
def test_a_certificate_for_another_host_or_time_is_not_trusted(tmp_path, transport_to, email, host, days, said):
    context, ca = certificate(tmp_path, host, days=days)
    with HonestServer(tls=context) as server:
        outcome = hand_over(transport_to(f"smtp://127.0.0.1:{server.port}?ca={ca}"), email, people(1))
    assert outcome.verdict is Verdict.STOPPED and said in outcome.reason and server.got == []


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
@pytest.mark.parametrize("at_once", [False, True])
def test_a_login_is_said_under_tls_only(transport_to, tls, email, at_once, mechanism):
    context, ca = tls
    without = {"PLAIN", "LOGIN"} - {mechanism}
    with HonestServer(tls=context, at_once=at_once, login=LOGIN, auth_exclude_mechanism=without) as server:
        url = f"smtp{'s' if at_once else ''}://{ACCOUNT}@localhost:{server.port}?ca={ca}"
        assert hand_over(transport_to(url), email, people(2)).verdict is Verdict.ACCEPTED
    assert len(server.got) == 2 and server.logins == 1


def test_a_refused_login_stops_the_transport_and_never_shows_the_password(caplog, transport_to, tls, email):
    caplog.set_level(logging.DEBUG)
    context, ca = tls
    with HonestServer(tls=context, login=LOGIN) as server:
        transport = transport_to(f"smtp://clinic:wr0ng-pass@127.0.0.1:{server.port}?ca={ca}")
        outcome = hand_over(transport, email, people(1))
    assert (
        outcome.verdict is Verdict.STOPPED
        and outcome.status == 535
        and "535 5.7.8" in outcome.reason
        and "SMTP_URL" in outcome.reason
    )
    said = repr(transport) + repr(vars(transport)) + repr(vars(transport._kept)) + repr(outcome)
    assert "wr0ng" not in said and "wr0ng" not in "".join(
        r.getMessage() for r in caplog.records if not r.name.startswith("mail.log")
    )
    assert server.got == []


def test_a_login_the_server_does_not_offer_is_not_tried(server, transport_to, email):
    outcome = hand_over(transport_to(f"smtp://u:p@127.0.0.1:{server.port}?tls=off"), email, people(1))
    assert outcome.verdict is Verdict.STOPPED and "login" in outcome.reason and len(server.commands) == 1


@pytest.mark.parametrize(
    ("stage", "offers", "login"),
    [("greeting", (), ""), ("EHLO", (), ""), ("AUTH", ("AUTH PLAIN",), "u:p@"), ("MAIL", (), "")],
)
@pytest.mark.parametrize("code", ["421", "451 4.7.1", "530 5.7.0", "554"])
def test_a_no_before_any_message_is_for_all_of_them(transport_to, email, stage, offers, login, code):
    with FaultyServer(*offers) as server:
        server.next_time(stage, f"{code} says maria@home.example")
        outcome = hand_over(transport_to(f"smtp://{login}127.0.0.1:{server.port}?tls=off"), email, people(2))
    assert names(outcome) == (set(), set(), set(), set()) and server.got == [] and server.connections == 1
    assert outcome.verdict is (Verdict.LIMITED if code.startswith("4") else Verdict.STOPPED)
    assert outcome.status == int(code[:3]) and code in outcome.reason and "maria" not in outcome.reason


@pytest.mark.parametrize("fault", ["close", "reset", "garbage", "hang", "dribble", "endless", "half"])
@pytest.mark.parametrize("stage", ["greeting", "EHLO", "MAIL"])
def test_a_connection_lost_before_any_message_is_a_definite_no(server, transport_to, email, stage, fault):
    server.next_time(stage, fault)
    began = time.monotonic()
    outcome = hand_over(transport_to(server.url, patience=SHORT), email, people(2))
    assert (
        outcome.verdict is Verdict.REFUSED
        and names(outcome) == (set(), set(), set(), set())
        and "Nothing left" in outcome.reason
    )
    assert server.got == [] and time.monotonic() - began < 8


def test_a_reply_without_an_end_is_not_read_for_long(server, transport, email):
    server.next_time("greeting", "endless")
    outcome = hand_over(transport, email, people(1))
    assert outcome.verdict is Verdict.REFUSED and "doesn't speak SMTP" in outcome.reason


def test_nobody_there_means_nothing_left(email, transport_to):
    with FaultyServer() as gone:
        pass
    for url in (gone.url, "smtp://relay.invalid", f"smtp://{'a' * 63}.{'b' * 63}.invalid"):
        outcome = hand_over(transport_to(url), email, people(2))
        assert outcome.verdict is Verdict.REFUSED and outcome.status is None and "Nothing left" in outcome.reason


def test_tls_from_the_first_byte_to_a_server_without_it_is_a_definite_no(server, transport_to, email):
    outcome = hand_over(transport_to(f"smtps://127.0.0.1:{server.port}"), email, people(1))
    assert outcome.verdict is Verdict.REFUSED and "TLS" in outcome.reason and "port" in outcome.reason


# One message at a time


@pytest.mark.parametrize("stage", ["RCPT", "DATA", "."])
def test_a_message_put_off_is_for_later_and_the_others_go(server, transport, email, stage):
    server.next_time(stage, "", "450 4.2.1 maria@home.example is busy")
    outcome = hand_over(transport, email, people(3))
    assert names(outcome) == ({"m0", "m2"}, set(), {"m1"}, set()) and outcome.verdict is Verdict.REJECTED
    assert outcome.status == 450 and "450 4.2.1" in outcome.reason and "maria" not in outcome.reason
    assert len(server.got) == 2 and server.connections == 1


@pytest.mark.parametrize("stage", ["RCPT", "DATA", "."])
@pytest.mark.parametrize("code", ["550 5.1.1", "554 5.7.1"])
def test_a_person_refused_among_others_is_rejected(server, transport, email, stage, code):
    server.next_time(stage, "", f"{code} no maria@home.example")
    outcome = hand_over(transport, email, people(3))
    assert names(outcome) == ({"m0", "m2"}, {"m1"}, set(), set()) and outcome.verdict is Verdict.REJECTED
    assert outcome.status == int(code[:3]) and code in outcome.reason and "maria" not in outcome.reason


@pytest.mark.parametrize("stage", ["RCPT", "DATA", "."])
def test_what_may_be_held_against_us_costs_nobody_their_series(server, transport, email, stage):
    server.always[stage] = "554 5.7.1 maria@home.example: relay access denied"
    outcome = hand_over(transport, email, people(9))
    assert outcome.verdict is Verdict.STOPPED and names(outcome) == (set(), set(), set(), set())
    assert "554 5.7.1" in outcome.reason and "maria" not in outcome.reason
    assert sum(line.startswith("RCPT") for line in server.commands) == 3, "three tell enough"


@pytest.mark.parametrize("stage", ["RCPT", "DATA", "."])
def test_a_server_that_leaves_is_left_in_peace(server, transport, email, stage):
    server.next_time(stage, "", "421 4.3.2 shutting down and close")
    outcome = hand_over(transport, email, people(4))
    assert outcome.verdict is Verdict.LIMITED and names(outcome) == ({"m0"}, set(), set(), set())
    assert outcome.retry_at == NOW + timedelta(minutes=5) and len(server.got) == 1 and server.connections == 1
    assert hand_over(transport, email, people(1), "a2").verdict is Verdict.ACCEPTED


@pytest.mark.parametrize("fault", ["close", "reset", "garbage", "half", "out of place"])
@pytest.mark.parametrize(("stage", "out_of_place"), [("RCPT", "354 go on"), ("DATA", "250 what")])
def test_a_connection_lost_before_the_content_leaves_that_message_behind(
    server, transport, email, stage, out_of_place, fault
):
    server.next_time(stage, "", out_of_place if fault == "out of place" else fault)
    outcome = hand_over(transport, email, people(3))
    assert outcome.verdict is Verdict.REFUSED and names(outcome) == ({"m0", "m2"}, set(), set(), set())
    assert len(server.got) == 2 and server.connections == 2


@pytest.mark.parametrize("stage", ["RCPT", "DATA"])
@pytest.mark.parametrize("fault", ["hang", "dribble", "endless"])
def test_a_server_silent_before_the_content_has_nothing(server, transport_to, email, stage, fault):
    server.next_time(stage, fault)
    outcome = hand_over(transport_to(server.url, patience=SHORT), email, people(1))
    assert outcome.verdict is Verdict.REFUSED and names(outcome) == (set(), set(), set(), set()) and server.got == []


def test_a_server_that_keeps_breaking_off_is_left_alone(server, transport, email):
    server.always["RCPT"] = "close"
    outcome = hand_over(transport, email, people(9))
    assert (
        outcome.verdict is Verdict.REFUSED
        and names(outcome) == (set(), set(), set(), set())
        and server.connections == 2
    )


@pytest.mark.parametrize(
    "fault", ["close", "reset", "garbage", "half", "354 go on", "999 no", "2500 ok", "250-ok\r\n550 no"]
)
def test_an_answer_lost_after_the_content_is_uncertain_and_the_rest_is_not_tried(server, transport, email, fault):
    server.next_time(".", "", fault)
    outcome = hand_over(transport, email, people(4))
    assert outcome.verdict is Verdict.REFUSED and names(outcome) == ({"m0"}, set(), set(), {"m1"})
    assert "may have left" in outcome.reason and len(server.got) == 2 and server.connections == 1


@pytest.mark.parametrize("fault", ["hang", "dribble", "endless"])
def test_an_answer_that_does_not_end_is_uncertain(server, transport_to, email, fault):
    server.next_time(".", fault)
    outcome = hand_over(transport_to(server.url, patience=Patience(answer=0.2)), email, people(2))
    assert (
        outcome.verdict is Verdict.REFUSED
        and names(outcome) == (set(), set(), set(), {"m0"})
        and server.connections == 1
    )


@pytest.mark.parametrize("answer", ["250", "250-2.0.0 ok\r\n250", "251 will forward"])
def test_any_whole_yes_is_a_yes(server, transport, email, answer):
    server.next_time(".", answer)
    assert hand_over(transport, email, people(1)).verdict is Verdict.ACCEPTED


@pytest.mark.parametrize("fault", ["close", "reset", "hang"])
def test_content_cut_off_before_its_end_is_a_definite_no(monkeypatch, server, transport_to, email, fault):
    monkeypatch.setattr(smtp, "mime", lambda *_, **__: b"x" * 20_000_000)
    server.next_time("content", fault)
    outcome = hand_over(transport_to(server.url, patience=Patience(answer=0.5)), email, people(1))
    assert outcome.verdict is Verdict.REFUSED and names(outcome) == (set(), set(), set(), set()) and server.got == []


def test_a_yes_said_before_the_content_is_no_answer_to_it(server, transport, email):
    server.next_time("DATA", "354 go on\r\n250 2.0.0 queued")
    outcome = hand_over(transport, email, people(1))
    assert outcome.verdict is Verdict.REFUSED and names(outcome) == (set(), set(), set(), set()) and server.got == []


MISHAPS = ["", "", "close", "reset", "garbage", "half", "450 4.2.0 no", "550 5.1.1 no", "550 no", "554 5.7.1 no", "421 no and close",
           "250 what", "354 what"]  # fmt: skip


@settings(max_examples=60)
@given(
    st.fixed_dictionaries(
        {stage: st.lists(st.sampled_from(MISHAPS), max_size=6) for stage in ("RSET", "MAIL", "RCPT", "DATA", ".")}
    )
)
def test_whatever_goes_wrong_nothing_that_arrived_would_be_sent_again(email, mishaps):
    with FaultyServer() as server:
        for stage, faults in mishaps.items():
            server.next_time(stage, *faults)
        transport = SmtpTransport(server.url)
        outcome = hand_over(transport, email, people(6))
        transport.close()
    arrived = [f"m{got.recipients[0][1:].partition('@')[0]}" for got in server.got]
    accepted, rejected, later, uncertain = names(outcome)
    assert len(arrived) == len(set(arrived)) and accepted <= set(arrived) <= accepted | uncertain
    assert len(accepted | rejected | later | uncertain) == len(accepted) + len(rejected) + len(later) + len(uncertain)
    assert (outcome.verdict is Verdict.ACCEPTED) == (len(accepted) == 6)


# Time


def test_a_hand_over_ends_long_before_its_claim_does():
    patience = Patience()
    assert patience.batch + patience.answer <= LONGEST_HAND_OVER.total_seconds() - 30
    assert patience.connect <= patience.reply <= patience.batch / 2


def test_what_a_slow_server_leaves_untried_may_be_tried_at_once(monkeypatch, server, transport, email):
    began = time.monotonic()
    monkeypatch.setattr(smtp, "time", SimpleNamespace(monotonic=lambda: began + 25 * len(server.got)))
    outcome = hand_over(transport, email, people(9))
    assert outcome.verdict is Verdict.REJECTED and names(outcome) == ({"m0", "m1", "m2"}, set(), set(), set())
    assert "slow" in outcome.reason and len(server.got) == 3


def test_a_server_too_slow_for_a_single_message_is_not_asked_again_at_once(monkeypatch, server, transport, email):
    clock = iter([0.0, *[1_000.0] * 9])
    monkeypatch.setattr(smtp, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    assert hand_over(transport, email, people(2)).verdict is Verdict.REFUSED and server.got == []


# What is told


def test_no_log_holds_an_address_or_a_value(caplog, server, transport, email):
    caplog.set_level(logging.DEBUG)
    hand_over(transport, email, people(2))
    server.next_time(".", "550 5.1.1 p0@home.example", "close")
    outcome = hand_over(transport, email, people(2))
    said = caplog.text + repr(transport) + repr(outcome) + "".join(map(repr, vars(transport).values()))
    assert "home.example" not in said and "P0" not in said and VALUES["read_url"] not in said


def test_a_closed_transport_says_farewell_and_opens_a_new_connection(server, transport, email):
    hand_over(transport, email, people(1))
    transport.close()
    assert hand_over(transport, email, people(1), "a2").verdict is Verdict.ACCEPTED
    assert server.connections == 2 and server.commands.count("QUIT") == 1


@pytest.mark.parametrize("size", [0, 51])
def test_a_batch_has_a_size(transport, email, size):
    with pytest.raises(ValueError, match="1 to 50"):
        hand_over(transport, email, people(size))


def test_it_is_a_transport(transport_to):
    way: Transport = transport_to("smtp://mail.example.org", carries_health_information=True)
    assert (way.name, way.batch_size, way.reaches_people, way.carries_health_information) == ("smtp", 50, True, True)

"""The real sendgrid package before an emulated SendGrid: each person's own text, and every fault in the state of the table."""

from datetime import UTC, datetime, timedelta

import pytest

from campaigns.live.pausing import resume
from campaigns.models import Attempt, Enrolment, Message, WayOut
from campaigns.sending.run import send_due
from mailer.filling import fill
from tests.campaigns.rows import states, unaccounted

pytestmark = pytest.mark.django_db
PEOPLE = {"ana@example.org": "Ana", "bo@example.org": "Bo & Co <b>", "chi@example.org": "Chí %name% [x]"}
MIDDAY = datetime(2026, 10, 13, 15, tzinfo=UTC)


@pytest.fixture
def three(through_sendgrid, enrol):
    return [enrol(email, name).enrolment for email, name in PEOPLE.items()]


def run(at: datetime = MIDDAY):
    return send_due(lambda: at, "journey")


def test_each_person_gets_their_own_text_in_one_request(three, sendgrid):
    assert run().accepted == 3
    assert sendgrid.paths == ["POST /v3/mail/send"] and sendgrid.errors == []
    for got in sendgrid.delivered:
        message = Message.objects.get(pk=got["args"]["message"])
        values = message.patient.open_seal("campaigns.message-values.v1", message.id, message.values)
        assert values.pop("to") == got["to"]
        filled = fill(message.email.compiled, values)
        assert (got["subject"], got["text/plain"].encode(), got["text/html"].encode()) == (
            filled.subject,
            filled.text,
            filled.html,
        )
        assert f"Hello {PEOPLE[got['to']]}," in got["text/plain"]
        assert (
            got["headers"]["List-Unsubscribe"] == f"<https://learn.clinic.example/stop/{message.enrolment.stop_token}/>"
        )
        others = [name for email, name in PEOPLE.items() if email != got["to"]]
        assert not any(f"Hello {name}," in got["text/plain"] for name in others)
        assert set(got["args"]) == {"message", "attempt_id"} and got["args"]["attempt_id"] == str(message.attempt_id)


UNPROVEN = ["hang", "reset before", "close before", "reset after", "close after", "500", "500 after", "502", "503", "504", "302", "307", "200",
            "truncated after", "hang after", "garbage"]  # fmt: skip


@pytest.mark.parametrize("fault", UNPROVEN)
def test_what_proves_nothing_is_uncertain_and_nobody_is_mailed_twice(three, sendgrid, fault):
    sendgrid.next_time(fault)
    assert run().uncertain == 3
    for minutes in (1, 30, 60 * 23):
        run(MIDDAY + timedelta(minutes=minutes))
    assert states() == ["uncertain"] * 3 and unaccounted() == 0
    assert sendgrid.paths == ["POST /v3/mail/send"], "asked once, no retry, no redirect followed"
    assert len(sendgrid.delivered) in (0, 3)
    run(datetime(2026, 10, 16, 15, tzinfo=UTC))
    assert Message.objects.filter(step__position=2, state="accepted").count() == 3, "the series goes on"


@pytest.mark.parametrize("fault", ["401", "403", "404", "405", "415"])
def test_our_own_fault_stops_the_way_loses_nothing_and_goes_on_when_a_person_says_so(three, sendgrid, fault):
    sendgrid.next_time(fault)
    assert run().accepted == 0 and states() == ["planned"] * 3
    run(MIDDAY + timedelta(hours=1))
    assert len(sendgrid.paths) == 1 and sendgrid.delivered == []
    resume(MIDDAY, by="test")
    assert run(MIDDAY + timedelta(hours=1)).accepted == 3 and len(sendgrid.delivered) == 3


def test_a_limit_is_waited_out_between_runs(three, sendgrid):
    sendgrid.next_time("429 without a date")
    run()
    assert states() == ["planned"] * 3 and WayOut.named("sendgrid").look_again_at == MIDDAY + timedelta(seconds=60)
    run(MIDDAY + timedelta(seconds=59))
    assert len(sendgrid.paths) == 1
    assert run(MIDDAY + timedelta(seconds=60)).accepted == 3 and len(sendgrid.delivered) == 3


def test_a_refused_batch_is_halved_and_everybody_is_mailed_once(three, sendgrid):
    sendgrid.next_time("413")
    sendgrid.next_time("400")
    told = run()
    assert (told.accepted, told.rejected) == (2, 1), "the one who was refused alone is the culprit"
    assert len({got["to"] for got in sendgrid.delivered}) == len(sendgrid.delivered) == 2
    assert sorted(states()) == ["accepted", "accepted", "rejected"] and unaccounted() == 0


def test_a_named_recipient_is_rejected_and_the_others_get_theirs(three, sendgrid):
    sendgrid.next_time("named 400", field="personalizations.1.to.0.email")
    told = run()
    assert (told.accepted, told.rejected) == (2, 1) and len(sendgrid.delivered) == 2
    assert Enrolment.objects.filter(state="ended").count() == 1
    assert "@" not in Attempt.objects.get(verdict="rejected").reason, (
        "the provider's words, which name people, are not kept"
    )


def test_a_provider_that_nobody_can_reach_loses_nothing(three, sendgrid, settings, monkeypatch):
    from mailer.transports.sendgrid import SendGridTransport

    away = SendGridTransport(sendgrid.key, host="http://127.0.0.1:9", carries_health_information=True)
    with monkeypatch.context() as patched:
        patched.setattr("campaigns.sending.way.configured", lambda: away)
        run()
    away.close()
    assert states() == ["planned"] * 3
    assert run(MIDDAY + timedelta(minutes=1)).accepted == 3 and len(sendgrid.delivered) == 3


def test_a_provider_without_a_declaration_never_sees_a_health_word(
    settings, three, sendgrid, signed_series, monkeypatch
):
    from mailer.transports.sendgrid import SendGridTransport

    neutral = SendGridTransport(sendgrid.key, host=sendgrid.url, carries_health_information=False)
    monkeypatch.setattr("campaigns.sending.way.configured", lambda: neutral)
    assert run().accepted == 3
    neutral.close()
    told = str(sendgrid.requests).lower()
    for word in [*signed_series.private_words, signed_series.slug, "what fibromyalgia is"]:
        assert not any(found.startswith(word.lower()) for found in told.replace("_", " ").split()), word
    for got in sendgrid.delivered:
        message = Message.objects.get(pk=got["args"]["message"])
        assert f"https://learn.clinic.example/l/{message.token}/" in got["text/plain"]
        assert "Lesson 1 of 8 is ready" in got["subject"] and PEOPLE[got["to"]] not in got["text/plain"]


def test_over_a_month_of_faults_nobody_ever_gets_a_lesson_twice(three, sendgrid):
    faults = [
        "500 after",
        "429 without a date",
        "hang after",
        "413",
        "reset after",
        "302",
        "close after",
        "503",
        "truncated after",
        "garbage",
    ]
    at = MIDDAY
    for number in range(34):
        if number % 3 == 0 and faults:
            sendgrid.next_time(faults.pop(0))
        for minutes in (0, 2, 90):
            run(at + timedelta(minutes=minutes))
        at += timedelta(days=1)
    got = [(one["to"], one["args"]["message"]) for one in sendgrid.delivered]
    assert len(got) == len(set(got)) and len(got) >= 12
    subjects = [(one["to"], one["subject"], one["text/plain"][:400]) for one in sendgrid.delivered]
    assert len(subjects) == len(set(subjects)), "no lesson under two message ids either"
    assert Message.objects.count() == Message.objects.values("key").distinct().count() and unaccounted() == 0
    assert set(states()) <= {"accepted", "uncertain", "held", "rejected"}

"""A test goes through the real way out to the clinic's own addresses, says that it is one, and is counted nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.apps import apps

from campaigns.emails.sending_a_test import Sent, send_test
from campaigns.events.applying import apply_events
from campaigns.live.pausing import pause
from campaigns.models import Attempt, Event, Message, PaceDay, Tally, WayOut
from campaigns.preview.personas import PERSONAS
from campaigns.preview.rows import RowsShelf
from campaigns.sending.way import inbox_folder
from clinic.models import Installation
from clinic.refusal import Refusal
from mailer.events.base import Happened, ProviderEvent
from mailer.finding import EmailError
from mailer.transports.base import Outcome, Verdict
from mailer.transports.sendgrid import SendGridTransport
from patients.models import Suppression
from tests.mailer.sendgrid_emulator import SendGridEmulator

OWN = ["desk@clinic.example", "maya@clinic.example", "bo@other.example"]
FIRST = "series/fibromyalgia/01-what-it-is"


@pytest.fixture
def own(clinic, signed_series) -> list[str]:
    clinic.test_addresses = OWN
    clinic.save()
    return OWN


@pytest.fixture
def sendgrid() -> Iterator[SendGridEmulator]:
    with SendGridEmulator() as emulator:
        yield emulator


@pytest.fixture
def through_sendgrid(settings, monkeypatch, own, now: datetime, sendgrid: SendGridEmulator) -> Iterator[None]:
    """Live before the emulator, through the real sendgrid package."""
    from campaigns.live.going_live import go_live

    settings.TRANSPORT, settings.SENDGRID_API_KEY = "sendgrid", sendgrid.key
    made = SendGridTransport(sendgrid.key, host=sendgrid.url, read_seconds=0.3, carries_health_information=True)
    monkeypatch.setattr("campaigns.sending.way.configured", lambda: made)
    go_live(now, by="test")
    yield
    made.close()


def send(now: datetime, to: list[str], person: str = "default", key: str = FIRST) -> Sent:
    shelf = RowsShelf(now)
    return send_test(shelf.manuscript(key, "", None).source, shelf.templates(), PERSONAS[person], to, now)


def rows() -> dict[str, int]:
    """Every table, but for the audit log."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def refused(now: datetime, to: list[str]) -> str:
    with pytest.raises(Refusal) as raised:
        send(now, to)
    return str(raised.value)


def test_while_practising_it_lands_in_the_local_inbox(own, now: datetime):
    assert send(now, OWN[:2]) == Sent(2, 0, 2, 0, practising=True)
    emails = [path.read_text() for path in inbox_folder().glob("*.eml")]
    assert len(emails) == 2 and all("Subject: [Test] Your first lesson from Learning Desk" in one for one in emails)


def test_live_it_goes_through_the_provider_marked_as_a_test(through_sendgrid, sendgrid, now: datetime):
    assert send(now, OWN, "tag") == Sent(3, 0, 3, 0, practising=False)
    assert sendgrid.paths == ["POST /v3/mail/send"] and sendgrid.errors == []
    assert [got["to"] for got in sendgrid.delivered] == OWN
    for got in sendgrid.delivered:
        assert got["subject"] == "[Test] Your first lesson from Learning Desk"
        assert "Hello -x- [unsubscribe] %name%," in got["text/plain"]
        assert got["args"]["message"].startswith("test-") and got["args"]["attempt_id"].startswith("test-")
    assert not list(inbox_folder().glob("*"))


@pytest.mark.parametrize("fault", ["", "500", "401", "429"])
def test_it_is_counted_nowhere_whatever_the_provider_says(through_sendgrid, sendgrid, now: datetime, fault: str):
    WayOut.named("sendgrid")
    before, hand_overs, shut = rows(), Installation.current().hand_overs, WayOut.named("sendgrid").shut(now)
    if fault:
        sendgrid.next_time(fault)
    try:
        send(now, OWN)
    except Refusal:
        assert fault in ("401", "429")
    assert rows() == before and Installation.current().hand_overs == hand_overs
    assert not (Message.objects.exists() or Attempt.objects.exists() or PaceDay.objects.exists())
    assert not Tally.objects.exists() and WayOut.named("sendgrid").shut(now) == shut


def test_what_the_provider_tells_of_it_later_changes_no_message(through_sendgrid, sendgrid, now: datetime):
    send(now, OWN[:1])
    args = sendgrid.delivered[0]["args"]
    told = ProviderEvent("e1", Happened.DELIVERED, now, message=args["message"], attempt=args["attempt_id"])
    apply_events("sendgrid", [told], now)
    assert not Message.objects.exists() and not Tally.objects.exists() and not Event.objects.exists()


@pytest.mark.parametrize("fault", ["500", "hang", "close after", "garbage"])
def test_an_answer_that_proves_nothing_is_not_called_sent_nor_unsent(
    through_sendgrid, sendgrid, now: datetime, fault: str
):
    sendgrid.next_time(fault)
    assert send(now, OWN) == Sent(3, 0, 0, 3, practising=False)
    assert len(sendgrid.paths) == 1, "asked once"


def test_a_limit_and_a_wrong_key_are_said(through_sendgrid, sendgrid, now: datetime):
    sendgrid.next_time("429")
    assert "asks us to wait. Nothing left" in refused(now, OWN)
    sendgrid.next_time("401")
    assert "API key" in refused(now, OWN) and sendgrid.delivered == []


def test_those_the_provider_names_have_their_own_answer(own, live, now: datetime):
    def answer(recipients) -> Outcome:
        one, two, _ = (recipient.message for recipient in recipients)
        return Outcome(Verdict.ACCEPTED, 250, rejected=frozenset({one}), uncertain=frozenset({two}))

    live.answers.append(answer)
    told = send(now, OWN)
    assert (told.accepted, told.uncertain, told.refused) == (1, 1, 1)


def test_a_provider_that_takes_one_at_a_time_gets_them_so(own, live, now: datetime):
    live.batch_size = 1
    live.answers.extend(
        [Outcome(Verdict.ACCEPTED, 200), Outcome(Verdict.UNCERTAIN, 500), Outcome(Verdict.REFUSED, 400)]
    )
    told = send(now, OWN)
    assert [len(batch) for batch in live.batches] == [1, 1, 1] and live.addresses == OWN
    assert (told.accepted, told.uncertain, told.refused) == (1, 1, 1)


def test_a_suppressed_address_is_left_out(through_sendgrid, sendgrid, now: datetime):
    Suppression.objects.suppress(OWN[0], Suppression.Reason.COMPLAINT, now)
    assert send(now, OWN) == Sent(3, 1, 2, 0, practising=False)
    assert [got["to"] for got in sendgrid.delivered] == OWN[1:]
    assert "None of these addresses may be mailed" in refused(now, OWN[:1])


def test_only_to_counts_for_real_mailboxes(through_sendgrid, sendgrid, settings, now: datetime):
    settings.ONLY_TO = ("other.example",)
    assert send(now, OWN).left_out == 2
    assert [got["to"] for got in sendgrid.delivered] == ["bo@other.example"]


def test_only_to_leaves_the_local_inbox_alone(own, settings, now: datetime):
    settings.ONLY_TO = ("other.example",)
    assert send(now, OWN).accepted == 3


@pytest.mark.parametrize("to", [[], ["patient@example.org"], [OWN[0], "patient@example.org"], [OWN[0].upper()]])
def test_an_address_that_isnt_the_clinics_own_is_refused(through_sendgrid, sendgrid, now: datetime, to: list[str]):
    assert "own addresses only" in refused(now, to)
    assert sendgrid.paths == []


def test_nothing_leaves_while_sending_is_paused(through_sendgrid, sendgrid, now: datetime):
    pause(now, by="test")
    assert "paused" in refused(now, OWN) and sendgrid.paths == []


def test_an_email_that_could_not_leave_is_not_tested_either(through_sendgrid, sendgrid, clinic, now: datetime):
    source = RowsShelf(now).manuscript(FIRST, "", None).source
    broken = source.__class__(**{**vars(source), "subject": ""})
    telling = source.__class__(**{**vars(source), "private_words": ("lesson",)})
    for one in (broken, telling):
        with pytest.raises(EmailError):
            send_test(one, RowsShelf(now).templates(), PERSONAS["default"], OWN, now)
    assert sendgrid.paths == []

"""The clock tells other systems what waits for them, in a job of its own that can fail without ending it."""

from __future__ import annotations

import threading

import pytest
from django.utils import timezone

from campaigns.models import OutgoingEvent, Receiver
from campaigns.models.outgoing_event import Subject
from campaigns.outgoing import receivers
from patients.identifiers import new_id
from scheduler import outgoing, timer
from scheduler.timer import Ticker
from tests.campaigns.outgoing.listening import listening


@pytest.fixture(autouse=True)
def _in_one_thread_with_the_test(monkeypatch):
    monkeypatch.setattr(timer, "close_old_connections", lambda: None)


def test_the_clock_tells_and_a_fault_is_met_again_at_the_next_turn(db, monkeypatch, caplog):
    now = timezone.now()  # the clock's own
    ticker = Ticker(threading.Event(), lambda run: None)
    with listening() as listener:
        receivers.add("near", listener.url, Receiver.Kind.values, now=now, by="test")
        OutgoingEvent.objects.note(Receiver.Kind.FINISHED, lambda: [Subject(new_id(), "", "")], now)
        with monkeypatch.context() as broken:
            broken.setattr(outgoing, "tell_due", lambda *_, **__: 1 / 0)
            ticker.tell()
        assert "this round of webhooks failed with ZeroDivisionError" in caplog.text and not listener.heard
        ticker.tell()
        ticker.tell()
        assert len(listener.heard) == 1 and OutgoingEvent.objects.get().told_at is not None


def test_a_clock_that_ends_tells_nothing_more(db):
    now = timezone.now()
    ending = threading.Event()
    ending.set()
    with listening() as listener:
        receivers.add("near", listener.url, Receiver.Kind.values, now=now, by="test")
        OutgoingEvent.objects.note(Receiver.Kind.FINISHED, lambda: [Subject(new_id(), "", "")], now)
        Ticker(ending, lambda run: None).tell()
        assert not listener.heard and OutgoingEvent.objects.get().tries == 0

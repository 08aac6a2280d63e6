"""When the timer falls silent its admins hear of it by email, once, from whichever web worker is the quickest."""

from __future__ import annotations

import sys
import threading
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import OperationalError

from campaigns.live import pausing
from clinic import people
from clinic.models import Installation
from mailer.transports.base import LONGEST_HAND_OVER, Outcome, Verdict
from operations import silent_timer, watching
from operations.silent_timer import SILENT, TURN, TURN_LASTS, tell_of_silence
from staff.notes import clock
from tests.campaigns.conftest import live, provider  # noqa: F401

ADMINS = ["ada@clinic.example", "ben@clinic.example"]


@pytest.fixture
def admins(db):
    for name, email in zip(("Ada Admin", "Ben Admin"), ADMINS, strict=True):
        people.add(name, "admin", email=email)
    people.add("Mia Marketing", "marketing", email="mia@clinic.example")


@pytest.fixture
def silent(live, admins, now):  # noqa: F811
    """Live, and the timer's last beat is just too long ago."""
    Installation.objects.update(ticked_at=now - SILENT - timedelta(seconds=1), timer_at=now - SILENT)
    return live


def test_every_admin_is_told_once_a_silence(silent, now):
    assert tell_of_silence(now) == 2 and sorted(silent.addresses) == ADMINS
    assert [tell_of_silence(now + timedelta(minutes=n)) for n in (1, 60, 3000)] == [0, 0, 0]
    told = silent.emails[0].text[0]
    assert "silent for 6 minutes" in told and "/staff/sending/" in told
    Installation.timer_ticked(now + timedelta(hours=1), 0.1)
    Installation.current().tick(now + timedelta(hours=1))
    assert tell_of_silence(now + timedelta(hours=1, minutes=5)) == 0
    assert tell_of_silence(now + timedelta(hours=1, minutes=7)) == 2, "the next silence is news again"


def test_of_two_workers_one_mails(silent, now, monkeypatch):
    real = silent_timer.way_now

    def slow(at):
        """Between this worker's look and its claim another one does it all."""
        monkeypatch.setattr(silent_timer, "way_now", real)
        assert tell_of_silence(at) == 2
        return real(at)

    monkeypatch.setattr(silent_timer, "way_now", slow)
    assert tell_of_silence(now) == 0 and len(silent.addresses) == 2


def test_a_no_of_the_provider_is_tried_again(silent, now):
    silent.answers.extend([Outcome(Verdict.REFUSED, reason="away"), RuntimeError("ada@clinic.example")])
    assert tell_of_silence(now) == 0 and Installation.current().silence_told_at is None
    assert tell_of_silence(now + timedelta(minutes=1)) == 2


def test_an_email_that_could_not_be_made_is_tried_again(silent, now, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(silent_timer, "the_silence", lambda *_: 1 / 0)
        assert tell_of_silence(now) == 0
    assert tell_of_silence(now + timedelta(minutes=1)) == 2


def test_a_process_that_dies_before_the_email_left_leaves_the_silence_untold(silent, now, monkeypatch):
    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(silent_timer, "mail", lambda *_: sys.exit())
        tell_of_silence(now)
    assert tell_of_silence(now + timedelta(minutes=1)) == 2 and sorted(silent.addresses) == ADMINS


def test_the_turn_of_a_killed_process_comes_back(silent, now):
    with time_machine.travel(now, tick=False) as clock_on_the_wall:
        cache.add(TURN, "taken", TURN_LASTS.total_seconds())
        assert tell_of_silence(now) == 0 and not silent.batches
        clock_on_the_wall.shift(TURN_LASTS + timedelta(seconds=1))
        assert tell_of_silence(now + TURN_LASTS) == 2


def test_however_slow_the_provider_is_nobody_else_takes_the_turn(silent, now):
    for name in ("Cay", "Dee", "Eve"):
        people.add(f"{name} Admin", "admin", email=f"{name.lower()}@clinic.example")
    others = []
    with time_machine.travel(now, tick=False) as clock_on_the_wall:

        def slow(batch):
            clock_on_the_wall.shift(LONGEST_HAND_OVER)
            if not sum(others):
                others.append(tell_of_silence(now + LONGEST_HAND_OVER))
            return Outcome(Verdict.UNCERTAIN)

        silent.answers.extend([slow] * 10)
        assert tell_of_silence(now) == 5 and others == [0] * 5


@pytest.mark.parametrize("beats", ["cron", "still", "paused"])
def test_nobody_is_told_without_need(silent, now, beats):
    if beats == "cron":
        Installation.objects.update(timer_at=None)
    elif beats == "still":
        Installation.objects.update(ticked_at=now - SILENT)
    else:
        pausing.pause(now, by="test")
    assert tell_of_silence(now) == 0 and not silent.batches


def test_a_live_installation_that_never_had_a_timer_is_told_too(silent, now):
    Installation.objects.update(ticked_at=None, timer_at=None, live_since=now - timedelta(hours=1))
    assert [tell_of_silence(now), tell_of_silence(now)] == [2, 0]


def test_only_to_holds(silent, now, settings):
    settings.ONLY_TO = (ADMINS[0],)
    assert tell_of_silence(now) == 1 and silent.addresses == ADMINS[:1]


def test_while_practising_it_goes_to_the_inbox_and_the_page_says_so(clinic, admins, now, settings):
    Installation.current()
    Installation.objects.update(ticked_at=now - timedelta(hours=1), timer_at=now - timedelta(hours=1))
    assert tell_of_silence(now) == 2
    assert len(list(settings.HOME.glob("inbox/**/*.eml"))) == 2
    assert "The admins were told by email" in next(clock(Installation.current(), now + timedelta(minutes=3)))["text"]
    Installation.current().tick(now + timedelta(minutes=4))
    later = next(clock(Installation.current(), now + timedelta(minutes=20)))["text"]
    assert "told by email" not in later, "that was of the silence before"


def test_the_watch_begins_with_the_first_request_once_and_outlives_a_fault(monkeypatch):
    looked = threading.Semaphore(0)
    turns = iter([OperationalError("for a test"), None, None])

    def tell(now):
        looked.release()
        if fault := next(turns, None):
            raise fault

    monkeypatch.setattr(watching, "tell_of_silence", tell)
    monkeypatch.setattr(watching, "close_old_connections", lambda: None)
    watched = watching.Watched(lambda environ, start_response: ["answer"], every=0.01)
    before = threading.active_count()
    assert not looked.acquire(timeout=0.05), "nothing is watched before anybody asked for a page"
    assert [watched({}, lambda *_: None) for _ in range(3)] == [["answer"]] * 3
    assert looked.acquire(timeout=5) and looked.acquire(timeout=5) and threading.active_count() == before + 1
    watched.ended.set()

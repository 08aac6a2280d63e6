"""The long-running clock: it outlives a faulty tick, leaves a heartbeat, and ends between two batches."""

import json
import logging
import os
import signal
import threading
import time

import pytest
import time_machine
from django.db import connections

from campaigns.sending.run import Run
from clinic.models import Installation
from scheduler import paced, timer
from tests.journeys.conftest import first_home, live_home, real_home, sendgrid  # noqa: F401 - a real home before an emulated SendGrid


@pytest.fixture
def _one_connection(db, monkeypatch):
    """A tick gives its thread's connection back; where the test itself ticks that would be the test's own."""

    def give_back() -> None:
        if threading.current_thread() is not threading.main_thread():
            connections.close_all()

    monkeypatch.setattr(timer, "close_old_connections", give_back)


@pytest.mark.usefixtures("_one_connection")
def test_a_tick_sends_what_is_due_and_leaves_a_heartbeat(monkeypatch, now):
    told = []
    real = paced.send_due

    def send_due(clock, worker, **how):
        real(clock, worker, **how)
        return Run(accepted=3)

    monkeypatch.setattr("scheduler.paced.send_due", send_due)
    with time_machine.travel(now, tick=False):
        timer.Ticker(threading.Event(), told.append).tick()
    assert Installation.current().ticked_at == now and told[0].accepted == 3


@pytest.mark.usefixtures("_one_connection")
def test_a_tick_that_raises_is_logged_without_ending_the_clock(monkeypatch, caplog):
    def fails(*_, **__):
        raise RuntimeError("for a test")

    monkeypatch.setattr("scheduler.paced.send_due", fails)
    with caplog.at_level(logging.ERROR):
        timer.Ticker(threading.Event(), lambda run: None).tick()
    assert "the next one tries again" in caplog.text


@pytest.mark.usefixtures("_one_connection")
def test_an_ending_clock_starts_no_further_batch(monkeypatch):
    ending, asked = threading.Event(), []

    def send_due(clock, worker, *, go_on, **_):
        asked.append(go_on())
        ending.set()
        asked.append(go_on())
        return Run()

    monkeypatch.setattr("scheduler.paced.send_due", send_due)
    timer.Ticker(ending, lambda run: None).tick()
    assert asked == [True, False]


@pytest.fixture
def _signals_as_they_were():
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("_one_connection", "_signals_as_they_were")
def test_the_clock_ticks_on_after_a_fault_and_ends_at_a_signal(monkeypatch):
    ticks = []

    def send_due(*_, **__):
        ticks.append(len(ticks))
        if len(ticks) == 1:
            raise RuntimeError("for a test")
        os.kill(os.getpid(), signal.SIGTERM)
        return Run()

    monkeypatch.setattr("scheduler.paced.send_due", send_due)
    timer.run_timer(seconds=1)
    assert ticks == [0, 1]


@pytest.mark.usefixtures("_one_connection", "_signals_as_they_were")
def test_a_signal_just_before_the_start_ends_the_clock_too(monkeypatch):
    monkeypatch.setattr("scheduler.paced.send_due", lambda *_, **__: Run())
    real = timer.BlockingScheduler.start

    def start(self, *arguments, **options):
        os.kill(os.getpid(), signal.SIGTERM)
        real(self, *arguments, **options)

    monkeypatch.setattr(timer.BlockingScheduler, "start", start)
    watchdog = threading.Timer(20, os._exit, (70,))
    watchdog.start()
    timer.run_timer(seconds=60)
    watchdog.cancel()
    watchdog.join()


def wait_for(condition, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it didn't come about"
        time.sleep(0.05)


def test_the_timer_keeps_others_out_beats_and_ends_between_two_batches(live_home, sendgrid):  # noqa: F811
    live_home.enrol("ana@example.org", "Ana")
    live_home.enrol("bo@example.org", "Bo", consent="")  # asked for consent: another email, so another batch
    sendgrid.next_time("hang after")
    clock = live_home.start("timer", "--json")
    wait_for(lambda: sendgrid.delivered)
    other = live_home.run("send_due")
    assert other.returncode == 0 and "Another clock is running" in other.stdout
    assert live_home.json("send_due")["why"] == "Another clock is running."
    assert "one is enough" in live_home.refuses("timer")
    assert live_home.sql("SELECT ticked_at IS NOT NULL FROM clinic_installation") == [(1,)]

    clock.send_signal(signal.SIGTERM)
    sendgrid.finished.set()  # the provider lets go of the first batch
    out, err = clock.communicate(timeout=30)
    assert clock.returncode == 0 and json.loads(out) == {"ended": True}, err
    assert len(sendgrid.delivered) == 1
    assert sorted(live_home.sql("SELECT state FROM campaigns_message")) == [("planned",), ("uncertain",)], (
        "settled, not left on the way"
    )
    assert live_home.json("send_due")["accepted"] == 1, "the next clock goes on with the rest"
    assert live_home.json("status")["unaccounted"] == 0

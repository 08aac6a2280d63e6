"""The clock asks record systems beside the sending: when it is time, in the live copy only, and never instead of a tick."""

import threading
import time
from datetime import timedelta

import pytest
import time_machine

from campaigns.models import RecordFeed
from campaigns.record_systems.fhir_server.cannot_ask import CannotAsk
from campaigns.record_systems.fhir_server.polling import Busy
from campaigns.sending.run import Run
from clinic import live_mark
from clinic.models import Installation
from scheduler import record_systems, timer
from scheduler.record_systems import RecordSystems

BASE = "http://127.0.0.1:9/r4"


def always() -> bool:
    return True


@pytest.fixture
def asking(db, home, settings, now, monkeypatch):
    """Both are set and this copy is live; `asked` counts the rounds."""
    settings.FHIR_URL, settings.FHIR_CLIENT_ID, settings.FHIR_KEY_FILE = BASE, "aftervisit", "/none"
    settings.HL7_FOLDER = home / "hl7"
    settings.HL7_FOLDER.mkdir()
    live_mark.write(home, Installation.current().go_live(now), 0)
    asked: list[str] = []

    def poll(searching, *, go_on):
        asked.append(searching.server.base)
        return iter([])

    monkeypatch.setattr(record_systems, "poll", poll)
    with time_machine.travel(now, tick=False):
        yield asked


def test_a_server_is_asked_when_it_is_time(asking, now):
    records = RecordSystems()
    records.ask_server(always)
    RecordFeed.objects.get().worked(now, timedelta(minutes=10))
    records.ask_server(always)
    assert asking == [BASE]
    with time_machine.travel(now + timedelta(minutes=10), tick=False):
        records.ask_server(always)
    assert asking == [BASE, BASE]


def test_a_copy_that_isnt_live_asks_nobody_and_empties_no_folder(asking, home):
    (home / live_mark.NAME).unlink()
    RecordSystems().ask_server(always)
    RecordSystems().look_into_folder(always)
    assert asking == [] and not RecordFeed.objects.exists()


def test_the_folder_is_looked_into(asking, now):
    RecordSystems().look_into_folder(always)
    assert RecordFeed.objects.get().name == RecordFeed.FOLDER and RecordFeed.objects.get().worked_at == now


@pytest.mark.parametrize("problem", [CannotAsk("It is away."), Busy()], ids=["away", "busy"])
def test_a_server_that_cant_be_asked_ends_nothing(asking, monkeypatch, problem):
    def fails(*_, **__):
        raise problem

    monkeypatch.setattr(record_systems, "poll", fails)
    RecordSystems().ask_server(always)


def test_where_nothing_is_set_nothing_is_asked():
    records = RecordSystems()
    records.ask_server(always)
    records.look_into_folder(always)
    assert records.searching is None and records.folder is None


def test_a_slow_server_holds_no_tick_back(db, settings, monkeypatch):
    settings.FHIR_URL, settings.FHIR_CLIENT_ID, settings.FHIR_KEY_FILE = BASE, "aftervisit", "/none"
    let_go, ticked = threading.Event(), []
    monkeypatch.setattr(timer, "close_old_connections", lambda: None)
    monkeypatch.setattr(RecordSystems, "ask_server", lambda self, go_on: let_go.wait(20))
    monkeypatch.setattr(timer.Ticker, "look_after", lambda self: None)

    def send_due(*_, **__):
        ticked.append(let_go.is_set())
        if len(ticked) == 2:
            threading.Thread(target=end).start()
        return Run()

    def end() -> None:
        time.sleep(0.05)
        timer.signal.raise_signal(timer.signal.SIGTERM)
        let_go.set()

    monkeypatch.setattr("scheduler.paced.send_due", send_due)
    before = {number: timer.signal.getsignal(number) for number in (timer.signal.SIGTERM, timer.signal.SIGINT)}
    try:
        timer.run_timer(seconds=1)
    finally:
        for number, handler in before.items():
            timer.signal.signal(number, handler)
    assert ticked[:2] == [False, False]

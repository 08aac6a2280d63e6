"""One clock at a time, whichever database: a file lock beside SQLite, an advisory lock on PostgreSQL."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import OperationalError, connection

from scheduler import lock
from scheduler.direct import direct_connection
from scheduler.lock import AdvisoryLock, ClockRunning, the_only_clock

pytestmark = pytest.mark.django_db
BASE = Path(__file__).resolve().parents[2]
HOLD = """
import sys, django
django.setup()
from scheduler.lock import ClockRunning, the_only_clock
try:
    with the_only_clock():
        print("held", flush=True)
        sys.stdin.read()
except ClockRunning:
    print("refused", flush=True)
"""


def other_process(home) -> subprocess.Popen[str]:
    """Another clock of this installation: the same home, and on PostgreSQL the same database."""
    environ = {**os.environ, "AFTERVISIT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "config.settings"}
    environ.pop("DATABASE_URL", None)
    if connection.vendor == "postgresql":
        its = connection.settings_dict
        login = quote(its["USER"]) + (f":{quote(its['PASSWORD'])}" if its["PASSWORD"] else "")
        port = f":{its['PORT']}" if its["PORT"] else ""
        environ["DATABASE_URL"] = f"postgresql://{login}@{quote(its['HOST'], safe='')}{port}/{its['NAME']}"
    return subprocess.Popen(
        [sys.executable, "-c", HOLD],
        cwd=BASE,
        env=environ,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def test_a_second_clock_is_refused_and_the_lock_is_free_as_soon_as_its_holder_is_killed(home):
    with other_process(home) as holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(ClockRunning), the_only_clock():
            pass
        holder.send_signal(signal.SIGKILL)
        killed = time.monotonic()
        while time.monotonic() - killed < 10:
            try:
                with the_only_clock():
                    break
            except ClockRunning:
                time.sleep(0.01)
        else:
            pytest.fail("the lock outlived its holder")
        assert time.monotonic() - killed < 5


def test_while_we_hold_it_another_process_is_refused_and_afterwards_not(home):
    with the_only_clock(), other_process(home) as other:
        assert other.communicate(timeout=30)[0] == "refused\n"
    with other_process(home) as later:
        assert later.communicate(timeout=30)[0] == "held\n"


def test_a_failure_inside_frees_the_lock(home):
    with pytest.raises(ZeroDivisionError), the_only_clock():
        1 / 0  # noqa: B018
    with the_only_clock():
        pass


def test_what_needs_a_session_goes_past_the_pooler_and_nothing_else_does(settings):
    settings.DATABASE_DIRECT = {"HOST": "db.example", "PORT": "5433"}
    past = direct_connection().settings_dict
    assert (past["HOST"], past["PORT"], past["NAME"]) == ("db.example", "5433", connection.settings_dict["NAME"])
    assert connection.settings_dict["HOST"] != "db.example"


class Database:
    """Gives its advisory lock to one session at a time, as PostgreSQL does; a restart breaks every session."""

    def __init__(self) -> None:
        self.holder: Session | None = None
        self.sessions: list[Session] = []

    def connect(self) -> "Session":
        self.sessions.append(Session(self))
        return self.sessions[-1]

    def restart(self) -> None:
        self.holder = None
        for session in self.sessions:
            session.broken = True


class Session:
    def __init__(self, database: Database) -> None:
        self.database, self.broken, self.got = database, False, False

    def inc_thread_sharing(self) -> None:
        pass

    def cursor(self) -> "Session":
        return self

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *problem: object) -> None:
        pass

    def execute(self, sql: str, values: object = None) -> None:
        time.sleep(0.02)
        if self.broken:
            raise OperationalError("the connection is lost")
        if "try_advisory_lock" in sql:
            self.got = self.database.holder in (None, self)
            self.database.holder = self if self.got else self.database.holder

    def fetchone(self) -> tuple[bool]:
        return (self.got,)

    def close(self) -> None:
        self.broken = True
        if self.database.holder is self:
            self.database.holder = None


def test_after_a_restart_jobs_that_ask_at_once_keep_the_lock_that_one_of_them_took(monkeypatch):
    database = Database()
    monkeypatch.setattr(lock, "direct_connection", database.connect)
    held = AdvisoryLock()
    assert held.take()
    database.restart()
    jobs, together = 3, threading.Barrier(3)

    def ask(number: int) -> bool:
        together.wait()
        return held.still_ours()

    with ThreadPoolExecutor(jobs) as threads:
        assert list(threads.map(ask, range(jobs))) == [True] * jobs
    assert held.session is not None
    assert database.holder is held.session

"""kill -9 of a real process at the two moments that matter: before the receiver hears, and between its yes and our note."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection, connections, transaction

from campaigns.models import OutgoingEvent, Receiver
from campaigns.models.outgoing_event import Subject
from campaigns.outgoing import posting, telling
from campaigns.outgoing.telling import LEASE, tell_due
from patients.identifiers import new_id
from tests.campaigns.outgoing.listening import listening

pytestmark = pytest.mark.django_db(transaction=True)
STRANGE = 77


def die(*_: object, **__: object) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


def in_a_process(deed: Callable[[], bool], file: Path | None) -> int:
    """How it ended: 0 when the deed said yes, minus the signal that killed it. `file`: its SQLite; else our own PostgreSQL."""
    child = os.fork()
    if child == 0:
        ended = STRANGE
        try:
            if file:
                connections.settings["default"]["NAME"] = str(file)
            connections["default"] = connections.create_connection("default")
            ended = 0 if deed() else 1
        finally:
            os._exit(ended)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def on_disk(folder: Path) -> Path | None:
    """What the test has stored so far, as a file that several processes can open."""
    if connection.vendor != "sqlite":
        return None
    connection.ensure_connection()
    with closing(sqlite3.connect(folder / "rows.sqlite3")) as file:
        connection.connection.backup(file)
    return folder / "rows.sqlite3"


@pytest.mark.parametrize(("moment", "heard_before"), [("before the call", 0), ("after the yes", 1)])
def test_whoever_is_killed_it_is_told_with_the_same_id_and_body(
    moment, heard_before, receiver, tmp_path, now: datetime
):
    with listening() as listener:
        receiver("near", url=listener.url)
        with transaction.atomic():
            OutgoingEvent.objects.note(Receiver.Kind.FINISHED, lambda: [Subject(new_id(), "", "")], now)
        file = on_disk(tmp_path)

        def doomed() -> bool:
            if moment == "after the yes":
                telling.settle = die  # type: ignore[assignment]
                return bool(tell_due(lambda: now))
            return bool(tell_due(lambda: now, post=die))

        def next_worker(at: datetime) -> Callable[[], bool]:
            return lambda: tell_due(lambda: at, post=posting.post).told == 1

        assert in_a_process(doomed, file) == -signal.SIGKILL
        assert len(listener.heard) == heard_before
        assert in_a_process(next_worker(now), file) == 1, "the lease isn't over"
        assert in_a_process(next_worker(now + LEASE), file) == 0
        assert in_a_process(next_worker(now + 2 * LEASE), file) == 1, "it was told"
        (event,) = OutgoingEvent.objects.all()
        assert len(listener.heard) == heard_before + 1
        assert {(one.headers["webhook-id"], one.body) for one in listener.heard} == {
            (str(event.pk), event.body.encode())
        }

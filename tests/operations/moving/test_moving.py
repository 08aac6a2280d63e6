"""Moving to PostgreSQL: every row, the same on both sides, or none; and never two that send."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from campaigns.live.going_live import go_live
from campaigns.models import Message
from campaigns.sending.run import send_due
from campaigns.sending.way import way_now
from clinic.models import AuditEntry, Installation
from clinic.refusal import Refusal
from operations.backup.making import back_up
from operations.backup.pointed_at import pointed_at
from operations.backup.restoring import restore
from operations.backup.snapshots import asking
from operations.backup.tables import counted
from operations.moving import moving
from operations.moving.digests import Digest
from operations.moving.moved import MOVED, refuse_moved
from operations.moving.moving import move
from operations.moving.tables import in_order
from operations.upgrading import rows
from scheduler.lock import ClockRunning, file_lock, the_only_clock
from scheduler.web_lock import hold_as_web
from tests.operations.conftest import SECRET, a_web_process, database_at

DAY = timedelta(days=1)


def test_a_live_installation_moves_and_goes_on_where_it_was(installation, empty_database):
    now, url, before = installation.now, empty_database, rows()
    with pointed_at(**database_at(url)), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE procrastinate_jobs AS SELECT 1 AS id")  # the queue's own are on that side only
    done = move(url, now, by="test")
    before.pop("django_migrations")  # each side has its own
    assert done.live and done.tables == before
    assert Installation.current().live_mark == MOVED and way_now(now).transport is None
    Installation.current().resume(now)
    send_due(lambda: now + DAY, "worker")
    assert installation.provider.addresses == []  # the file never sends again by itself
    with pytest.raises(Refusal, match="holds data already"):
        move(url, now, by="test")
    with pointed_at(**database_at(url)):
        assert way_now(now).why.startswith("Sending is paused")
        Installation.current().resume(now)
        send_due(lambda: now + DAY, "worker")
        assert len(installation.provider.addresses) > 0 and rows()["procrastinate_jobs"] == 1
        AuditEntry.objects.record("a number of its own", actor="test", now=now)


def test_no_page_is_shown_from_the_file_that_was_moved_until_it_goes_live_again(installation, empty_database):
    Installation.objects.update(live_mark="")  # practising: that moves too
    refuse_moved()
    move(empty_database, installation.now, by="test")
    with pytest.raises(Refusal, match="was moved to PostgreSQL"):
        refuse_moved()
    with pointed_at(**database_at(empty_database)):
        refuse_moved()
    go_live(installation.now, by="test")
    refuse_moved()


def test_a_file_that_was_moved_isnt_moved_elsewhere(installation, new_database):
    move(new_database(), installation.now, by="test")
    elsewhere = new_database()
    with pytest.raises(Refusal, match="was moved to PostgreSQL"):
        move(elsewhere, installation.now, by="test")
    with pointed_at(**database_at(elsewhere)), connection.cursor() as cursor:
        assert not counted(asking(cursor), "postgresql"), "nobody finds a second installation there"


def test_whether_it_is_empty_is_asked_while_nobody_else_moves(installation, empty_database, monkeypatch):
    """Else the second of two moves to one database would empty what the first has just brought."""
    usual = moving.refuse_taken

    def asked(mark: str) -> None:
        with pytest.raises(ClockRunning), file_lock():
            pass
        usual(mark)

    monkeypatch.setattr(moving, "refuse_taken", asked)
    assert move(empty_database, installation.now, by="test").live


def test_one_that_practised_goes_back_with_its_backup(installation, empty_database, tmp_path):
    Installation.objects.update(live_mark="")
    made = back_up(tmp_path, SECRET, installation.now)
    move(empty_database, installation.now, by="test")
    with pytest.raises(Refusal, match="restore the backup made before the move"):
        refuse_moved()
    restore(made.file, installation.now, secret=SECRET, replace=True, by="test")
    refuse_moved()
    assert not Installation.current().live_mark


@pytest.mark.parametrize(
    ("table", "statement", "said"),
    [
        ("campaigns_message", "UPDATE campaigns_message SET reason = 'a' || char(0) || 'b'", "holds a NUL character"),
        ("campaigns_message", "UPDATE campaigns_message SET kind = 'much too long for it'", "longer than PostgreSQL's column"),
        ("campaigns_event", "UPDATE campaigns_event SET message_id = lower(hex(randomblob(16)))", "refers to one that isn't there"),
    ],
)  # fmt: skip
def test_a_row_that_postgresql_doesnt_take_is_named_and_nothing_moves(
    installation, empty_database, table, statement, said
):
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        cursor.execute(statement)
    url = empty_database
    with pytest.raises(Refusal, match=f"Table {table} can't be taken over: .*{said}"):
        move(url, installation.now, by="test")
    assert way_now(installation.now).transport is not None  # it sends on as before
    with pointed_at(**database_at(url)):
        assert rows()["campaigns_message"] == 0


def test_killed_on_the_way_it_is_begun_again(installation, empty_database, monkeypatch):
    url = empty_database

    def killed(name: str, number: int) -> None:
        if name == "campaigns_message":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        move(url, installation.now, by="test", told=killed)
    assert way_now(installation.now).transport is not None
    assert move(url, installation.now, by="test").tables["campaigns_message"] == Message.objects.count()


def test_what_comes_out_different_isnt_moved(installation, empty_database, monkeypatch):
    url, usual = empty_database, moving.looked_at
    monkeypatch.setattr(moving, "looked_at", lambda there, table: (usual(there, table)[0], "another digest"))
    with pytest.raises(Refusal, match="came out different"):
        move(url, installation.now, by="test")
    with pointed_at(**database_at(url)), connection.cursor() as cursor:
        assert counted(asking(cursor), "postgresql")["campaigns_message"] == 0


def test_it_needs_a_standing_clock_and_a_database_that_opens(installation):
    with pytest.raises(Refusal, match="NEW_DATABASE_URL isn't understood"):
        move("mysql://somewhere/else", installation.now, by="test")
    with pytest.raises(Refusal, match="can't be opened"):
        move("postgresql://nobody@127.0.0.1:1/nowhere", installation.now, by="test")


def test_while_the_timer_runs_it_is_refused(installation, empty_database):
    with the_only_clock(), pytest.raises(Refusal, match="The timer is at work"):
        move(empty_database, installation.now, by="test")


def test_while_a_web_process_runs_it_is_refused_and_none_starts_meanwhile(installation, empty_database):
    with a_web_process(), pytest.raises(Refusal, match="A web process is at work"):
        move(empty_database, installation.now, by="test")

    def start(name: str, number: int) -> None:
        with pytest.raises(Refusal, match="start web when that has ended"):
            hold_as_web()

    assert move(empty_database, installation.now, by="test", told=start).live


def test_killed_between_the_two_commits_the_next_run_says_what_to_do(installation, empty_database, monkeypatch):
    usual = moving.copy_all

    def killed(*args, **how):
        usual(*args, **how)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(moving, "copy_all", killed)
        move(empty_database, installation.now, by="test")
    with pytest.raises(Refusal, match=r"before it took the live mark away here\. Don't let both send"):
        move(empty_database, installation.now, by="test")
    with pointed_at(**database_at(empty_database)):
        assert Installation.current().paused, "the new one sends nothing by itself"


def test_a_digest_is_of_the_rows_and_not_of_their_order():
    one, other, third = Digest(["int4", "text"]), Digest(["int4", "text"]), Digest(["int4", "text"])
    one.add([(1, "a"), (2, "b")])
    other.add([(2, "b"), (1, "a")])
    third.add([(1, "b"), (2, "a")])
    assert one.told == other.told != third.told


def test_tables_come_after_those_they_refer_to():
    assert in_order({"enrolment": {"patient", "series"}, "series": set(), "patient": set()}) == [
        "patient",
        "series",
        "enrolment",
    ]

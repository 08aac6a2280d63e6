"""Restoring refuses with a sentence, before anything is written, whatever doesn't fit."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from campaigns.models import Message
from clinic.models import AuditEntry, Installation
from clinic.refusal import Refusal
from operations.backup import restored_sqlite, restoring
from operations.backup.making import back_up
from operations.backup.manifest import Manifest
from operations.backup.pointed_at import pointed_at
from operations.backup.restoring import restore
from operations.backup.sealed_file import From, Secret
from scheduler.lock import the_only_clock
from tests.operations.conftest import SECRET, a_web_process


@pytest.fixture
def made(installation, tmp_path):
    return back_up(tmp_path / "one", SECRET, installation.now)


def test_without_the_keys_of_its_data_nothing_is_written(installation, made, settings, tmp_path):
    settings.FIELD_ENCRYPTION_KEYS = (b"another key, of 32 bytes exactly",)
    elsewhere = tmp_path / "elsewhere" / "new.sqlite3"
    with pointed_at(NAME=elsewhere), pytest.raises(Refusal, match=r"put your copy of keys\.json into"):
        restore(made.file, installation.now, secret=SECRET, by="test")
    assert not elsewhere.exists()


def test_with_a_wrong_key_nothing_is_written(installation, made):
    with pytest.raises(Refusal, match="The key isn't the one"):
        restore(made.file, installation.now, secret=Secret(From.KEY_FILE, b"x" * 32), replace=True, by="test")
    assert Installation.current().live_mark


def test_while_timer_or_web_run_or_another_program_reads_it_is_refused(installation, made):
    with the_only_clock(), pytest.raises(Refusal, match="The timer is at work"):
        restore(made.file, installation.now, secret=SECRET, replace=True, by="test")
    with a_web_process(), pytest.raises(Refusal, match="A web process is at work"):
        restore(made.file, installation.now, secret=SECRET, replace=True, by="test")
    with closing(sqlite3.connect(installation.database)) as other:
        other.execute("SELECT count(*) FROM patients_patient").fetchall()
        with pytest.raises(Refusal, match="Another program has the database open"):
            restore(made.file, installation.now, secret=SECRET, replace=True, by="test")


def test_a_backup_of_a_later_version_or_of_the_other_database_is_refused(made):
    def of(**changed) -> Manifest:
        return Manifest(**{**vars(made.manifest), **changed})

    with pytest.raises(Refusal, match=r"newer version of Aftervisit \(0999_wings\)"):
        restoring.refuse_unfit(of(migrations=["campaigns.0999_wings"]))
    with pytest.raises(Refusal, match="This backup is of PostgreSQL"):
        restoring.refuse_unfit(of(vendor="postgresql"))


def test_a_kill_before_the_end_leaves_what_stood_here(installation, made, monkeypatch):
    def killed(*_, **__) -> None:
        raise KeyboardInterrupt

    before = AuditEntry.objects.count()
    monkeypatch.setattr(restored_sqlite, "prepare", killed)
    with pytest.raises(KeyboardInterrupt):
        restore(made.file, installation.now, secret=SECRET, replace=True, by="test")
    assert AuditEntry.objects.count() == before and Installation.current().live_mark
    assert not list(installation.database.parent.glob(".scratch-*"))


def test_a_kill_while_it_takes_its_place_never_leaves_none(installation, made, monkeypatch):
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", killed)
    monkeypatch.setattr(Path, "rename", killed_from_scratch(Path.rename))
    with pytest.raises(KeyboardInterrupt):
        restore(made.file, installation.now, secret=SECRET, replace=True, by="test")
    assert Installation.current().live_mark


def killed_from_scratch(rename: Callable[[Path, Path], Path]) -> Callable[[Path, Path], Path]:
    def renamed(path: Path, to: Path) -> Path:
        if path.name == "restored.sqlite3":
            raise KeyboardInterrupt
        return rename(path, to)

    return renamed


def test_into_an_empty_home_it_comes_back_and_of_an_older_version_it_is_brought_to_this_one(thawed, tmp_path):
    made = back_up(tmp_path / "old", SECRET, thawed.now)
    with pointed_at(NAME=tmp_path / "new-home" / "aftervisit.sqlite3"):
        done = restore(made.file, thawed.now, secret=SECRET, by="test")
        assert done.aside == "" and Installation.current().unknown_since == thawed.now
        assert Message.objects.count() == thawed.told["rows"]["campaigns_message"]

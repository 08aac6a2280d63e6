"""A backup is whole or not there, readable by its owner only, and one moment of a database that others go on writing to."""

from __future__ import annotations

import base64
import os
import shutil
import sqlite3
import subprocess
import threading
from collections import namedtuple
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from clinic.refusal import Refusal
from config.database_at import database_at
from operations.backup import making, sealed_file, secret
from operations.backup.checking import SCRATCH_DATABASE, check, counted_in_scratch_database
from operations.backup.making import back_up
from operations.backup.pointed_at import pointed_at
from operations.backup.postgres_tools import command, way_to
from operations.backup.secret import from_file
from tests.campaigns.test_commands import answer, refusal
from tests.operations.conftest import SECRET


def test_it_is_readable_by_its_owner_only_and_leaves_no_plain_copy(installation, tmp_path, home):
    made = back_up(tmp_path, SECRET, installation.now)
    assert made.file.name == "aftervisit-20261015T150000Z.afterback" and made.file.stat().st_mode & 0o777 == 0o600
    assert not list(home.glob(".scratch-*")) and [path.name for path in tmp_path.glob("*.unfinished")] == []
    assert b"SQLite format" not in made.file.read_bytes()


def test_it_is_of_one_moment_while_others_write(installation, tmp_path):
    ended = threading.Event()
    wrote: list[int] = []

    def write_on() -> None:
        with closing(sqlite3.connect(installation.database, timeout=20, isolation_level=None)) as other:
            while not ended.is_set():
                other.execute("BEGIN IMMEDIATE")
                for _ in range(2):  # always two together
                    other.execute("INSERT INTO django_session VALUES (hex(randomblob(16)), '', '2026-01-01')")
                other.execute("COMMIT")
                wrote.append(2)

    writer = threading.Thread(target=write_on)
    writer.start()
    try:
        made = [back_up(tmp_path / f"{n}.afterback", SECRET, installation.now) for n in range(3)]
    finally:
        ended.set()
        writer.join()
    assert wrote and all(one.manifest.tables["django_session"] % 2 == 0 for one in made)


def test_only_ours_are_pruned_and_the_newest_stay(installation, tmp_path):
    (tmp_path / "aftervisit-letter.afterback").write_text("somebody's own")
    files = [back_up(tmp_path, SECRET, installation.now + timedelta(days=n), keep=2).file for n in range(3)]
    assert [path.exists() for path in files] == [False, True, True]
    assert (tmp_path / "aftervisit-letter.afterback").exists()


def test_what_was_just_made_stays_though_the_clock_once_ran_ahead(installation, tmp_path):
    ahead = back_up(tmp_path, SECRET, installation.now + timedelta(days=900)).file
    assert back_up(tmp_path, SECRET, installation.now, keep=2).pruned == [] and ahead.exists()
    made = back_up(tmp_path, SECRET, installation.now + timedelta(days=1), keep=1)
    assert made.file.exists() and len(made.pruned) == 2


def test_a_disk_that_fills_up_leaves_nothing_half_made(installation, tmp_path, home, monkeypatch):
    def full(self, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sealed_file.SealedWriter, "write", full)
    with pytest.raises(OSError, match="No space left"):
        back_up(tmp_path, SECRET, installation.now)
    assert [*tmp_path.glob("aftervisit-*")] == [] and not list(home.glob(".scratch-*"))


def test_a_disk_that_is_short_is_refused_before_anything_is_written(installation, tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda place: namedtuple("Usage", "free")(1_000_000))
    with pytest.raises(Refusal, match="make room first"):
        back_up(tmp_path, SECRET, installation.now)
    assert [*tmp_path.glob("aftervisit-*")] == []


def test_a_backup_whose_rows_dont_come_back_gets_no_name(installation, tmp_path, monkeypatch):
    usual = making.write

    def a_row_short(draft, secret, now) -> None:
        usual(draft, secret, now)
        with installation.database.open("rb"):
            found = check(draft, secret)
        draft.unlink()
        monkeypatch.setattr("operations.backup.snapshots.described", lambda *_, **__: other(found))
        usual(draft, secret, now)

    def other(found):
        return type(found)(**{**vars(found), "tables": {**found.tables, "patients_patient": 99}})

    monkeypatch.setattr(making, "write", a_row_short)
    with pytest.raises(Refusal, match="patients_patient had 99 rows and"):
        back_up(tmp_path, SECRET, installation.now)
    assert [*tmp_path.glob("aftervisit-*")] == []


def test_a_file_that_is_there_is_never_written_over(installation, tmp_path):
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(Refusal, match="is there already"):
        back_up(tmp_path / "mine", SECRET, installation.now)
    with pytest.raises(Refusal, match="no folder"):
        back_up(tmp_path / "nowhere" / "b", SECRET, installation.now)


@pytest.mark.parametrize(
    ("content", "mode", "said"),
    [(b"short", 0o600, "holds no key of 32 bytes"), (base64.b64encode(b"k" * 32), 0o640, "chmod 600"), (None, 0, "can't be read")],
)  # fmt: skip
def test_a_key_file_is_a_key_and_nobody_elses(tmp_path, content, mode, said):
    file = tmp_path / "backup.key"
    if content is not None:
        file.write_bytes(content)
        file.chmod(mode)
    with pytest.raises(Refusal, match=said):
        from_file(file)


def test_the_commands_say_how_long_how_large_and_where_the_keys_are(installation, tmp_path, settings):
    assert "Nobody is here to type a passphrase" in refusal("backup", str(tmp_path))
    settings.BACKUP_KEY_FILE = tmp_path / "backup.key"
    settings.BACKUP_KEY_FILE.write_bytes(base64.b64encode(b"k" * 32) + b"\n")
    settings.BACKUP_KEY_FILE.chmod(0o600)
    made = answer("backup", str(tmp_path), keep=3)
    assert made["bytes"] > 1_000 and {"making", "checking"} <= set(made) and made["tables"]["patients_patient"] == 11
    assert answer("backup", "check", made["file"])["rows"] == made["rows"]
    assert "Name one file or folder" in refusal("backup", "one", "two")


def test_a_passphrase_is_long_and_typed_twice(monkeypatch, settings):
    settings.BACKUP_KEY_FILE = None
    for typed, said in ((["short"], "too short"), (["words enough", "other words"], "aren't the same")):
        answers = iter(typed)
        monkeypatch.setattr(secret, "ask", lambda words, answers=answers: next(answers))
        with pytest.raises(Refusal, match=said):
            secret.secret_to_write()
    monkeypatch.setattr(secret, "ask", lambda words: "words enough")
    assert secret.secret_to_write() == secret.secret_to_read(sealed_file.From.PASSPHRASE)
    with pytest.raises(Refusal, match="set BACKUP_KEY_FILE"):
        secret.secret_to_read(sealed_file.From.KEY_FILE)


def test_what_a_killed_check_left_is_dropped_and_anothers_on_the_server_stays(new_database, tmp_path):
    url = new_database()
    mine, others = f"{SCRATCH_DATABASE}{os.urandom(3).hex()}", f"{SCRATCH_DATABASE}{os.urandom(3).hex()}"
    me = f"me_{os.urandom(3).hex()}"
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(f"CREATE ROLE {me} LOGIN CREATEDB")
        owner.execute(f"CREATE DATABASE {mine} OWNER {me}")
        owner.execute(f"CREATE DATABASE {others}")
        with pointed_at(**database_at(url.replace("//aftervisit@", f"//{me}@"))):
            assert counted_in_scratch_database(dumped_of(tmp_path)) == {}
        left = {name for (name,) in owner.execute("SELECT datname FROM pg_database").fetchall()}
        owner.execute(f"DROP DATABASE {others}")
    assert mine not in left and others in left


def dumped_of(folder: Path) -> list[bytes]:
    """An archive of the database that Django's connection leads to, which is empty."""
    archive, there = folder / "archive", way_to()
    subprocess.run(command("pg_dump", "-Fc", f"--file={archive}", environment=there), env=there, check=True)
    return [archive.read_bytes()]

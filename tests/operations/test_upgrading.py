"""Every released version comes to this one with all its rows, names, emails and signatures, and sends nothing on the way."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import pytest

from campaigns.emails.received import received_eml
from campaigns.models import Message
from campaigns.sending.run import send_due
from clinic.audit_seals import faults
from clinic.models import AuditEntry
from clinic.refusal import Refusal
from clinic.version import VERSION
from content.models import Review
from operations import upgrading, upgrading_at_start
from operations.backup.checking import check
from operations.backup.pointed_at import pointed_at
from operations.backup.secret import from_file
from operations.moving.moving import move
from operations.upgrading import pending, rows, upgrade
from operations.upgrading_at_start import bring_up_to_date, key_in
from scheduler.lock import the_only_clock
from tests.operations.conftest import SECRET, a_web_process, database_at
from tests.releases.frozen import released


def test_the_version_is_said_once():
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    assert project["version"] == VERSION


def all_is_as_it_was(place) -> None:
    told = place.told
    fewer = {name: count for name, count in told["rows"].items() if rows().get(name, 0) < count}
    assert fewer == {}
    ana = Message.objects.get(pk=told["ana"]["message"])
    assert ana.patient.open_identity().email == told["ana"]["email"]
    assert hashlib.sha256(received_eml(ana) or b"").hexdigest() == told["ana"]["shown"]
    assert Review.objects.standing(place.now).count() == told["signatures"] > 0
    assert faults() == []
    send_due(lambda: place.now, "worker")  # it stands in a home without its live mark
    assert place.provider.addresses == []


@pytest.mark.parametrize("release", list(released()), ids=lambda one: one.version)
def test_a_released_version_is_upgraded_and_moved(thawed, new_database, tmp_path):
    done = upgrade(thawed.now, place=tmp_path, secret=SECRET, by="test")
    assert done.changes and done.fewer == {} and pending() == []
    assert check(done.backup.file, SECRET).tables == thawed.told["rows"]
    assert AuditEntry.objects.latest("id").action == "upgrade"
    all_is_as_it_was(thawed)
    url = new_database()
    move(url, thawed.now, by="test")
    with pointed_at(**database_at(url)):
        assert pending() == []
        all_is_as_it_was(thawed)


def test_make_run_makes_a_backup_where_there_is_something_to_lose_and_to_change(thawed, home):
    file = bring_up_to_date(thawed.now)
    assert file.parent == home / "backups" and pending() == [] and AuditEntry.objects.latest("id").actor == "make run"
    assert (home / "backups/backup.key").stat().st_mode & 0o077 == 0
    assert check(file, from_file(home / "backups/backup.key")).tables == thawed.told["rows"]
    assert bring_up_to_date(thawed.now) is None, "nothing is left to change"
    assert len(list(file.parent.glob("*.afterback"))) == 1


def test_a_key_that_was_half_written_is_made_anew(home, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space left"):
        patch.setattr(upgrading_at_start.base64, "b64encode", full)
        key_in(home)
    assert from_file(key_in(home)) == from_file(key_in(home))
    assert [one.name for one in home.iterdir()] == ["backup.key"]


def test_it_refuses_while_timer_or_web_run_and_when_the_disk_is_short(thawed, tmp_path, monkeypatch):
    with the_only_clock(), pytest.raises(Refusal, match="The timer is at work"):
        upgrade(thawed.now, place=tmp_path, secret=SECRET, by="test")
    with a_web_process(), pytest.raises(Refusal, match="A web process is at work"):
        upgrade(thawed.now, place=tmp_path, secret=SECRET, by="test")
    monkeypatch.setattr(upgrading, "ROOM", 1e12)
    with pytest.raises(Refusal, match="make room first"):
        upgrade(thawed.now, place=tmp_path, secret=SECRET, by="test")
    assert pending() and not list(tmp_path.glob("*.afterback"))


def test_what_cant_be_backed_up_isnt_changed(thawed, tmp_path):
    with pytest.raises(Refusal, match="no folder"):
        upgrade(thawed.now, place=tmp_path / "nowhere" / "b", secret=SECRET, by="test")
    assert pending()


def test_there_is_nothing_to_do_twice(installation, tmp_path):
    assert upgrade(installation.now, place=tmp_path, secret=SECRET, by="test").changes == []

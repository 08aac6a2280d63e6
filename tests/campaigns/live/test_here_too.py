"""A second machine of a live installation: its home gets its own mark, unless the database may be a restored copy."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from campaigns.live import here_too as live_here_too
from campaigns.live.here_too import go_live_here_too
from campaigns.sending.way import way_now
from clinic import live_mark
from clinic.models import AuditEntry, Installation
from clinic.refusal import Refusal

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def second_home(live, settings, tmp_path, monkeypatch, now) -> Path:
    """Of another machine on the same database, whose clock ticks on the first."""
    Installation.current().tick(now)
    Installation.objects.update(hand_overs=5)
    settings.HOME = tmp_path / "second"
    settings.HOME.mkdir()
    monkeypatch.setattr(connection, "vendor", "postgresql")
    return settings.HOME


def test_it_sends_once_a_person_has_said_so_and_the_first_goes_on(second_home, home, settings, now):
    assert "This is a copy" in way_now(now).why
    go_live_here_too(now + HOUR / 2, by="maya")
    assert way_now(now).why == "" and live_mark.read(second_home).hand_overs == 5
    assert AuditEntry.objects.get(action="go live here too").actor == "maya"


@pytest.mark.parametrize(
    ("because", "says"),
    [
        (lambda home: Installation.objects.update(live_mark=""), "practising"),
        (lambda home: Installation.objects.update(ticked_at=None), "restored copy"),
        (lambda home: Installation.objects.update(ticked_at=live_since() - HOUR), "restored copy"),
        (lambda home: live_mark.write(home, Installation.current().live_mark, 6), "restored from a backup"),
    ],
)
def test_what_looks_like_a_copy_stays_silent(second_home, now, because, says):
    because(second_home)
    before = live_mark.read(second_home)
    with pytest.raises(Refusal, match=says):
        go_live_here_too(now + timedelta(seconds=1), by="maya")
    assert live_mark.read(second_home) == before


def live_since():
    return Installation.current().live_since


def test_a_worker_refuses_to_start_where_the_installation_isnt_live(second_home, settings, now):
    settings.WORKERS = True
    with pytest.raises(CommandError, match="go_live --also-here"):
        call_command("worker")
    go_live_here_too(now, by="maya")
    assert live_here_too.why_silent_here() == ""
    (second_home / live_mark.NAME).unlink()
    Installation.objects.update(live_mark="")
    assert live_here_too.why_silent_here() == "", "while all practise nobody needs a mark"


def test_on_sqlite_one_machine_sends(live, now, monkeypatch):
    monkeypatch.setattr(connection, "vendor", "sqlite")
    assert "PostgreSQL" in live_here_too.why_not(Installation.current(), now)


def test_the_command_asks_and_refuses_with_a_sentence(live):
    with pytest.raises(CommandError):
        call_command("go_live", "--also-here", "--yes")

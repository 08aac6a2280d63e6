"""A released installation, live and in a database of its own, which Django's connection leads to: in a SQLite file, or moved to PostgreSQL."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from campaigns.keeping.key_check import check_keys
from clinic import live_mark
from clinic.models import Installation
from config.database_at import database_at
from config.databases import sqlite
from operations.backup.pointed_at import pointed_at
from operations.backup.sealed_file import From, Secret
from operations.moving.moving import move
from scheduler.web_lock import held, hold_as_web
from tests.campaigns.conftest import Provider
from tests.postgres import PostgresMissing, as_user, postgres, program
from tests.releases.frozen import Frozen, released

SECRET = Secret(From.KEY_FILE, b"k" * 32)


@dataclass
class Place:
    """`now`: when it was frozen. `told`: what stood in it then. `provider`: before which it is live."""

    now: datetime
    told: dict
    provider: Provider
    database: Path


@contextmanager
def a_web_process() -> Iterator[None]:
    """As far as the home knows."""
    hold_as_web()
    try:
        yield
    finally:
        os.close(held.pop())


@pytest.fixture
def unblocked(django_db_blocker) -> Iterator[None]:
    """Django's connection may be used, though it isn't the one the other tests share."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def release() -> Frozen:
    return next(released())


@pytest.fixture
def thawed(unblocked, release, home, settings, monkeypatch) -> Iterator[Place]:
    """As the release left it, in a SQLite file that isn't of this version yet."""
    told, provider = release.told, Provider()
    settings.FIELD_ENCRYPTION_KEYS = (base64.b64decode(told["key"]),)
    settings.TRANSPORT, settings.SENDGRID_API_KEY = "sendgrid", "SG.test"
    monkeypatch.setattr("campaigns.sending.way.configured", lambda: provider)
    place = Place(datetime.fromisoformat(told["at"]), told, provider, home / "aftervisit.sqlite3")
    release.thaw(place.database)
    with pointed_at(**sqlite(place.database)):
        yield place


@pytest.fixture
def installation(thawed, home) -> Place:
    """Brought to this version, and live."""
    call_command("migrate", verbosity=0)
    check_keys()
    row = Installation.current()
    live_mark.write(home, row.live_mark, row.hand_overs)
    return thawed


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """The address of a PostgreSQL of these tests."""
    try:
        with postgres() as url:
            yield url
    except PostgresMissing as problem:
        if os.environ.get("CI", "").lower() == "true":
            raise
        pytest.skip(str(problem))


@pytest.fixture(scope="session")
def like() -> dict[str, str]:
    """Databases to copy from, made once: one that is prepared and empty, and one that the installation was moved to."""
    return {}


@pytest.fixture
def new_database(cluster, unblocked, like) -> Callable[..., str]:
    """A database of its own in this PostgreSQL, bare or a copy of another: its DATABASE_URL. All of them end with the cluster."""
    socket = cluster.split("@")[1].split("/")[0].replace("%2F", "/")

    def new(of: str = "template0") -> str:
        name = f"of_{os.urandom(5).hex()}"
        as_user(program("createdb"), "-h", socket, "-U", "aftervisit", "-T", of.rpartition("/")[2], name)
        return f"{cluster.rpartition('/')[0]}/{name}"

    return new


@pytest.fixture
def empty_database(new_database, like) -> str:
    """One that is prepared already, which takes ten times as long as the rest."""
    if "empty" not in like:
        like["empty"] = new_database()
        with pointed_at(**database_at(like["empty"])):
            call_command("migrate", verbosity=0)
    return new_database(like["empty"])


@pytest.fixture(params=["sqlite", "postgresql"])
def anywhere(request, installation, like) -> Iterator[Place]:
    """The same on each database; on PostgreSQL it came there by `move_to_postgresql`."""
    if request.param == "sqlite":
        yield installation
        return
    if "moved" not in like:
        like["moved"] = request.getfixturevalue("empty_database")
        move(like["moved"], installation.now, by="test")
    url = request.getfixturevalue("new_database")(like["moved"])
    with pointed_at(**database_at(url)):
        Installation.objects.update(paused_at=None)
        yield installation
        connection.close()

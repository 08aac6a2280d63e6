"""Where a story's rows live: a file copied from the template, or a PostgreSQL database made from one."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

from tests.postgres import USER, as_user, program

TEMPLATE = "template_home"
# A commit is a commit: on disk, as far as a process that is killed can tell. No disk loses power here, so no fsync.
OPTIONS = (
    "-c listen_addresses=127.0.0.1 -c synchronous_commit=on -c fsync=off -c full_page_writes=on -c max_connections=60"
)


class Database(Protocol):
    kind: str
    url: str

    def template(self, home: Path) -> str:
        """The name of the database in which the template home is furnished."""

    def copy(self, home: Path, number: int) -> str:
        """A copy of the furnished one, for the story in `home`."""


class Sqlite:
    kind = "sqlite"
    url = ""

    def template(self, home: Path) -> str:
        self.first = home / "aftervisit.sqlite3"
        return str(self.first)

    def copy(self, home: Path, number: int) -> str:
        with closing(sqlite3.connect(self.first)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(self.first, home / self.first.name)
        return str(home / self.first.name)


class Postgres:
    """A cluster of the suite's own, which it may restart."""

    kind = "postgresql"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.port = free_port()  # on loopback, for the cable that is cut; all others come by the socket
        self.url = f"postgresql://aftervisit@{str(folder).replace('/', '%2F')}:{self.port}/{TEMPLATE}"

    def template(self, home: Path) -> str:
        self.sql(f"CREATE DATABASE {TEMPLATE}")
        return TEMPLATE

    def copy(self, home: Path, number: int) -> str:
        self.sql(f"CREATE DATABASE story_{number} TEMPLATE {TEMPLATE} STRATEGY file_copy")
        return f"story_{number}"

    def restart(self) -> None:
        """As if it had crashed: `immediate` writes nothing down on the way out, what was committed comes from the log."""
        self.control("-m", "immediate", "restart")

    def control(self, *words: object) -> None:
        options = f"-k {self.folder} -p {self.port} {OPTIONS}"
        as_user(program("pg_ctl"), "-D", self.data, "-w", "-l", self.folder / "log", "-o", options, *words)

    def sql(self, statement: str) -> None:
        subprocess.run(
            [program("psql"), "-q", "-h", self.folder, "-p", str(self.port), "-U", "aftervisit", "-d", "postgres", "-c", statement],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def a_cluster(folder: Path) -> Iterator[Postgres]:
    """Raises PostgresMissing."""
    initdb = program("initdb")
    folder.mkdir()
    if os.geteuid() == 0:
        folder.parent.chmod(0o711)  # PostgreSQL, which is another user, must get through to its own folder
        os.chown(folder, pwd.getpwnam(USER).pw_uid, -1)
    database = Postgres(folder)
    as_user(
        initdb, "-D", database.data, "-A", "trust", "-U", "aftervisit", "-E", "UTF8", "--no-sync", "--no-locale",
        "--no-instructions",
    )  # fmt: skip
    database.control("start")
    try:
        yield database
    finally:
        database.control("-m", "immediate", "stop")

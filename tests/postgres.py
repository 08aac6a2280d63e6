"""A real PostgreSQL for the tests: a cluster in a temporary folder, on a socket only we can reach, ended with the tests.

`with postgres() as url:` gives a DATABASE_URL, or raises PostgresMissing naming what to install.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
USER = "postgres"  # PostgreSQL refuses to run as root; Debian's package makes this user


class PostgresMissing(Exception):
    """PostgreSQL's own programs aren't on this machine."""


@contextmanager
def postgres() -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="aftervisit-pg-"))
    try:
        yield from serve(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def serve(folder: Path) -> Iterator[str]:
    if os.geteuid() == 0:
        os.chown(folder, pwd.getpwnam(USER).pw_uid, -1)
    data = folder / "data"
    as_user(program("initdb"), "-D", data, "-A", "trust", "-U", "aftervisit", "-E", "UTF8", "--no-sync", "--no-locale")
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c synchronous_commit=off"
    as_user(program("pg_ctl"), "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
    try:
        as_user(program("createdb"), "-h", folder, "-U", "aftervisit", "aftervisit")
        yield f"postgresql://aftervisit@{str(folder).replace('/', '%2F')}/aftervisit"
    finally:
        as_user(program("pg_ctl"), "-D", data, "-m", "immediate", "stop")


def program(name: str) -> Path:
    """Raises PostgresMissing."""
    for folder in BINARIES:
        if (folder / name).exists():
            return folder / name
    raise PostgresMissing("Install Debian's postgresql package to run the tests on PostgreSQL too.")


def as_user(*command: object) -> None:
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        words = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", *words]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd="/")

"""The commands on the pages for admins do what the pages say: run in a shell, in their order, each page in an installation of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from clinic import live_mark
from tests.releases.frozen import released

BASE = Path(__file__).resolve().parents[2]
MARK = f"<!-- run by: {Path(__file__).relative_to(BASE)} -->"
BLOCK = re.compile(rf"{re.escape(MARK)}\n```sh\n(.*?)```", re.DOTALL)
WRITTEN = "postgresql://aftervisit:password@db.clinic.example:5432/aftervisit"


def commands(page: str) -> str:
    return "".join(BLOCK.findall((BASE / "docs" / page).read_text()))


@pytest.fixture
def shell(tmp_path):
    """Runs a page's commands in the frozen installation, with the page's folders below a temporary one."""
    home, release = tmp_path / "var/lib/aftervisit", next(released())
    for folder in (home, tmp_path / "var/backups/aftervisit", tmp_path / "etc/aftervisit"):
        folder.mkdir(parents=True)
    release.thaw(home / "aftervisit.sqlite3")
    (tmp_path / "python").symlink_to(sys.executable)

    def run(text: str, **more: str) -> str:
        here = re.sub(r"/(var|etc)/(?=\w)", rf"{tmp_path}/\1/", text)
        environment = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "AFTERVISIT_HOME": str(home), "SECRET_KEY": "tests only",
            "FIELD_ENCRYPTION_KEYS": release.told["key"], "PUBLIC_URL": "https://learn.clinic.example", "PYTHONDONTWRITEBYTECODE": "1",
            **more,
        }  # fmt: skip
        done = subprocess.run(
            ["bash", "-euc", here], cwd=BASE, env=environment, text=True, capture_output=True, stdin=subprocess.DEVNULL
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run.home = home  # type: ignore[attr-defined]
    return run


def test_upgrading_then_backup_and_restore(shell):
    both = commands("backup-and-restore.md")
    key, rest = both.split("python", 1)
    older = "touch /var/backups/aftervisit/aftervisit-20260101T000000Z.afterback"  # one command names one of several
    out = shell(f"{key}{commands('upgrading.md')}rm /var/backups/aftervisit/*\n{older}\npython{rest}")
    assert (
        "The database is of version" in out and "is whole." in out and re.search(r"rows in \d\d tables are back", out)
    )
    assert "nothing leaves before go_live" in out
    assert list(shell.home.glob("*.before-restore-*"))


def test_moving_to_postgresql(shell, empty_database):
    shell("python manage.py migrate -v0")
    live_mark.write(shell.home, "some mark", 0)
    out = shell(commands("moving-to-postgresql.md").replace(WRITTEN, empty_database))
    assert "the same on both sides" in out and "Sending is paused" in out and "Aftervisit 0.2.0" in out


@pytest.mark.parametrize("page", ["backup-and-restore.md", "upgrading.md", "moving-to-postgresql.md"])
def test_every_block_of_these_pages_is_run(page):
    text = (BASE / "docs" / page).read_text()
    assert text.count("```sh\n") == len(BLOCK.findall(text)) > 0

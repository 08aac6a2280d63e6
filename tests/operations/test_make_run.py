"""`make run`, as README.md, docs/for-admins.md and docs/the-house.md have it: what it prints, and what is left of it however it ends. Real processes, real ports."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError

from config import run

BASE = Path(__file__).parents[2]


class Running:
    """A product started as `make run` starts it, and what it has printed."""

    def __init__(self, home: Path, port: int, module: str = "config.run") -> None:
        settings = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DATABASE_URL", "AFTERVISIT_WORKERS", "PUBLIC_URL", "DJANGO_SETTINGS_MODULE", "MAKELEVEL")
        }
        self.port, self.log = port, home.parent / f"{port}-{time.monotonic_ns()}.log"
        with self.log.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", module], cwd=BASE, stdout=out, stderr=out, env={**settings, "AFTERVISIT_HOME": str(home), "PORT": str(port)}
            )  # fmt: skip

    def printed(self, pattern: str, seconds: float = 120) -> re.Match[str]:
        return until(lambda: re.search(pattern, self.log.read_text()), seconds, lambda: self.log.read_text())

    @property
    def children(self) -> list[int]:
        listed = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
        return [int(line.split()[0]) for line in listed.splitlines() if f"config.child {self.process.pid} " in line]


def until(look, seconds: float = 20, say=lambda: ""):
    ending = time.monotonic() + seconds
    while time.monotonic() < ending:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError(f"It didn't happen within {seconds} s. {say()}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    one = Running(tmp_path / "product", free_port())
    yield one
    if one.process.poll() is None:
        one.process.kill()
    one.process.wait()
    until(lambda: not one.children)


def test_a_newcomer_gets_an_address_a_sign_in_and_a_page(running: Running) -> None:
    address = running.printed(r"Aftervisit is at\s+(http://\S+)")[1]
    assert running.printed(r"Sign in as\s+(\S+)")[1] == "admin"
    assert re.fullmatch(r"[0-9a-f]{4}(-[0-9a-f]{4}){3}", running.printed(r"Password\s+(\S+)")[1])
    with urllib.request.urlopen(address, timeout=20) as page:
        assert b"password" in page.read().lower()
    assert not (running.log.parent / "product/backups").exists(), "a fresh home has nothing to lose"
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(30) == 0
    assert not running.children and port_is_free(running.port)


def test_killing_the_parent_leaves_no_child_and_no_busy_port(running: Running) -> None:
    running.printed("Aftervisit is at")
    assert len(running.children) >= 2
    running.process.kill()
    running.process.wait()
    until(lambda: not running.children)
    assert port_is_free(running.port)


def test_a_busy_port_is_stepped_over(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        from config.run import free_port as next_free

        os.environ["PORT"] = str(port)
        try:
            assert next_free() > port
        finally:
            del os.environ["PORT"]


def test_a_home_that_cannot_be_made_is_one_sentence_and_exit_1(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = subprocess.run(
        [sys.executable, "-m", "config.run"], cwd=BASE, capture_output=True, text=True,
        env={**os.environ, "AFTERVISIT_HOME": str(tmp_path / "file" / "home"), "PORT": str(free_port())},
    )  # fmt: skip
    assert done.returncode == 1
    assert "AFTERVISIT_HOME" in done.stderr and "Traceback" not in done.stderr


def test_a_disk_that_fills_up_is_one_sentence(monkeypatch, capsys) -> None:
    def full() -> list[tuple[str, str]]:
        raise OperationalError("database or disk is full")

    for name in ("DJANGO_SETTINGS_MODULE", "PUBLIC_URL"):
        monkeypatch.setenv(name, os.environ.get(name, "http://127.0.0.1:8000"))
    monkeypatch.setattr(run, "prepare", full)
    assert run.prepared(8000) == []
    assert capsys.readouterr().err == "The database answers: database or disk is full.\n"


class Ended:
    pid, returncode = 1, -9

    def poll(self) -> int:
        return self.returncode


def test_workers_are_started_anew_ten_times_in_all(monkeypatch, capsys) -> None:
    monkeypatch.setattr(run, "child", lambda *words: Ended())
    team, left = [Ended(), Ended()], 9
    left -= run.replace_ended(team, left)
    assert left == 7
    assert run.replace_ended(team, 1) == 2, "which ends it all"
    assert capsys.readouterr().out.count("takes its place") == 3, "nobody is promised for the one too many"

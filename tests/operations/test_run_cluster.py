"""`make run-cluster` of docs/many-machines.md: PostgreSQL, web, timer and two workers, and what is left of them. Real processes, real ports."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operations.test_make_run import BASE, Running, free_port, port_is_free, until
from tests.postgres import PostgresMissing, program


@pytest.fixture
def home() -> Iterator[Path]:
    """Where PostgreSQL's own user gets to, too."""
    try:
        program("initdb")
    except PostgresMissing as problem:
        pytest.skip(str(problem))
    folder = Path(tempfile.mkdtemp(prefix="aftervisit-cluster-"))
    folder.chmod(0o755)
    yield folder / "home"
    shutil.rmtree(folder, ignore_errors=True)


def servers_in(home: Path) -> bool:
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    return f"-D {home}" in listed


def test_it_runs_leaves_no_child_even_when_killed_and_finds_its_data_again(home: Path) -> None:
    first = Running(home, free_port(), "config.run_cluster")
    try:
        address = first.printed(r"Aftervisit is at\s+(http://\S+)")[1]
        password = first.printed(r"Password\s+(\S+)")[1]
        assert len(first.children) >= 5, "PostgreSQL, web, timer and two workers"
        with urllib.request.urlopen(address, timeout=20) as page:
            assert b"password" in page.read().lower()
        worker = int(first.printed(r"Workers\s+(\d+), \d+")[1])
        os.kill(worker, signal.SIGKILL)
        anew = int(first.printed(rf"Worker {worker} has ended \(-9\); (\d+) takes its place")[1])
        assert anew in until(lambda: first.children) and first.process.poll() is None
    finally:
        first.process.kill()
        first.process.wait()
    until(lambda: not first.children and not servers_in(home))
    assert port_is_free(first.port)

    second = Running(home, free_port(), "config.run_cluster")
    try:
        again = second.printed(r"Password\s+(\S+)")[1]
        assert again == password, "a fresh database would have made another"
    finally:
        second.process.send_signal(signal.SIGINT)
        assert second.process.wait(30) == 0
    assert not second.children and not servers_in(home)


def test_a_machine_without_postgresql_is_told_what_to_install(tmp_path: Path, monkeypatch) -> None:
    from clinic.refusal import Refusal
    from operations import own_postgres

    monkeypatch.setattr(own_postgres, "DEBIAN", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refusal, match="Debian's postgresql package"):
        own_postgres.make_data(tmp_path / "postgres")


def test_a_path_too_long_for_a_socket_is_one_sentence_and_exit_1(tmp_path: Path) -> None:
    home = tmp_path / ("long" * 25)
    done = subprocess.run(
        [sys.executable, "-m", "config.run_cluster"], cwd=BASE, capture_output=True, text=True,
        env={**os.environ, "AFTERVISIT_HOME": str(home), "PORT": str(free_port())},
    )  # fmt: skip
    assert done.returncode == 1 and "AFTERVISIT_HOME" in done.stderr and "Traceback" not in done.stderr

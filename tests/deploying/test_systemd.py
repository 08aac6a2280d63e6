"""The units of deploy/systemd, read by systemd's own programs."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from mailer.transports.base import LONGEST_HAND_OVER

pytestmark = pytest.mark.deploying
UNITS = Path(__file__).parents[2] / "deploy" / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
PROGRAM = re.compile(r"^ExecStart=/opt/aftervisit/venv/bin/python ", re.MULTILINE)
EXPOSED = 15  # of 100, as systemd counts; a unit without any of these lines has 96


def analyze(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", *map(str, words)],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "LANG": "C"},
    )


def test_systemd_understands_every_line(tmp_path: Path):
    """With a program that is there in place of ours, which isn't installed where tests run."""
    for path in UNITS.glob("aftervisit*.*"):
        (tmp_path / path.name).write_text(PROGRAM.sub("ExecStart=/bin/true ", path.read_text()))
    units = sorted(path for path in tmp_path.iterdir() if path.suffix in (".service", ".timer", ".target"))
    assert len(units) == 7
    checked = analyze("verify", "--man=no", *units)
    ours = [line for line in checked.stderr.splitlines() if "aftervisit" in line]
    assert checked.returncode == 0 and ours == [], checked.stderr


@pytest.mark.parametrize("unit", SERVICES, ids=lambda path: path.stem)
def test_a_break_in_reaches_as_little_as_can_be(unit: Path):
    looked = analyze("security", "--offline=true", f"--threshold={EXPOSED}", "--no-pager", unit)
    assert looked.returncode == 0, looked.stdout[-300:]


def test_what_sends_is_given_longer_to_end_than_a_batch_may_take():
    for name in ("aftervisit-clock.service", "aftervisit-worker@.service"):
        seconds = re.search(r"^TimeoutStopSec=(\d+)$", (UNITS / name).read_text(), re.MULTILINE)
        assert seconds and int(seconds[1]) > LONGEST_HAND_OVER.total_seconds(), name


def test_every_program_is_shut_in_the_same_way():
    """The lines from the credentials on, but for what the backup writes to and the limits."""
    programs = [path for path in SERVICES if "failed" not in path.name]
    shut = {
        re.sub(r"^(StateDirectory=|TasksMax=|WantedBy=|\[Install\]).*\n", "", path.read_text().partition("# Keys and")[2], flags=re.MULTILINE).strip()
        for path in programs
    }  # fmt: skip
    assert len(programs) == 4 and len(shut) == 1


def test_the_command_for_people_runs_as_the_programs_do(tmp_path: Path):
    noted = tmp_path / "systemd-run"
    noted.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    noted.chmod(0o755)
    command = [str(UNITS / "aftervisit"), "clinic", "set", "mail_name=Learning Desk"]
    said = subprocess.run(command, capture_output=True, text=True, env={"PATH": f"{tmp_path}:/usr/bin:/bin"})
    words = said.stdout.splitlines()
    assert words[0] in ("--pipe", "--pty") and "--uid=aftervisit" in words
    assert words[-3:] == ["clinic", "set", "mail_name=Learning Desk"]
    unit = (UNITS / "aftervisit-clock.service").read_text()
    assert all(word.partition("=")[2] in unit for word in words if word.startswith("--property="))
    assert subprocess.run(command[:1], capture_output=True).returncode == 2

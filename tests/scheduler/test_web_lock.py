"""Web processes are found by whoever changes the database as a whole, and none starts meanwhile."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from clinic.refusal import Refusal
from scheduler.web_lock import no_web

BASE = Path(__file__).resolve().parents[2]
WEB = "import sys, config.wsgi; print('serves', flush=True); sys.stdin.read()"


def environment(home: Path) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "AFTERVISIT_WORKERS")}
    return {
        **ours,
        "AFTERVISIT_HOME": str(home),
        "SECRET_KEY": "k" * 60,
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }


def web(home: Path) -> subprocess.Popen[str]:
    """What gunicorn loads, before anybody asked it anything."""
    return subprocess.Popen(
        [sys.executable, "-c", WEB], cwd=BASE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=environment(home),
    )  # fmt: skip


def test_a_web_process_is_found_until_it_is_gone_and_none_starts_while_there_may_be_none(home):
    with web(home) as one:
        assert one.stdout and one.stdout.readline() == "serves\n"
        with pytest.raises(Refusal, match="stop web first"), no_web():
            pass
        one.kill()
    with no_web(), web(home) as late:
        said = late.communicate()[1]
        assert late.returncode == 3 and "start web when that has ended" in said and "Traceback" not in said


def test_gunicorn_ends_as_well_where_web_may_not_start(home):
    """A process that tries again for ever would be one that systemd and compose take for a sound one."""
    with no_web():
        ended = subprocess.run(
            [sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:0", "--no-control-socket", "config.wsgi:application"],
            cwd=BASE, env=environment(home), capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert ended.returncode == 3 and ended.stderr.count("start web when that has ended") == 1


def test_a_web_process_of_another_user_may_lock_what_root_made(home):
    """`upgrade`, run as root with a careful umask, would else leave a file that web can't open, and web would hold no lock."""
    usual = os.umask(0o077)
    try:
        with no_web():
            assert (home / "web.lock").stat().st_mode & 0o777 == 0o644
    finally:
        os.umask(usual)

"""`make test`: one list of named steps, the same here and in CI.

A part this machine lacks (PostgreSQL, Chromium) is left out with one line that says what to install; with CI=true that is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from config.environment import BASE
from tests.postgres import PostgresMissing, postgres, program

PYTHON = sys.executable
CI = os.environ.get("CI", "").lower() == "true"
SMTP_SINK = Path("/usr/sbin/smtp-sink")
DEPLOYED_WITH = {"nginx-light": "/usr/sbin/nginx", "caddy": "/usr/bin/caddy", "systemd": "/usr/bin/systemd-analyze"}
NOWHERE_ELSE = "not browser and not smtp_sink and not deploying"
SHARED = "TESTS_SHARE"
"""Names the folder that all processes of one run share: see migrated.py."""
PYTEST = (PYTHON, "-m", "pytest", "-n", "2", "--dist", "worksteal")


def run(*command: str, **environment: str) -> None:
    subprocess.run(command, check=True, env={**os.environ, **environment})


def compiled_once() -> None:
    """Python keeps what it compiles beside our files, even where its surroundings forbid that: hundreds of processes start here."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    ours = [str(path.parent) for path in sorted(BASE.glob("*/__init__.py")) if path.parent.name != "tests"]
    tool("compileall", "-q", "-j", "2", *ours)


def tool(name: str, *arguments: str) -> None:
    run(PYTHON, "-m", name, *arguments)


def on_sqlite() -> None:
    run(*PYTEST, "-m", NOWHERE_ELSE)


def on_postgres() -> None:
    with postgres() as url:
        run(*PYTEST, "-m", NOWHERE_ELSE, DATABASE_URL=url)


def against_smtp_sink() -> None:
    run(PYTHON, "-m", "pytest", "-m", "smtp_sink", *files_with("smtp_sink"))


def of_deploying() -> None:
    run(PYTHON, "-m", "pytest", "-m", "deploying", *files_with("deploying"))


def in_a_browser() -> None:
    run(*PYTEST, "-m", "browser", *files_with("browser"))


def files_with(mark: str) -> list[str]:
    """Only these are gathered: going through all the others takes half a minute."""
    tests = Path(__file__).parent
    return sorted(str(path) for path in tests.rglob("test_*.py") if f"mark.{mark}" in path.read_text())


STEPS: dict[str, Callable[[], None]] = {
    "format": lambda: tool("ruff", "format", "--check", "."),
    "lint": lambda: tool("ruff", "check", "."),
    "types": lambda: tool("mypy"),
    "migrations": lambda: run(PYTHON, "-W", "error", "-m", "tests.migrations"),
    "tests on SQLite": on_sqlite,
    "tests on PostgreSQL": on_postgres,
    "tests against smtp-sink": against_smtp_sink,
    "tests of deploying": of_deploying,
    "tests in a browser": in_a_browser,
}


def missing_parts() -> dict[str, str]:
    """Steps that can't run here, with what to install."""
    missing = {}
    try:
        program("initdb")
    except PostgresMissing as problem:
        missing["tests on PostgreSQL"] = str(problem)
    if not SMTP_SINK.exists():
        missing["tests against smtp-sink"] = "Install Debian's postfix package to run the tests against smtp-sink."
    if lacking := [name for name, where in DEPLOYED_WITH.items() if not Path(where).exists()]:
        missing["tests of deploying"] = f"Install Debian's {' and '.join(lacking)} to run the tests of deploying."
    if not shutil.which("chromium"):
        missing["tests in a browser"] = "Install Debian's chromium package to run the browser tests."
    return missing


@contextmanager
def named(step: str) -> Iterator[None]:
    print(f"── {step}", flush=True)
    began = time.monotonic()
    yield
    print(f"── {step}: fine, {time.monotonic() - began:.0f} s", flush=True)


def main() -> int:
    chosen = sys.argv[1:] or list(STEPS)
    missing = missing_parts()
    compiled_once()
    with tempfile.TemporaryDirectory(prefix="aftervisit-tests-") as shared:
        os.environ[SHARED] = shared
        return through(chosen, missing)


def through(chosen: list[str], missing: dict[str, str]) -> int:
    """The chosen steps in turn, up to the first that fails."""
    for step in chosen:
        if step in missing:
            print(f"── {step}: left out. {missing[step]}")
            if CI:
                return 1
            continue
        try:
            with named(step):
                STEPS[step]()
        except subprocess.CalledProcessError as failure:
            print(f"── {step}: failed ({' '.join(map(str, failure.cmd[:6]))} …)")
            return 1
    print("── all is well" if not missing else "── what could run is well")
    return 0


if __name__ == "__main__":
    sys.exit(main())

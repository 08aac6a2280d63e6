"""Real homes with a real SQLite file, and `manage.py` as a process of its own: the way cron, a shell and a second machine use it."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from clinic import live_mark
from tests.migrated import migrated

BASE = Path(__file__).resolve().parents[2]
CLINIC = (
    "mail_name=Learning Desk", "from=lessons@clinic.example", "reply_to=desk@clinic.example", "postal_address=1 Main St, Springfield",
    "phone=+1 217 555 0100", "time_zone=America/Chicago", "window=00:00-23:59", "weekdays=mon-sun",
)  # fmt: skip
FURNISH = """
import django, shutil
django.setup()
shutil.copy({database!r}, {home!r})
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("load_library", stdout=open("/dev/null", "w"))
call_command("clinic", "set", *{clinic!r}, stdout=open("/dev/null", "w"))
call_command("approve", "fibromyalgia", reviewer="Test Reviewer", credential="MD", stdout=open("/dev/null", "w"))
"""


class Home:
    """One installation's folder. `environment` is what its operator set."""

    def __init__(self, path: Path, **environment: str) -> None:
        self.path = path
        self.environment = environment

    @property
    def environ(self) -> dict[str, str]:
        """Nothing of the tests' own settings: not their home, not their database."""
        plain = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
        ours = {
            "AFTERVISIT_HOME": str(self.path),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PUBLIC_URL": "https://learn.clinic.example",
        }
        return {**plain, "PYTHONDONTWRITEBYTECODE": "1", **ours, **self.environment}

    def start(self, *words: str, **more: str) -> subprocess.Popen[str]:
        command = [sys.executable, "manage.py", *words]
        return subprocess.Popen(
            command,
            cwd=BASE,
            env={**self.environ, **more},
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        with self.start(*words, **more) as process:
            out, err = process.communicate(timeout=120)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def json(self, *words: str, **more: str) -> dict:
        """What the command prints with --json: one document, and exit status 0."""
        done = self.run(*words, "--json", **more)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def refuses(self, *words: str, **more: str) -> str:
        """The one sentence with which the command says no."""
        done = self.run(*words, **more)
        assert done.returncode == 1, (done.returncode, done.stdout, done.stderr)
        assert "Traceback" not in done.stderr and done.stdout == ""
        lines = [line for line in done.stderr.strip().splitlines() if not line.startswith("New keys are in")]
        assert len(lines) == 1, done.stderr
        return lines[0]

    def sql(self, statement: str, *values: object) -> list[tuple]:
        with closing(sqlite3.connect(self.path / "aftervisit.sqlite3", timeout=20)) as connection, connection:
            return connection.execute(statement, values).fetchall()

    def counts(self) -> dict[str, int]:
        tables = [
            name
            for (name,) in self.sql(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '%\\_%' ESCAPE '\\'"
            )
        ]
        return {name: self.sql(f'SELECT count(*) FROM "{name}"')[0][0] for name in tables}

    def copy(self, path: Path, **environment: str) -> Home:
        return Home(Path(shutil.copytree(self.path, path)), **{**self.environment, **environment})

    def go_live(self) -> None:
        """What `go_live` writes, without the second its process takes: one story runs the command itself."""
        self.sql("UPDATE clinic_installation SET live_mark = 'm1', live_since = CURRENT_TIMESTAMP")
        live_mark.write(self.path, "m1", 0)

    def enrol_all(self, people: dict[str, str]) -> None:
        """Several at once, as `enrol` does one: address → given name."""
        zone, visited = noon_zone(), three_days_ago()
        rows = [f"{email},{name},{zone},{visited},signed form" for email, name in people.items()]
        file = self.path.with_suffix(".csv")  # beside the home: it isn't ours to seal
        file.write_text("\n".join(["email,given_name,time_zone,visit_date,consent", *rows]))
        assert self.json("import_patients", str(file), "--series=fibromyalgia")["enrolled"] == len(people)

    def enrol(self, email: str, given_name: str, **more: str) -> dict:
        """Someone whose first lesson is due now: the visit was three days ago, and it is about noon where they live."""
        wanted = {"time-zone": noon_zone(), "visit-date": three_days_ago(), "consent": "signed form", **more}
        options = [f"--{name}={value}" for name, value in wanted.items()]
        return self.json("enrol", "--series=fibromyalgia", f"--email={email}", f"--given-name={given_name}", *options)


def noon_zone() -> str:
    """A zone in which it is between 11:30 and 12:30 now, so that no test runs into midnight."""
    ahead = round(12 - datetime.now(UTC).hour - datetime.now(UTC).minute / 60)
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


def three_days_ago() -> str:
    return (datetime.now(ZoneInfo(noon_zone())) - timedelta(days=3)).date().isoformat()


def furnished(path: Path) -> Home:
    """A practising home: the shipped series, signed, and a clinic filled in that is open day and night."""
    home = Home(path)
    path.mkdir()
    subprocess.run(
        [
            sys.executable,
            "-c",
            FURNISH.format(clinic=CLINIC, database=str(migrated()), home=str(path / "aftervisit.sqlite3")),
        ],
        cwd=BASE,
        env=home.environ,
        check=True,
        capture_output=True,
    )
    return home

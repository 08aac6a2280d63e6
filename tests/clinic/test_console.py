"""What every command shares: one document with --json, sentences without, and a clear no instead of a traceback."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError

from clinic.console import ConsoleCommand
from clinic.refusal import Refusal
from config.logs import WithoutValues

BASE = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db


class Greet(ConsoleCommand):
    help = "Greet."

    def arguments(self, parser):
        parser.add_argument("--name", default="you")

    def run(self, name, **_):
        if isinstance(name, Exception):
            raise name
        self.say(f"Hello {name}")
        return {"greeted": name}


def output(**options) -> str:
    out = StringIO()
    call_command(Greet(), stdout=out, **options)
    return out.getvalue()


def test_with_json_the_output_is_one_document_and_names_stay_readable():
    assert output(name="Zoë", as_json=True) == '{"greeted": "Zoë"}\n'
    assert json.loads(output(as_json=True)) == {"greeted": "you"}


def test_without_json_it_speaks_to_people():
    assert output(name="Ana") == "Hello Ana\n"


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (Refusal("No. Do this."), "No. Do this."),
        (ValidationError("Enter an address."), "Enter an address."),
        (ValidationError(["One.", "Two."]), "One. Two."),
        (
            OperationalError("database is locked\nLINE 1"),
            "The database answers: database is locked. Try again.",
        ),
    ],
)
def test_a_clear_no_is_one_sentence(problem, sentence):
    with pytest.raises(CommandError) as refused:
        output(name=problem)
    assert str(refused.value) == sentence and refused.value.returncode == 1


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (Refusal("Name “Zoë” is taken."), "Name “Zoë” is taken."),
        (CommandError("Not so."), "Not so."),
        (ZeroDivisionError("ana@example.org"), "This command failed with ZeroDivisionError: see the lines above."),
    ],
)
def test_with_json_a_no_is_one_document_as_well(problem, told):
    out = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command(Greet(), stdout=out, name=problem, as_json=True)
    assert json.loads(out.getvalue()) == {"refused": told} and str(refused.value) == told


def test_a_fault_of_ours_isnt_dressed_up_as_a_refusal_and_tells_no_value(caplog):
    with pytest.raises(CommandError, match="failed with ZeroDivisionError") as failed:
        output(name=ZeroDivisionError("ana@example.org"))
    assert failed.value.returncode == 3 and isinstance(failed.value.__cause__, ZeroDivisionError)
    shown = WithoutValues().format(caplog.records[-1])
    assert "ana@" not in shown and "test_console.py" in shown and "ZeroDivisionError" in shown


def test_the_database_is_looked_at_before_anything_else(monkeypatch):
    def refuse():
        raise Refusal("Not ours.")

    monkeypatch.setattr("clinic.console.check_database", refuse)
    with pytest.raises(CommandError, match="Not ours"):
        output()
    monkeypatch.setattr(Greet, "needs_database", False)
    assert output() == "Hello you\n"


def test_a_file_that_cannot_be_used_is_one_sentence():
    with pytest.raises(CommandError, match=r"clock.lock can't be used: Permission denied\."):
        output(name=PermissionError(13, "Permission denied", "clock.lock"))


def test_bytes_that_are_not_utf8_are_refused_before_anything_is_done():
    with pytest.raises(CommandError, match="isn't UTF-8"):
        output(name="x\udcff")


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_where_nobody_reads_on_it_ends_without_a_word(tmp_path, unbuffered):
    """As `manage.py doctor | head` does: at the first line that nobody takes, or at the end when all is flushed."""
    reads, writes = os.pipe()
    os.close(reads)
    done = subprocess.run(
        [sys.executable, "manage.py", "doctor", "--offline"], stdout=writes, stderr=subprocess.PIPE, cwd=BASE,
        env={**os.environ, "AFTERVISIT_HOME": str(tmp_path), "SECRET_KEY": "k" * 60, "PYTHONUNBUFFERED": unbuffered},
        text=True, check=False,
    )  # fmt: skip
    os.close(writes)
    assert done.returncode == 141 and "pipe" not in done.stderr and "Traceback" not in done.stderr, done.stderr


def test_a_setting_that_is_wrong_is_one_document_as_well(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "status", "--json"], capture_output=True, cwd=BASE, text=True, check=False,
        env={**os.environ, "AFTERVISIT_HOME": str(tmp_path), "LOG_LEVEL": "LOUD"},
    )  # fmt: skip
    assert done.returncode == 1 and json.loads(done.stdout) == {"refused": done.stderr.strip()}, done.stderr

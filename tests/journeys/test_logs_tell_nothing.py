"""Whatever happens, and however much is logged: no name, no address, no diagnosis and no title leaves by the logs.

Nor does a name or an address stand in any file of the home (the database, its write-ahead log, the rest) or in a dump of it, nor what
an email is about in the parts of it that others see: the subject, the headers, the line a mailbox shows beside the subject.
A provider who may not see health information sees none in the whole email, and no name.
"""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.homes import BASE, Home
from tests.patients.test_nothing_in_clear import spellings

PEOPLE = {"anamaria.zz@example.org": "Anamaria", "bogdan.qq@example.net": "Bogdan", "chiara.ww@example.com": "Chiara"}
OF_PEOPLE = [word for address, name in PEOPLE.items() for word in (address, address.split("@")[0], name)]
SERIES = BASE / "content" / "library" / "fibromyalgia"
# The transport fails in our own client, then the database in a settlement, each with a patient's values in the exception's text.
FAULTY = """
import sys, django
django.setup()
from campaigns.sending import run
from mailer.transports.sendgrid import SendGridTransport

class Faulty(SendGridTransport):
    def hand_over(self, email, recipients, **more):
        if len(sys.argv) > 2:
            raise RuntimeError(f"{{recipients[0].address}} {{dict(recipients[0].values)}}")
        return super().hand_over(email, recipients, **more)

def fails(claim, outcome, now):
    raise ValueError(f"{{claim.recipients[0].address}} {{dict(claim.recipients[0].values)}}")

import mailer.transports.sendgrid
mailer.transports.sendgrid.SendGridTransport = Faulty
if sys.argv[1] == "settle":
    run.settle_surely = fails
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "send_due"])
""".replace("{{", "{").replace("}}", "}")


def titles() -> list[str]:
    """Every lesson's title, subject and first words, as the shipped files say them."""
    found = []
    for path in SERIES.glob("[0-9]*.md"):
        text = path.read_text()
        found += re.findall(r'^(?:title|subject|preheader) = "(.{12,})"', text, re.MULTILINE)
        found.append(text.split("+++\n")[2].strip().splitlines()[0][:40])
    return found


def private_words() -> list[str]:
    """The people, and what they have."""
    series = (SERIES / "series.toml").read_text()
    private = re.search(r"private_words = \[(.*?)\]", series, re.DOTALL)
    assert private
    return [*OF_PEOPLE, "fibromyalgia", *re.findall(r'"([^"]{5,})"', private[1])]


def words_that_tell() -> list[str]:
    return [*private_words(), *titles()]


def leaks(logged: str, words: list[str] | None = None) -> list[str]:
    return [
        word
        for word in words or words_that_tell()
        if re.search(rf"(?<![a-z]){re.escape(word.lower())}", logged.lower())
    ]


def test_the_words_looked_for_are_those_of_the_people_and_the_series():
    assert len(words_that_tell()) > 40
    assert leaks("Sent to Anamaria") and leaks("a lesson on Fibromyalgia") and not leaks("attempt 01a2: accepted of 3")


@pytest.fixture
def loud(live_home: Home) -> Home:
    live_home.environment["LOG_LEVEL"] = "DEBUG"
    live_home.enrol_all(PEOPLE)
    return live_home


@pytest.fixture
def kept_open(loud: Home) -> Iterator[None]:
    """While somebody reads, the write-ahead log stays on disk."""
    with closing(sqlite3.connect(loud.path / "aftervisit.sqlite3")) as reader:
        reader.execute("SELECT COUNT(*) FROM patients_patient").fetchone()
        yield


def stored(home: Home) -> dict[str, bytes]:
    """Every file by its name, and the database as `sqlite3 .dump` writes it."""
    with closing(sqlite3.connect(home.path / "aftervisit.sqlite3")) as database:
        dump = "\n".join(database.iterdump()).encode()
    return {path.name: path.read_bytes() for path in home.path.rglob("*") if path.is_file()} | {"a dump": dump}


def seen_by_others(email: dict[str, Any]) -> str:
    """What a phone's lock screen, a colleague behind the reader, or a mail server on the way sees. Not To: it is the envelope."""
    line_beside_the_subject = re.search(r"<body.*?<div[^>]*>(.*?)</div>", email["text/html"], re.DOTALL)
    assert line_beside_the_subject
    return json.dumps([email["subject"], email["headers"], email["args"], line_beside_the_subject[1]])


def test_a_whole_run_through_every_fault_logs_and_stores_nothing_that_tells(loud, sendgrid, kept_open):
    logged = ""
    faults = ["500", "429", "reset after", "named 400", "400", "truncated after", "401"]
    for fault in faults:
        sendgrid.next_time(fault, field="personalizations.0.to.0.email")
        done = loud.run("send_due")
        assert done.returncode == 0, done.stderr
        logged += done.stderr
        loud.sql("UPDATE campaigns_wayout SET look_again_at = NULL, stopped_at = NULL, failures = 0")
        loud.sql("UPDATE campaigns_message SET state = 'planned', attempt_id = NULL WHERE state != 'planned'")
    for words in (("status", "--each"), ("doctor",) if "doctor" in loud.run("help").stdout else ("status",)):
        done = loud.run(*words)
        logged += done.stderr + done.stdout
    assert "attempt" in logged and "DEBUG" in logged, "it did log, and at every level"
    assert leaks(logged) == []
    files = {name: content for name, content in stored(loud).items() if name != "visits.csv"}  # the clinic's own file
    assert len(files["aftervisit.sqlite3-wal"]) > 100_000 and b"America/Chicago" in files["aftervisit.sqlite3"]
    assert b"INSERT INTO" in files["a dump"] and b"America/Chicago" in files["a dump"]
    assert [(name, word) for name, content in files.items() for word in OF_PEOPLE if in_some_form(word, content)] == []
    whole, line = sent_to_a_provider_without_and_with_health_information(loud, sendgrid)
    assert leaks(whole) == [] and leaks(line, private_words()) == []
    assert leaks(line), "subjects are there, in words that tell nothing"


def sent_to_a_provider_without_and_with_health_information(home: Home, sendgrid) -> tuple[str, str]:
    """Everything of the emails that carry a link, and what others see of those that carry the lesson."""
    lessons = [email for email in sendgrid.delivered if PEOPLE[email["to"]] in email["text/plain"]]
    sent = len(sendgrid.delivered)
    home.sql("UPDATE campaigns_wayout SET look_again_at = NULL, stopped_at = NULL, failures = 0")
    home.run("send_due", PROVIDER_CARRIES_PHI="no")
    links = sendgrid.delivered[sent:]
    assert links and lessons
    whole = json.dumps([{name: part for name, part in email.items() if name != "to"} for email in links], default=repr)
    return whole, "\n".join(map(seen_by_others, lessons))


def in_some_form(word: str, stored: bytes) -> bool:
    return any(form in stored for form in spellings(word))


@pytest.mark.parametrize("where", [["settle"], ["send", "now"]], ids=["settling", "our own client"])
def test_a_fault_whose_text_quotes_a_patient_is_logged_by_its_place_only(loud, sendgrid, where):
    done = subprocess.run(
        [sys.executable, "-c", FAULTY, *where], cwd=BASE, env=loud.environ, capture_output=True, text=True, timeout=120
    )
    said = done.stderr + done.stdout
    assert ("ValueError" if where == ["settle"] else "RuntimeError") in said
    assert "Traceback" not in done.stderr or "File" in done.stderr
    assert leaks(said) == []


def test_no_process_of_a_run_carries_a_name_in_its_arguments(loud, sendgrid):
    sendgrid.next_time("hang after")
    seen: set[str] = set()
    clock = loud.start("timer", "--seconds=1")
    stop = threading.Event()

    def look() -> None:
        while not stop.wait(0.05):
            for path in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    seen.add(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
                except OSError:
                    continue

    watcher = threading.Thread(target=look)
    watcher.start()
    told: list[str] = []
    reader = threading.Thread(target=lambda: told.extend(clock.communicate(timeout=60)))
    reader.start()  # a full pipe would hold the clock up
    deadline = time.monotonic() + 30
    while not sendgrid.delivered and time.monotonic() < deadline:
        time.sleep(0.05)
    stop.set()
    watcher.join()
    clock.terminate()
    sendgrid.finished.set()
    reader.join()
    ours = [line for line in seen if "manage.py timer" in line]
    assert ours and sendgrid.delivered
    assert leaks(json.dumps(ours)) == [] and leaks(told[1]) == []

"""An address that is known here, unknown or shut takes the same path: the same answer, statements and work with keys.

Nothing is timed: what is done is counted, and that is what takes the time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaigns.contacts.signing_up import Asked, sign_up
from clinic import profile_settings
from clinic.models import ClinicProfile
from patients import blind_index, data_keys, sealing
from patients.models import Consent, Suppression

ANA, NEW, SHUT, READER = "ana@example.org", "new@example.org", "shut@example.org", "rea@example.org"
ASKED = "asa@example.org"
WORK = ((sealing, "encrypt"), (sealing, "decrypt"), (data_keys, "encrypt"), (data_keys, "decrypt"), (blind_index, "_digest"))  # fmt: skip
LETTERS = re.compile(r'<p class="letters".*?</p>')


def kind(statement: str) -> str:
    """SELECT … FROM "patients_patient" … → SELECT patients_patient. A row is written anew or over, a savepoint kept or taken back."""
    word = statement.split()[0]
    table = re.search(r'(?:FROM|INTO|UPDATE) "(\w+)"', statement)
    alike = {"INSERT": "WRITE", "UPDATE": "WRITE", "ROLLBACK": "RELEASE"}
    return f"{alike.get(word, word)} {table[1] if table else ''}"


@contextmanager
def noted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What is done meanwhile: every statement to the database, every sealing, opening and hash, in order."""
    done: list[str] = []
    with monkeypatch.context() as patch, CaptureQueriesContext(connection) as queries:
        for module, name in WORK:
            patch.setattr(module, name, counting(getattr(module, name), name, done))
        yield done
        statements = [kind(one["sql"]) for one in queries.captured_queries]
    done[:] = sorted(done) + statements


def counting(worker: Callable, name: str, done: list[str]) -> Callable:
    def counted(*args, **more):
        done.append(name)
        return worker(*args, **more)

    return counted


@pytest.fixture
def people(signed_series, enrol, now: datetime) -> None:
    """Somebody with lessons, somebody who reads newsletters, somebody who was asked today, and an address that is shut."""
    profile_settings.change(ClinicProfile.current(), {"sign_up": "yes"})
    enrol()
    reader = enrol(READER, "Rea").enrolment.patient
    Consent.objects.give(reader, Consent.Stream.NEWSLETTER, how="at the desk", wording="1", recorded_by="test", now=now)
    sign_up(Asked(ASKED, "Asa", "en"), "", now)
    Suppression.objects.suppress(SHUT, Suppression.Reason.COMPLAINT, now)


def done_for_each(post: Callable[[str], object], cases: list[str], monkeypatch) -> dict[str, tuple[str, list[str]]]:
    """By case: the answer's words, and what was done for it. The first press of an hour makes the rows that count."""
    post("first@example.org")
    found = {}
    for case in cases:
        with noted(monkeypatch) as done:
            answer = post(case)
        found[case] = (LETTERS.sub("", answer.content.decode()), done)  # type: ignore[attr-defined]
    return found


def test_signing_up_does_the_same_for_every_address(people, now, monkeypatch):
    with time_machine.travel(now + timedelta(hours=1), tick=False):
        fields = {"given_name": "Nia", "language": "en", "website": ""}
        found = done_for_each(
            lambda email: Client().post("/sign-up/", {**fields, "email": email}), [NEW, ANA, READER, ASKED, SHUT], monkeypatch
        )  # fmt: skip
    assert all(one == found[NEW] for one in found.values()), differences(found, NEW)


def test_a_slip_does_the_same_for_every_address(people, signed_series, now, monkeypatch):
    fields = {"given_name": "Nia", "family_name": "", "month": "3", "day": "4", "year": "1960", "language": "en", "consent": "yes"}  # fmt: skip
    form = f"/join/{signed_series.join_code}/"
    with time_machine.travel(now, tick=False):
        found = done_for_each(
            lambda email: Client().post(form, {**fields, "email": email}), [NEW, ANA, READER, SHUT], monkeypatch
        )
    assert all(one == found[NEW] for one in found.values()), differences(found, NEW)


def differences(found: dict[str, tuple[str, list[str]]], usual: str) -> str:
    expected = found[usual]
    return "\n".join(
        f"{case}: {'same words' if words == expected[0] else 'OTHER WORDS'}; only here {[x for x in done if done.count(x) != expected[1].count(x)]}; usual {[x for x in expected[1] if done.count(x) != expected[1].count(x)]}"
        for case, (words, done) in found.items() if case != usual
    )  # fmt: skip

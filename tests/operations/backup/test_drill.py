"""The drill: a backup is made, more is sent, the machine is lost, the backup comes back. On SQLite and on PostgreSQL."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from campaigns.emails.received import received_eml
from campaigns.live.going_live import go_live, prospect
from campaigns.models import Enrolment, Message
from campaigns.sending.run import send_due
from clinic.models import ApiToken, AuditEntry, Installation
from clinic.refusal import Refusal
from operations.backup.checking import check
from operations.backup.making import back_up
from operations.backup.restoring import restore
from tests.operations.conftest import SECRET

DAY = timedelta(days=1)


def lessons_had(provider) -> list[tuple[str, str]]:
    """Who was handed which lesson, by the hash of its words."""
    return [
        (recipient.address, email.hash)
        for batch, email in zip(provider.batches, provider.emails, strict=True)
        for recipient in batch
    ]


def days_on(first, days: int) -> None:
    for day in range(days):
        send_due(lambda at=first + day * DAY: at, "worker")


def test_a_backup_comes_back_and_nobody_gets_a_lesson_twice(anywhere, tmp_path, home):
    now, provider = anywhere.now, anywhere.provider
    Session.objects.create(session_key="someone", session_data="x", expire_date=now + DAY)
    made = back_up(tmp_path, SECRET, now)
    assert made.manifest.live and check(made.file, SECRET).tables == made.manifest.tables
    days_on(now, 8)
    had = lessons_had(provider)
    assert len(had) > 3

    later = now + 8 * DAY
    with pytest.raises(Refusal, match="holds data"):
        restore(made.file, later, secret=SECRET, by="test")
    done = restore(made.file, later, secret=SECRET, replace=True, by="test")
    assert done.aside and done.manifest.tables == made.manifest.tables
    assert not Installation.current().live_mark and not Session.objects.exists() and ApiToken.objects.count() == 1
    assert not (home / "live.json").exists()
    assert AuditEntry.objects.latest("id").action == "restore"

    ana = Message.objects.get(pk=anywhere.told["ana"]["message"])
    assert ana.patient.open_identity().email == "ana@example.org"
    assert hashlib.sha256(received_eml(ana) or b"").hexdigest() == anywhere.told["ana"]["shown"]

    days_on(later, 2)
    assert lessons_had(provider) == had and not (home / "inbox").exists()
    assert prospect(later).unknown.lessons > 0
    go_live(later, by="test")
    assert lessons_had(provider) == had
    Installation.current().resume(later, brake_for=later + 60 * DAY)  # it says that the clock stood for eight days
    days_on(later, 40)
    all_had = lessons_had(provider)
    assert len(all_had) > len(had) and len(set(all_had)) == len(all_had)
    assert Enrolment.objects.unaccounted().count() == 0


def test_a_backup_that_was_harmed_is_refused_and_what_stands_here_stays(anywhere, tmp_path):
    made = back_up(tmp_path / "one", SECRET, anywhere.now)
    sealed = bytearray(made.file.read_bytes())
    sealed[-40] ^= 1
    made.file.write_bytes(sealed)
    before = Message.objects.count(), Installation.current().live_mark
    with pytest.raises(Refusal, match="altered or cut short"):
        check(made.file, SECRET)
    with pytest.raises(Refusal, match="altered or cut short"):
        restore(made.file, anywhere.now, secret=SECRET, replace=True, by="test")
    assert (Message.objects.count(), Installation.current().live_mark) == before
    assert before[1] and not list(tmp_path.rglob(".scratch-*"))

import os
import stat
from datetime import UTC, datetime

import pytest

from mailer.filling import fill
from mailer.transports.base import Recipient, Transport, Verdict
from mailer.transports.inbox import InboxTransport
from mailer.transports.inbox_reading import newest, open_email
from tests.mailer.small_emails import VALUES

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


@pytest.fixture
def inbox(tmp_path):
    return tmp_path / "inbox"


def deliver(inbox, email, *messages, **values):
    recipients = [Recipient(m, f"{m}@home.example", VALUES | values) for m in messages]
    return InboxTransport(inbox).hand_over(email, recipients, attempt="a1", now=NOW)


def files(inbox) -> list[str]:
    return sorted(path.name for path in inbox.iterdir())


def test_each_email_becomes_one_private_file(inbox, email):
    outcome = deliver(inbox, email, "m1", "m2")
    assert outcome.verdict is Verdict.ACCEPTED and outcome.provider_id == "a1"
    assert files(inbox) == ["m1.eml", "m2.eml"]
    assert stat.S_IMODE((inbox / "m1.eml").stat().st_mode) == 0o600
    assert stat.S_IMODE(inbox.stat().st_mode) == 0o700


def test_handing_over_again_leaves_one(inbox, email):
    deliver(inbox, email, "m1")
    deliver(inbox, email, "m1", given_name="Bo")
    assert files(inbox) == ["m1.eml"] and open_email(inbox, "m1").subject.startswith("Bo,")


def test_an_email_opens_as_it_was_filled(inbox, email):
    deliver(inbox, email, "m1", given_name="Zoë <b>")
    opened, filled = open_email(inbox, "m1"), fill(email, VALUES | {"given_name": "Zoë <b>"})
    assert (opened.html.encode(), opened.text.encode(), opened.subject) == (filled.html, filled.text, filled.subject)
    assert opened.to == "m1@home.example" and opened.date == NOW
    assert dict(opened.headers)["Message-ID"] == "<m1@clinic.example>"


def test_the_newest_come_first_a_page_at_a_time(inbox, email):
    for number in range(5):
        deliver(inbox, email, f"m{number}")
        os.utime(inbox / f"m{number}.eml", (number, number))
    assert [entry.name for entry in newest(inbox, limit=2)] == ["m4", "m3"]
    page = newest(inbox, limit=2, offset=2)
    assert [(entry.name, entry.to, entry.subject, entry.date) for entry in page] == [
        (f"m{n}", f"m{n}@home.example", "Maria, your lesson is ready", NOW) for n in (2, 1)
    ]


def test_an_inbox_that_was_never_written_is_empty(inbox):
    assert newest(inbox) == []


@pytest.mark.parametrize("name", ["../m1", "m1/../m1", "/etc/passwd", "", ".m1.eml", "m1\0", "m1.eml", "none"])
def test_no_name_leads_out_of_the_inbox(inbox, email, name):
    deliver(inbox, email, "m1")
    with pytest.raises(FileNotFoundError):
        open_email(inbox, name)


@pytest.mark.parametrize("message", ["", "../m1", "a/b", "a b", "a\n", "x" * 101, "a.b"])
def test_a_message_id_is_opaque_letters_and_digits(message):
    with pytest.raises(ValueError, match="message id"):
        Recipient(message, "a@b.example", {})


def test_a_folder_that_cannot_be_written_is_a_clear_no(tmp_path, email):
    (tmp_path / "inbox").write_text("a file where the folder should be")
    outcome = deliver(tmp_path / "inbox", email, "m1")
    assert outcome.verdict is Verdict.REFUSED and "can't be written" in outcome.reason


def test_a_full_disk_leaves_no_half_email(monkeypatch, inbox, email):
    deliver(inbox, email, "m1")
    before = (inbox / "m1.eml").read_bytes()

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mailer.transports.inbox.os.fsync", full)
    outcome = deliver(inbox, email, "m1", "m2", given_name="Bo")
    assert outcome.verdict is Verdict.REFUSED and "No space left" in outcome.reason
    assert files(inbox) == ["m1.eml"] and (inbox / "m1.eml").read_bytes() == before


def test_one_bad_address_stops_that_message_only(inbox, email):
    recipients = [Recipient("m1", "a@home.example", VALUES), Recipient("m2", "nobody", VALUES)]
    outcome = InboxTransport(inbox).hand_over(email, recipients, attempt="a1", now=NOW)
    assert outcome.verdict is Verdict.REJECTED and outcome.rejected == {"m2"} and not inbox.exists()
    assert "nobody" not in outcome.reason


def test_it_reaches_nobody(inbox):
    way: Transport = InboxTransport(inbox)
    assert (way.name, way.reaches_people, way.carries_health_information) == ("inbox", False, True)

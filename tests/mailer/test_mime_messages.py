from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given

from mailer.filling import fill
from mailer.finding import EmailError
from mailer.mime import message_id_for, mime
from tests.mailer.built_by_python import built_by_python, read_back
from tests.mailer.small_emails import SOURCE, VALUES, small_email
from tests.mailer.values_in_many_scripts import names

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


def raw(email, values=VALUES, **changes):
    options = {"to": "maria@home.example", "message_id": message_id_for(email, "m1"), "date": NOW} | changes
    return mime(email, values, **options)


@given(name=names)
def test_it_reads_back_as_what_was_filled_whatever_the_name(email, name):
    values = VALUES | {"given_name": name}
    ours = message_from_bytes(raw(email, values), policy=default)
    filled = fill(email, values)
    html, text = (ours.get_body((kind,)).get_content().replace("\r\n", "\n") for kind in ("html", "plain"))
    assert (html, text) == (filled.html.decode(), filled.text.decode())
    assert ours["Subject"] == filled.subject
    assert not ours.defects and not any(part.defects for part in ours.walk())


@pytest.mark.parametrize("name", ["Maria", "Zoë", "स्वास्थ्य", "李小龙", 'Bo "x" <b>', "x" * 200, "a.b", "👩‍⚕️"])
def test_it_equals_the_message_python_would_build(email, name):
    values = VALUES | {"given_name": name}
    whole = {"to": "maria@home.example", "message_id": message_id_for(email, "m1"), "date": NOW}
    theirs = message_from_bytes(built_by_python(email, values, **whole).as_bytes(), policy=default)
    assert read_back(message_from_bytes(raw(email, values), policy=default)) == read_back(theirs)


@given(name=names)
def test_every_line_is_ascii_and_short(email, name):
    message = raw(email, VALUES | {"given_name": name})
    assert (
        message.isascii() and b"\n" not in message.replace(b"\r\n", b"") and b"\r" not in message.replace(b"\r\n", b"")
    )
    head, _, body = message.partition(b"\r\n\r\n")
    assert max(map(len, body.split(b"\r\n"))) <= 76 and max(map(len, head.split(b"\r\n"))) <= 998
    assert not any(line.startswith(b".") for line in message.split(b"\r\n"))


def test_every_header_a_mail_program_looks_for_is_there_once(email):
    message = message_from_bytes(raw(email, extra_headers=[("X-Practice", "yes")]), policy=default)
    assert sorted(message.keys()) == sorted(
        ["From", "Reply-To", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "List-Unsubscribe",
         "List-Unsubscribe-Post", "List-Id", "Auto-Submitted", "X-Practice"]
    )  # fmt: skip
    assert message["List-Unsubscribe"] == f"<{VALUES['unsubscribe_url']}>"
    assert message["Message-ID"] == "<m1@clinic.example>"
    assert message["Date"].datetime == NOW


def test_words_in_other_scripts_reach_sender_and_subject(tmp_path):
    email = small_email(tmp_path, sender_name="Lernplatz für Übung; Süd", subject="Größe und Ruhe, {given_name}")
    message = message_from_bytes(raw(email, VALUES | {"given_name": "ज़ोया"}), policy=default)
    assert message["From"].addresses[0].display_name == "Lernplatz für Übung; Süd"
    assert message["Subject"] == "Größe und Ruhe, ज़ोया"


def test_the_date_is_said_in_utc(email):
    abroad = NOW.astimezone(timezone(timedelta(hours=-6)))
    assert b"Date: Sun, 22 Nov 2026 15:00:00 +0000\r\n" in raw(email, date=abroad)


def test_a_date_without_a_zone_is_refused(email):
    with pytest.raises(ValueError, match="zone"):
        raw(email, date=datetime(2026, 11, 22))


@pytest.mark.parametrize("to", ["maria", "a@b\r\nBcc: c@d", "a@b, c@d", "é@b.example"])
def test_an_address_that_is_none_is_refused(email, to):
    with pytest.raises(EmailError, match="not an email address"):
        raw(email, to=to)


def test_no_header_can_be_slipped_in(email):
    with pytest.raises(EmailError):
        raw(email, extra_headers=[("X-A", "b\r\nBcc: c@d.example")])


def test_answers_to_each_email_go_to_an_address_of_its_own(tmp_path):
    email = small_email(tmp_path, reply_field="answer_code", fields={**SOURCE.fields, "answer_code": "text"})
    message = message_from_bytes(raw(email, VALUES | {"answer_code": "r.code"}), policy=default)
    assert message.get_all("Reply-To") == ["r.code@clinic.example"]
    with pytest.raises(EmailError):
        raw(email, VALUES | {"answer_code": "r.code>\r\nBcc: x@y.example"})
    with pytest.raises(EmailError):
        raw(email)
    assert type(email).from_json(email.to_json()) == email

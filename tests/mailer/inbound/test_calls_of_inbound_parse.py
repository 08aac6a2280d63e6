"""What SendGrid posts, whole or in parts: the same email either way, and nothing from the fields we don't read."""

from __future__ import annotations

import pytest

from mailer.inbound.form import fields_of
from mailer.inbound.sendgrid import mail_in
from tests.mailer.inbound.emails import FORM, brought, brought_in_parts, envelope, form, raw


def test_whole_and_in_parts_it_is_the_same_email():
    email = raw("I feel dizzy.\n")
    whole = mail_in(brought(email), FORM)
    in_parts = mail_in(brought_in_parts(email, text=b"I feel dizzy.\n", html=b"<p>else</p>"), FORM)
    for name in ("name", "senders", "subject", "answers", "automatic"):
        assert getattr(whole, name) == getattr(in_parts, name)
    assert whole.text.strip() == in_parts.text.strip() == "I feel dizzy."


def test_words_in_parts_come_in_the_charset_that_is_told():
    told = {"text": "¿Qué?".encode("latin-1"), "charsets": b'{"text": "iso-8859-1"}', "attachments": b"2"}
    mail = mail_in(brought_in_parts(raw(), **told), FORM)
    assert mail.text == "¿Qué?" and mail.left_out == 2
    assert mail_in(brought_in_parts(raw(), html=b"<p>Only <b>HTML</b></p>"), FORM).text == "Only HTML"


def test_the_envelope_says_where_it_went_and_an_empty_return_path_is_a_machines():
    mail = mail_in(brought(raw(To="somebody@else.example"), to="r.abc@reply.clinic.example"), FORM)
    assert mail.recipients == ("r.abc@reply.clinic.example", "somebody@else.example") and not mail.automatic
    assert mail_in(brought(raw(), sender=""), FORM).automatic


@pytest.mark.parametrize(
    "odd", [b"", b"[]", b"{", b'{"to": 7, "from": {}}', b"[" * 100_000, b'{"to": [7, "a@b.example"]}'], ids=range(6)
)
def test_an_envelope_that_makes_no_sense_is_none(odd):
    mail = mail_in(form({"email": raw(), "envelope": odd}), FORM)
    assert mail.senders == ("ana@example.org",) and not mail.automatic


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", FORM),
        (b"{}", "application/json"),
        (brought(raw()), "multipart/form-data"),
        (brought(raw()), "multipart/form-data; boundary=other"),
        (brought(raw())[:-12], FORM),
        (form({"subject": b"no email here"}), FORM),
        (form({f"f{n}": b"" for n in range(300)}), FORM),
        (b"--xYzZY" * 5_000, FORM),
        (brought(raw()), ""),
    ],
    ids=[
        "empty",
        "json",
        "no boundary",
        "another boundary",
        "cut short",
        "no email",
        "many fields",
        "marks",
        "no type",
    ],
)
def test_what_is_no_call_of_inbound_parse_is_refused(body, kind):
    with pytest.raises(ValueError):
        mail_in(body, kind)


def test_files_are_passed_over_and_of_a_repeated_field_the_first_counts():
    body = form({"email": b"first"})[:-11]
    body += b'--xYzZY\r\nContent-Disposition: form-data; name="email"\r\n\r\nsecond\r\n'
    body += b'--xYzZY\r\nContent-Disposition: form-data; name="attachment1"; filename="a.png"\r\n\r\n\x89PNG\r\n--xYzZY--\r\n'
    assert fields_of(body, FORM) == {"email": b"first"}


def test_line_ends_and_zero_bytes_within_a_value_stay_as_they_are():
    assert (
        fields_of(form({"text": b"a\r\nb\x00\n--xYzZ\r\n\r\n", "envelope": envelope()}), FORM)["text"]
        == b"a\r\nb\x00\n--xYzZ\r\n\r\n"
    )

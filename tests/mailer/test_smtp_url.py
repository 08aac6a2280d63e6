import pytest

from mailer.transports.smtp import SmtpTransport
from mailer.transports.smtp_url import Relay, Tls, relay_from


@pytest.mark.parametrize(
    ("url", "relay"),
    [
        ("smtp://mail.example.org", Relay("mail.example.org", 587, Tls.STARTTLS)),
        ("smtp://MAIL.example.org:2525/", Relay("mail.example.org", 2525, Tls.STARTTLS)),
        ("smtps://mail.example.org", Relay("mail.example.org", 465, Tls.AT_ONCE)),
        ("smtp://mail_relay:25?tls=off", Relay("mail_relay", 25, Tls.OFF)),
        ("smtp://u:p@[::1]:25?tls=off", Relay("::1", 25, Tls.OFF, user="u", password="p")),
        ("smtp://u:p@localhost?tls=off", Relay("localhost", 587, Tls.OFF, user="u", password="p")),
        (
            "smtps://a%40b:p%3A%2F%25%C3%A9@h?ca=/etc/ca%20b.pem",
            Relay("h", 465, Tls.AT_ONCE, "/etc/ca b.pem", "a@b", "p:/%é"),
        ),
        ("smtp://u:p@ss@h", Relay("h", 587, Tls.STARTTLS, user="u", password="p@ss")),
    ],
)
def test_a_url_says_where_and_how(url, relay):
    assert relay_from(url) == relay


@pytest.mark.parametrize(
    "url",
    [
        "", "mail.example.org", "http://h", "smtp://", "smtp://:25", "smtp://h:0", "smtp://h:70000", "smtp://h:x", "smtp://h..h", "smtp://[::1",
        "smtp://h/path", "smtp://h#x", "smtp://h?tls=on", "smtp://h?tls=", "smtp://h?tls=off&tls=off", "smtp://h?x=1", "smtp://h?tls", "smtp://h?ca=",
        "smtps://h?tls=off", "smtp://h?tls=off&ca=/x", "smtp://u@h", "smtp://:p@h", "smtp://u:p@h?tls=off", "smtp://u:%00@h", "smtp://u:%ff@h",
        "smtp://u:p @h", "smtp://h\n", "smtp://é.example", f"smtp://{'a' * 64}.example",
    ],
)  # fmt: skip
def test_a_url_that_cannot_work_is_refused_in_words(url):
    with pytest.raises(ValueError, match="SMTP_URL|tls=off"):
        relay_from(url)


@pytest.mark.parametrize(
    "password",
    ["sec/ret", "sec?ret", "sec#ret", "12/sec", "12?sec", "12#sec", "sec[ret", "%ffsec", "sec\nret", "sec ret"],
)
def test_a_password_written_wrongly_is_never_quoted(password):
    with pytest.raises(ValueError) as refusal:
        relay_from(f"smtp://clinic:{password}@mail.example.org:587")
    assert "sec" not in str(refusal.value) and "12" not in str(refusal.value)


def test_a_password_does_not_show():
    assert "hush" not in repr(relay_from("smtp://clinic:hush@mail.example.org"))


def test_a_file_that_holds_no_certificates_is_refused(tmp_path):
    (tmp_path / "empty.pem").write_text("nothing")
    for ca in (tmp_path / "empty.pem", tmp_path / "missing.pem"):
        with pytest.raises(ValueError, match="ca"):
            SmtpTransport(f"smtp://mail.example.org?ca={ca}")


def test_a_batch_of_nobody_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        SmtpTransport("smtp://mail.example.org", batch_size=0)

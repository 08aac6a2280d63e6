from mailer.filling import fill
from mailer.lint.size import html_size, message_size
from tests.mailer.lint.conftest import as_email
from tests.mailer.small_emails import VALUES, small_email


def test_the_html_is_measured_as_it_leaves(tmp_path):
    email = small_email(tmp_path)
    assert abs(html_size(email) - len(fill(email, VALUES).html)) < 250


def test_the_whole_message_is_said_too(says):
    (message,) = says("size", "<p>" + "x " * 46_000 + "</p>")
    assert "the whole message takes" in message and "102,000" in message
    assert message_size(as_email("é" * 1_000)) > 6_000, "quoted-printable writes é with six characters"


def test_a_short_email_is_fine(says):
    assert says("size", "<p>x</p>") == []

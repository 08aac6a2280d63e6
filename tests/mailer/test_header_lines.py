from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.finding import EmailError
from mailer.header_lines import address_line, encoded_header_value, header_line, mailbox_address
from tests.mailer.values_in_many_scripts import names


def parsed(line: bytes):
    return message_from_bytes(line + b"\r\n", policy=default)


@given(st.lists(names.filter(lambda n: len(n) < 300), max_size=4).map(" ".join))
def test_any_value_comes_back_and_lines_stay_short(value):
    value = "".join(c for c in value if c >= " " and c not in "\x7f\u2028\u2029\x85" and not "\x80" <= c < "\xa0")
    line = header_line("Subject", value)
    assert line.isascii() and line.endswith(b"\r\n") and max(map(len, line.split(b"\r\n"))) <= 998
    assert str(parsed(line)["Subject"]) == value


def test_only_words_that_need_it_are_encoded():
    assert header_line("List-Id", "Praxis für Übung <a.example>") == (
        b"List-Id: Praxis =?utf-8?b?ZsO8ciDDnGJ1bmc=?= <a.example>\r\n"
    )
    assert header_line("Subject", "Your lesson is ready") == b"Subject: Your lesson is ready\r\n"


def test_long_values_fold_at_spaces_within_76():
    line = header_line("X-Long", "word " * 40 + "end")
    assert max(map(len, line.split(b"\r\n"))) <= 76 and parsed(line)["X-Long"] == "word " * 40 + "end"


def test_a_long_address_stays_on_the_first_line():
    url = "<https://learn.clinic.example/u/" + "x" * 120 + ">"
    assert header_line("List-Unsubscribe", url) == f"List-Unsubscribe: {url}\r\n".encode()


def test_encoded_words_keep_to_75_characters():
    for word in header_line("Subject", "स्वास्थ्य " * 30).split():
        assert len(word) <= 75


@pytest.mark.parametrize("value", ["a\nb", "a\rb", "a\0b", "a\r\nBcc: x@y.example"])
def test_a_line_end_never_gets_into_a_header(value):
    with pytest.raises(EmailError):
        header_line("Subject", value)


def test_a_word_that_no_line_can_hold_is_an_error():
    with pytest.raises(EmailError, match="998"):
        header_line("X-Long", "x" * 999)


# Longer names take several encoded words, between which Python's parser, unlike mail programs, keeps a space.
@given(names.map(lambda n: "".join(c for c in n if c.isprintable()).strip()[:9]))
def test_a_sender_name_comes_back_with_its_address(name):
    line = address_line("From", name, "desk@clinic.example")
    (address,) = parsed(line)["From"].addresses
    assert address.addr_spec == "desk@clinic.example" and address.display_name == " ".join(name.split())


@pytest.mark.parametrize("name", ["Ruhe, für alle", "A; b", 'The "desk"', "a\\b", "=?utf-8?q?x?=", "a@b", "(x)"])
def test_no_sign_in_a_sender_name_starts_another_address(name):
    (address,) = parsed(address_line("From", name, "desk@clinic.example"))["From"].addresses
    assert (address.display_name, address.addr_spec) == (name, "desk@clinic.example")


def test_a_domain_in_another_script_is_written_in_idna():
    assert mailbox_address("ana@bücher.example", where="x") == "ana@xn--bcher-kva.example"


@pytest.mark.parametrize(
    "address",
    ["", "a", "@b", "a@", "a b@c", "a@b\n", "a@b, c@d", "<a@b>", "é@b", "a@b＠c", "a@b\0", "a@@b", "a@\udcff"],
)
def test_what_is_no_address_is_refused_without_repeating_it(address):
    with pytest.raises(EmailError) as caught:
        mailbox_address(address, where="header To")
    assert len(address) < 2 or address not in str(caught.value)


def test_json_gets_the_value_on_one_line():
    assert "\n" not in encoded_header_value("é " * 100) and encoded_header_value("plain") == "plain"

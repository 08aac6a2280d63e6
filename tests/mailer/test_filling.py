import html

import pytest
from hypothesis import given

from mailer.escaping import UNSEEN
from mailer.filling import fill
from mailer.finding import EmailError
from tests.mailer.small_emails import VALUES
from tests.mailer.values_in_many_scripts import names


def test_values_stand_where_their_fields_stood(email):
    filled = fill(email, VALUES)
    assert filled.subject == "Maria, your lesson is ready"
    assert b"Dear Maria, here is" in filled.html and filled.text.startswith(b"Dear Maria,\n")
    assert dict(filled.headers)["List-Unsubscribe"] == f"<{VALUES['unsubscribe_url']}>"
    assert f'href="{VALUES["read_url"]}"'.encode() in filled.html


def test_html_is_escaped_and_text_is_literal(email):
    filled = fill(email, VALUES | {"given_name": "<b>\"Bo\" & 'Al'</b>"})
    assert b"Dear &lt;b&gt;&quot;Bo&quot; &amp; &#x27;Al&#x27;&lt;/b&gt;," in filled.html
    assert b"Dear <b>\"Bo\" & 'Al'</b>," in filled.text
    assert filled.subject.startswith("<b>\"Bo\" & 'Al'</b>,")


def test_a_value_that_looks_like_a_field_or_token_is_literal(email):
    name = "{read_url} {{ field.read_url }} zq70000000000001" + "7qz"
    assert f"Dear {name},".encode() in fill(email, VALUES | {"given_name": name}).text


def test_signs_that_turn_text_around_are_removed_everywhere(email):
    filled = fill(email, VALUES | {"given_name": "An\u202ena\u2066\x07"})
    assert filled.subject.startswith("Anna,") and b"Dear Anna," in filled.html and b"Dear Anna," in filled.text


def test_marks_that_scripts_need_are_kept(email):
    assert "رضا\u200c\u200fء".encode() in fill(email, VALUES | {"given_name": "رضا\u200c\u200fء"}).text


@pytest.mark.parametrize("name", ["a\nb", "a\rb", "a\0b"])
def test_a_line_end_in_a_header_is_refused_without_repeating_the_value(email, name):
    with pytest.raises(EmailError, match="given_name holds a line end") as caught:
        fill(email, VALUES | {"given_name": name})
    assert name not in str(caught.value)


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "ftp://x", "https://", "https:///x", "https://x/\ny", "https://x y",
                                 "https://x/>", 'https://x/"', "//x", "mailto:a@b", "https://x/é", "https://x/<"])  # fmt: skip
def test_an_address_is_http_and_nothing_else(email, url):
    with pytest.raises(EmailError, match="isn't an http"):
        fill(email, VALUES | {"read_url": url})


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000/r/x", "HTTPS://a.example/b?c=d&e=%20#f", "https://[::1]:8000/~x'(1)"]
)
def test_addresses_with_every_sign_they_may_hold(email, url):
    assert f'href="{html.escape(url)}"'.encode() in fill(email, VALUES | {"read_url": url}).html


def test_a_missing_value_is_an_error(email):
    with pytest.raises(EmailError, match="given_name is missing"):
        fill(email, {name: VALUES[name] for name in ("read_url", "unsubscribe_url")})


def test_half_a_character_is_an_error(email):
    with pytest.raises(EmailError, match="half a character"):
        fill(email, VALUES | {"given_name": "a\ud800"})


@given(name=names)
def test_any_name_is_escaped_for_html_and_nothing_else_changes(email, name):
    filled = fill(email, VALUES | {"given_name": name})
    shown = UNSEEN.sub("", name)
    assert f"Dear {html.escape(shown)}, here".encode() in filled.html
    assert f"Dear {shown},\n".encode() in filled.text
    assert filled.subject == f"{shown}, your lesson is ready"
    template = fill(email, VALUES | {"given_name": "@@@"})
    assert len(filled.text) - len(template.text) == len(shown.encode()) - 3
    assert len(filled.html) - len(template.html) == (len(html.escape(shown).encode()) - 3) * template.html.count(b"@@@")

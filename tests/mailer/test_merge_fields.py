import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markupsafe import Markup
from nh3 import clean

from mailer.compiled import Slot
from mailer.merge import LOOKS_LIKE_A_TOKEN, Tokens, mark_fields, misspelt_fields

FIELDS = ("given_name", "read_url")


def test_a_token_is_letters_and_digits_of_one_length():
    tokens = Tokens(FIELDS)
    assert tokens.given_name.isalnum() and tokens.given_name.islower()
    assert len(tokens.given_name) == len(tokens.read_url)
    assert LOOKS_LIKE_A_TOKEN.match(tokens.given_name)


def test_two_compiles_never_share_tokens():
    assert Tokens(FIELDS).given_name != Tokens(FIELDS).given_name


def test_the_nonce_is_drawn_again_when_the_text_happens_to_hold_it(monkeypatch):
    drawn = iter(["aaaaaaaaaa", "bbbbbbbbbb"])
    monkeypatch.setattr("mailer.merge.secrets.token_hex", lambda _: next(drawn))
    assert "bbbbbbbbbb" in Tokens(FIELDS, absent_from="x aaaaaaaaaa x").given_name


def test_an_unknown_field_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no merge field is called greeting"):
        _ = Tokens(FIELDS).greeting


def test_cutting_gives_text_and_slots_in_order():
    tokens = Tokens(FIELDS)
    parts = tokens.cut(f"Dear {tokens.given_name}, {tokens.read_url}{tokens.given_name}", "html")
    name, url = Slot("given_name", "html"), Slot("read_url", "html")
    assert parts == ("Dear ", name, ", ", url, name)


def test_tokens_survive_markdown_and_nh3_also_as_addresses():
    tokens = Tokens(FIELDS)
    marked = mark_fields("**{given_name}** [read]({read_url}) `{given_name}`", tokens)
    html = clean(MarkdownIt().render(marked))
    assert html.count(tokens.given_name) == 2 and f'href="{tokens.read_url}"' in html


def test_a_field_in_an_address_is_found_after_markdown_too():
    tokens = Tokens(FIELDS)
    assert f'href="{tokens.read_url}"' in mark_fields(MarkdownIt().render("[read]({read_url})"), tokens)


@pytest.mark.parametrize(
    "text", ["{", "}", "{}", "{ given_name }", "{{given_name}}", "{1}", "a {b c} d", "%7B1%7D", "${"]
)
def test_any_other_brace_is_a_brace(text):
    tokens = Tokens(FIELDS)
    assert mark_fields(text, tokens) == text
    assert misspelt_fields(text, tokens, "lesson") == []


def test_markup_stays_markup():
    assert isinstance(mark_fields(Markup("<b>{given_name}</b>"), Tokens(FIELDS)), Markup)


def test_a_misspelt_field_is_an_error_with_its_line_and_the_likely_name():
    (finding,) = misspelt_fields("One\nDear {given_nmae},", Tokens(FIELDS), "lesson")
    assert (finding.severity, finding.code, finding.where) == ("error", "unknown-field", "lesson line 2")
    assert finding.hint == "Did you mean {given_name}?"


@given(st.lists(st.sampled_from(["{given_name}", "{read_url}", "{", "}", "{x y}", "é", "zq7", "7qz", "\n", "0"])))
def test_text_without_fields_is_never_touched(pieces):
    tokens = Tokens(FIELDS)
    parts = tokens.cut(mark_fields("".join(pieces), tokens), "text")
    assert "".join(p if isinstance(p, str) else f"{{{p.field}}}" for p in parts) == "".join(pieces)

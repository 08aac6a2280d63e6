import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailer.filling import fill
from mailer.lint.leftovers import leftover_findings, pieces_in
from tests.mailer.lint.conftest import as_email
from tests.mailer.small_emails import VALUES, small_email

PIECES = [
    "{{ x }}", "a }} b", "{% if x %}", "%}", "{# note #}", "%7B%7Bname%7D%7D", "%(mail_name)s", r"\u{94d}", "zq7a1b2c3",
    "[[first_name]]", "*|FNAME|*",
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_pieces_of_templates_are_found_in_every_part(piece):
    for changes in ({"subject": (piece,)}, {"text": piece}, {"sender_name": piece},
                    {"headers": (("X-A", (piece,)),)}):  # fmt: skip
        assert list(leftover_findings(as_email("x", **changes), "")), changes
    assert list(leftover_findings(as_email(f"<p>{piece}</p>"), "")), "html"
    assert list(leftover_findings(as_email("x"), piece)), "preheader"


@pytest.mark.parametrize("words", ["{", "a {b} c", "100% (of) all", "50%", "[1]", "[[1]]", "The code is {x}", "zq"])
def test_braces_that_are_words_are_fine(words):
    assert list(pieces_in(words, "given_name|read_url")) == []


def test_a_field_left_as_typed_is_found():
    assert list(pieces_in("Dear {given_name},", "given_name|read_url"))
    assert list(pieces_in('<a href="%7Bread_url%7D">', "given_name|read_url"))


def test_the_end_of_a_media_query_is_no_leftover(found):
    assert found("<style>@media print {.x{color:#112233}}</style>") == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.sampled_from(PIECES), st.text(max_size=8))
def test_a_name_that_looks_like_a_leftover_is_a_name(tmp_path_factory, piece, more):
    """What `fill` joins are the compiled words, where nothing was found, and values, which are literal."""
    email = small_email(tmp_path_factory.mktemp("small"))
    assert list(leftover_findings(email, "")) == []
    name = "".join(character for character in piece + more if character.isprintable())
    try:
        filled = fill(email, VALUES | {"given_name": name})
    except ValueError:
        return
    assert name in filled.subject or not name.isprintable()

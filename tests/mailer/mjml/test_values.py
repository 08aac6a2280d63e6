"""Each kind of value (elements.toml), what it takes, and what is said of the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.mjml.elements import ELEMENTS
from mailer.mjml.values import complaint

KINDS = {kind for element in ELEMENTS.values() for kind in element.attributes.values()}


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("colour", ["red", "RebeccaPurple", "transparent", "#aB12ff", "rgb(1,2,3)", "rgba(255, 0, 10, 0.5)", "rgba(0,0,0,1)"]),
        ("px", ["0", "10px", "1.5px", ".5px"]),
        ("px %", ["0", "50%", "33.33%", "10px"]),
        ("1 to 4 of px %", ["0", "10px 20px", "1px 2% 0 4px", " 1px  2px "]),
        ("-px em", ["-1px", "0.1em", "-.05em", "0"]),
        ("px % unitless", ["1.5", "120%", "22px"]),
        ("px auto", ["auto", "3px"]),
        ("whole number", ["0", "12"]),
        ("one of ltr rtl", ["ltr", "rtl"]),
        ("one of full-width false ''", ["full-width", ""]),
        ("address", ["https://a.example/?b=c&d=é", "cid:x", "", "#top", "tel:911"]),
        ("text", ["anything at all"]),
        ("style", ["1px solid #000", "Georgia, serif"]),
    ],
)  # fmt: skip
def test_what_fits_has_no_complaint(kind, values):
    assert [complaint(kind, value) for value in values] == [None] * len(values)


@pytest.mark.parametrize(
    ("kind", "value", "severity", "says"),
    [
        ("colour", "rde", "error", "isn't a colour Did you mean red? Write #rrggbb, rgb(), rgba() or a named colour of CSS."),
        ("colour", "#abcd", "error", "isn't a colour Write #rrggbb"),
        ("colour", "#abcdex", "error", "isn't a colour"),
        ("colour", "rgb(256,0,0)", "error", "isn't a colour"),
        ("colour", "hsl(1,2%,3%)", "error", "isn't a colour"),
        ("colour", "", "error", "isn't a colour"),
        ("colour", "#ABC", "warning", "has three digits, which mrml doesn't expand Write #aabbcc."),
        ("px", "10", "error", "lacks its unit Write 10px. One length in px."),
        ("px", "2em", "error", "isn't a length that fits here One length in px."),
        ("px", "10px 20px", "error", "isn't a length that fits here"),
        ("px", "-1px", "error", "isn't a length that fits here"),
        ("1 to 4 of px %", "1px 2px 3px 4px 5px", "error", "isn't a length that fits here One to four lengths in px or %."),
        ("1 to 4 of px %", "", "error", "isn't a length that fits here"),
        ("px % auto", "aut", "error", "One length in px or % or auto."),
        ("px % unitless", "1.5em", "error", "One length in px or % or a bare number."),
        ("whole number", "1.5", "error", "isn't a whole number Write digits only."),
        ("one of left center right", "centre", "error", "isn't one of its values Did you mean center? Write left or center or right."),
        ("address", " JavaScript:x()", "error", "runs a script"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_with_what_does(kind, value, severity, says):
    found = complaint(kind, value)
    assert found and found.severity == severity and says in f"{found.says} {found.hint}"


@given(st.sampled_from(sorted(KINDS)), st.text(max_size=20))
def test_every_kind_of_the_table_can_judge_any_text(kind, value):
    found = complaint(kind, value)
    assert found is None or (found.says and found.hint)

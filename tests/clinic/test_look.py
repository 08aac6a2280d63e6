"""Accent colours that a tired eye can read: WCAG 2.2, 7:1."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.look import GROUND, HOUSE, LEAST, PAPER, checked_look, contrast, full_look
from clinic.refusal import Refusal

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#FFFFFF", 21.0),
        ("#FFFFFF", "#FFFFFF", 1.0),
        ("#767676", "#FFFFFF", 4.54),
        ("#595959", "#FFFFFF", 7.0),
    ],
)
def test_contrast_is_wcags(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)


@given(one=COLOURS, other=COLOURS)
def test_contrast_doesnt_depend_on_which_colour_is_above(one, other):
    assert contrast(one, other) == contrast(other, one) and 1 <= contrast(one, other) <= 21.01


def test_the_houses_own_colours_pass_their_own_rule():
    assert checked_look(HOUSE["accent"]) == {"accent": HOUSE["accent"]}
    assert contrast(HOUSE["on_accent_dark"], HOUSE["accent_dark"]) >= LEAST


@given(colour=COLOURS)
def test_no_accent_under_seven_to_one_is_ever_taken(colour):
    try:
        taken = checked_look(colour)["accent"]
    except Refusal:
        assert min(contrast(colour, paper) for paper in (PAPER, GROUND, "#FFFFFF")) < LEAST
    else:
        assert all(contrast(taken, paper) >= LEAST for paper in (PAPER, GROUND, "#FFFFFF"))


@pytest.mark.parametrize("text", ["red", "#12345", "#GG0000", "0A5452", "#0A5452;"])
def test_what_is_no_colour_is_refused_with_an_example(text):
    with pytest.raises(Refusal, match="#0A5452"):
        checked_look(text)


def test_no_look_is_the_houses_and_an_own_accent_keeps_the_rest():
    assert checked_look(" ") == {} and full_look({}) == HOUSE
    assert full_look({"accent": "#003366"}) == {**HOUSE, "accent": "#003366"}

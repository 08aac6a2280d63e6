import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.lint.colours import Colour, colour, colour_within, contrast, over
from mailer.lint.looks import looks
from mailer.lint.page import Page

PARTS = st.floats(0, 1)
COLOURS = st.builds(Colour, PARTS, PARTS, PARTS)
DARK = '<meta name="color-scheme" content="light dark"><style>@media (prefers-color-scheme: dark) {%s}</style>'


@given(COLOURS, COLOURS)
def test_contrast_is_between_1_and_21_and_the_same_both_ways(one, other):
    assert 1 <= contrast(one, other) <= 21.001
    assert contrast(one, other) == contrast(other, one)


@given(COLOURS, COLOURS, PARTS)
def test_a_colour_laid_over_another_lies_between_them(above, below, alpha):
    mixed = over(Colour(*above[:3], alpha), below)
    assert mixed.alpha == 1
    for part, one, other in zip(mixed[:3], above[:3], below[:3], strict=True):
        assert min(one, other) - 1e-9 <= part <= max(one, other) + 1e-9


@given(COLOURS)
def test_hex_is_read_back(seen):
    assert colour(seen.hex).hex == seen.hex


@given(st.text(max_size=40))
def test_any_words_may_stand_for_a_colour(words):
    colour(words)
    colour_within(words)


def test_known_ratios():
    """The examples that WCAG's own checkers give."""
    assert round(contrast(colour("black"), colour("white")), 1) == 21
    assert round(contrast(colour("#767676"), colour("#FFFFFF")), 2) == 4.54
    assert round(contrast(colour("#777777"), colour("#FFFFFF")), 2) == 4.48


@pytest.mark.parametrize(
    "html",
    [
        '<p style="color:#777777">Words</p>',
        '<div style="background-color:#333333"><p style="color:#555">Words</p></div>',
        '<table bgcolor="#222222"><tr><td>Words</td></tr></table>',
        '<div style="background:#000000 url(cid:x) no-repeat"><p>Words</p></div>',
        '<p style="color:rgba(0,0,0,.4)">Words</p>'.replace("rgba(0,0,0,.4)", "#888888"),
        '<font color="#aaaaaa">Words</font>',
        '<p style="color:#949494;font-size:23px">Large enough only from 24 px</p>',
    ],
)
def test_pale_words_are_found(says, html):
    (message,) = says("contrast", html)
    assert "in light" in message


@pytest.mark.parametrize(
    "html",
    [
        '<p style="color:#767676">Words</p>',
        '<p style="color:#949494;font-size:24px">Words</p>',
        '<p style="color:#949494;font-size:19px;font-weight:bold">Words</p>',
        '<p style="color:#ffffff;display:none">Preheader</p>',
        '<p style="color:#ffffff">&nbsp;&#847;&#8204;</p>',
        '<div style="background-color:#333333"><p style="color:#ffffff">Words</p></div>',
        '<p style="color:inherit">Words</p><p style="color:currentColor">Words</p>',
    ],
)
def test_words_that_stand_out_are_fine(says, html):
    assert says("contrast", html) == []


def test_what_dark_mode_turns_pale_is_found(says):
    head = DARK % ".a > p { color: #333333 !important } body { background-color: #000000 !important }"
    page = f'<html lang="en"><head>{head}</head><body><div class="a"><p style="color:#111111">Words</p></div></body></html>'
    (message,) = says("contrast", page)
    assert "in dark: #333333 on #000000" in message


def test_inline_colours_stay_in_dark_unless_a_rule_is_important(says):
    head = DARK % "p { color: #ffffff } body { background-color: #000000 }"
    page = f'<html lang="en"><head>{head}</head><body><p style="color:#222222">Words</p></body></html>'
    (message,) = says("contrast", page)
    assert "in dark: #222222 on #000000" in message
    assert says("contrast", page.replace("#ffffff }", "#ffffff !important }")) == []


def test_words_nobody_can_see_stop_the_email(found):
    assert ("error", "contrast", "html") in found('<p style="color:#fdfdfd;font-size:16px">Words</p>')
    assert ("warning", "contrast", "html") in found('<p style="color:#888888;font-size:16px">Words</p>')


def test_the_cascade_goes_by_importance_then_specificity_then_order():
    page = Page.of(
        "<style>p.a { color: #000001 } p { color: #000002 } .b { color: #000003 } .b { color: #000004 }"
        "#c { color: #000005 !important } @media print { p { color: #000006 !important } }</style>"
        '<body><p class="a">x</p><p class="b">x</p><p id="c" style="color:#000007">x</p></body>'
    )
    found = looks(page)
    assert [found[one].ink.hex for one in page.body if one.tag == "p"] == ["#000001", "#000004", "#000005"]

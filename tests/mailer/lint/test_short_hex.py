import pytest


@pytest.mark.parametrize(
    "html",
    ['<p style="color:#123">x</p>', "<style>.a { border: 1px solid #abc }</style>", '<table bgcolor="#fff"></table>'],
)
def test_a_colour_of_three_digits_is_noted(says, html):
    assert len(says("short-hex", html)) == 1


@pytest.mark.parametrize(
    "html",
    ['<p style="color:#112233">x</p>', "<style>#abc { margin: 0 }</style>", '<a href="https://a.example/#abc">x</a>'],
)
def test_six_digits_and_names_are_fine(says, html):
    assert says("short-hex", html) == []

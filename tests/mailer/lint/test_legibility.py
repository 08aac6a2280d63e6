import pytest

from mailer.lint.lengths import edges, line_height, pixels


@pytest.mark.parametrize("size", ["13px", "10pt", "0.8em", "80%", "small"])
def test_small_type_is_found(says, size):
    (message,) = says("type", f'<p style="font-size:{size}">Words</p>')
    assert "14 px is the least" in message


@pytest.mark.parametrize("style", ["font-size:14px", "font-size:11pt", "", "font-size:0", "font-size:9px;display:none"])
def test_type_that_is_large_enough_or_unseen_is_fine(says, style):
    assert says("type", f'<p style="{style}">Words</p>') == []


def test_lines_need_room(says):
    assert says("type", '<p style="font-size:18px;line-height:19px">Words</p>')
    assert says("type", '<p style="line-height:1">Words</p>')
    assert says("type", '<h1 style="font-size:34px;line-height:40px">Words</h1>') == []
    assert says("type", '<p style="line-height:1.5">Words</p>') == []


@pytest.mark.parametrize(
    "html",
    [
        '<p><a href="https://a.example/">The map</a></p>',
        '<td><a href="https://a.example/" style="display:block;padding:5px;line-height:30px">The map</a></td>',
    ],
)
def test_a_link_alone_that_a_thumb_would_miss_is_found(says, html):
    (message,) = says("tap", f"<table role=presentation><tr>{html}</tr></table>")
    assert "44 px" in message


@pytest.mark.parametrize(
    "html",
    [
        '<p>Look at <a href="https://a.example/">the map</a> first.</p>',
        '<p><a href="https://a.example/" style="padding:10px 0;line-height:24px">The map</a></p>',
        '<p><a href="https://a.example/" style="height:44px;display:block">The map</a></p>',
        '<p style="display:none"><a href="https://a.example/">The map</a></p>',
    ],
)
def test_a_link_within_words_or_with_room_is_fine(says, html):
    assert says("tap", html) == []


def test_lengths_in_pixels():
    assert [pixels(one, 20) for one in ("12pt", "1.5em", "50%", "2rem", "7", "auto", "")] == [
        16,
        30,
        10,
        32,
        7,
        None,
        None,
    ]
    assert [line_height(one, 20, 9) for one in ("1.5", "30px", "inherit", "", "normal")] == [30, 30, 9, 9, None]
    assert edges({"padding": "1px 2px 3px"}, 16) == (1, 3) and edges({"padding": "4px", "padding-top": "9px"}, 16) == (
        9,
        4,
    )

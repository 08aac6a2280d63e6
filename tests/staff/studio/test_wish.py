"""What is wished for stands in the address; what can't be wished for is left as it is."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.preview.personas import PERSONAS
from staff.studio.wish import SCHEMES, VIEWS, WIDTHS, Wish

TEXT = st.text(max_size=40)
NAMES = ["view", "width", "pixels", "scheme", "person", "language", "revision", "compare", "find"]


def test_nothing_wished_for_is_the_plain_page():
    assert Wish.read({}) == Wish() and Wish().query() == ""


@given(st.dictionaries(st.sampled_from(NAMES), TEXT))
def test_any_query_gives_a_wish_that_can_be_fulfilled(query):
    wish = Wish.read(query)
    assert wish.view in VIEWS and wish.width in WIDTHS and wish.scheme in SCHEMES and wish.person in PERSONAS
    assert 240 <= wish.frame_width <= 1400
    assert all(one.isalnum() or one == "-" for one in wish.language + wish.compare)


@given(st.dictionaries(st.sampled_from(NAMES), TEXT))
def test_a_wish_comes_back_from_its_own_address(query):
    wish = Wish.read(query)
    assert Wish.read(dict(parse_qsl(wish.query().removeprefix("?"), keep_blank_values=True))) == wish


@pytest.mark.parametrize(
    ("written", "pixels"),
    [("500", 500), ("1", 240), ("99999", 1400), ("9999999", 800), ("-4", 800), ("٣", 800), ("", 800)],
)
def test_a_free_width_stays_within_what_a_screen_can_show(written: str, pixels: int):
    assert Wish.read({"width": "free", "pixels": written}).frame_width == pixels
    assert Wish.read({"width": "600", "pixels": written}).frame_width == 600


def test_a_revision_or_a_language_may_stand_beside():
    assert Wish.read({"compare": "r2", "revision": "3"}).other == Wish(revision=2)
    assert Wish.read({"compare": "es", "revision": "3", "person": "rtl"}).other == Wish(language="es", person="rtl")
    assert Wish.read({"compare": "ru"}).other == Wish(language="ru")
    assert Wish().other is None


@pytest.mark.parametrize("language", ["../en", "a\0", "e s", "<b>", "x" * 36, "é"])
def test_a_language_is_a_tag(language: str):
    assert Wish.read({"language": language, "compare": language}) == Wish()

"""The number of a finding stands where its fault stands."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from mailer.finding import Finding
from staff.studio.marks import marked

PAGE = '<html><head><title>click here</title></head><body><p>For a plan, <a href="https://x.example/a">click here</a>.</p><img src="x.png" width="3"><p>Tom &amp; Ann</p></body></html>'


def found(excerpt: str) -> Finding:
    return Finding("error", "link", "a.md:3", "What is wrong.", "Mend it.", excerpt)


def numbers(*excerpts: str) -> str:
    html = marked(PAGE.encode(), [found(one) for one in excerpts]).decode()
    return re.sub(r"<b style=[^>]*>(\d+)</b>", r"#\1", html)


def test_words_an_address_and_an_element_get_their_number():
    shown = numbers("click here", "https://x.example/a", "x.png", "Tom & Ann")
    assert "click here#2#1</a>" in shown or "click here#1#2</a>" in shown
    assert '<img src="x.png" width="3">#3' in shown and "Tom &amp; Ann#4</p>" in shown
    assert "<title>click here</title>" in shown, "only the body is marked"


def test_what_cannot_be_found_changes_nothing():
    assert marked(PAGE.encode(), [found(""), found("elsewhere")]) == PAGE.encode()


@given(
    st.lists(
        st.sampled_from(["click", "here", "x.png", "Tom & Ann", "<p>", "body", "href"]) | st.text(max_size=6),
        max_size=6,
    )
)
def test_marks_are_only_added(excerpts):
    html = marked(PAGE.encode(), [found(one) for one in excerpts]).decode()
    assert re.sub(r'<b style="display:inline-block[^>]*>\d+</b>', "", html) == PAGE

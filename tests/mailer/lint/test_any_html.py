"""Lint is asked about HTML that others wrote: it has an answer for all of it."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from mailer.lint import lint
from tests.mailer.lint.conftest import as_email

TAGS = st.sampled_from(
    [
        "a",
        "img",
        "table",
        "tr",
        "td",
        "th",
        "h1",
        "h3",
        "p",
        "style",
        "div",
        "font",
        "li",
        "svg",
        "html",
        "body",
        "head",
        "br",
        "x:y",
    ]
)
VALUES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "#fff",
            "color:red",
            "font-size:1e9px",
            "https://[",
            "tel:",
            "background:url(",
            "#",
            "600%",
            "rtl",
            "{{",
            "((((" * 40,
        ]
    ),
)
NAMES = st.sampled_from(
    ["style", "class", "href", "src", "alt", "width", "bgcolor", "dir", "lang", "role", "scope", "color", "media"]
)
WORDS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["@media (a) {", "p { color: #1 }", "<!--[if mso]>", "<![x", "&#0;", "&nbsp;", "]]>", "a:has(b"]),
)
PIECES = st.one_of(
    st.builds(lambda tag, name, value: f'<{tag} {name}="{value}">', TAGS, NAMES, VALUES),
    st.builds(lambda tag: f"</{tag}>", TAGS),
    WORDS,
)


def findings(html):
    return lint(as_email(html), preheader="", private_words=("x",), public_host="clinic.example", weights={"": 9})


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
@example("\x00<p>\x1b")
@example('<?xml version="1.0" encoding="latin1"?><p>é</p>')
@example("<style>" + "{" * 3_000 + "</style>")
@example("<p style='color:" + "(" * 3_000 + "'>x</p>")
@example("<div>" * 3_000 + "x")
@example("<!DOCTYPE html [<!ENTITY a 'b'>]><p>&a;</p>")
@example("")
@example("<![CDATA[")
@example("<![x<p>")
def test_any_html_has_an_answer(html):
    assert all(finding.message and finding.where for finding in findings(html))

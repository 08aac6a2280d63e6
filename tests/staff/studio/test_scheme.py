"""A frame has no scheme of its own: the style sheet is answered for it."""

from __future__ import annotations

import pytest

from staff.studio.scheme import in_scheme

HTML = (
    b'<html><head><meta name="color-scheme" content="light dark"><style>:root{color-scheme:light dark}'
    b"@media (prefers-color-scheme:dark){a{color:red}}@media screen and (prefers-color-scheme: light){b{color:blue}}"
    b"</style></head><body>light dark (prefers-color-scheme: dark)</body></html>"
)
ALWAYS, NEVER = b"(min-width: 0)", b"(max-width: 0)"


@pytest.mark.parametrize(
    ("scheme", "dark", "light"), [("light", NEVER, ALWAYS), ("dark", ALWAYS, NEVER), ("inverted", NEVER, ALWAYS)]
)
def test_each_question_is_answered(scheme: str, dark: bytes, light: bytes):
    shown = in_scheme(HTML, scheme)
    assert b"@media " + dark + b"{a" in shown and b"@media screen and " + light + b"{b" in shown
    own = b"dark" if scheme == "dark" else b"light"
    assert b'content="' + own + b'"' in shown and b"color-scheme:" + own + b"}" in shown


@pytest.mark.parametrize("scheme", ["light", "dark", "inverted"])
def test_the_letter_itself_is_left_alone(scheme: str):
    assert in_scheme(HTML, scheme).endswith(b"</head><body>light dark (prefers-color-scheme: dark)</body></html>")


def test_inverted_turns_the_letter_and_turns_pictures_back():
    assert in_scheme(HTML, "inverted").count(b"invert(1)") == 2
    assert b"invert" not in in_scheme(HTML, "dark")


def test_an_email_without_a_head_is_left_alone():
    assert in_scheme(b"<p>light dark</p>", "dark") == b"<p>light dark</p>"

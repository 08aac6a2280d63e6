"""An email as a mail program in light or dark shows it, or as one that inverts colours by itself (Gmail on iOS, Outlook).

A frame has no scheme of its own, so the question is answered in the style sheet: `prefers-color-scheme` becomes a width that is always met, or never.
"""

from __future__ import annotations

import re

ASKS = re.compile(rb"\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)")
YES, NO = b"(min-width: 0)", b"(max-width: 0)"
BOTH = re.compile(rb"light dark")
INVERTED = (
    b"<style>html{filter:invert(1) hue-rotate(180deg);background:#fff}img{filter:invert(1) hue-rotate(180deg)}</style>"
)


def in_scheme(html: bytes, scheme: str) -> bytes:
    """`scheme`: light, dark or inverted. Only style sheets and meta elements change."""
    head, end, body = html.partition(b"</head>")
    if not end:
        return html
    wanted = b"dark" if scheme == "dark" else b"light"
    head = ASKS.sub(lambda asked: YES if asked[1] == wanted else NO, head)
    head = BOTH.sub(wanted, head)
    return head + (INVERTED if scheme == "inverted" else b"") + end + body

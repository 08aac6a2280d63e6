"""An email as a mail program in light or dark shows it, or as one that inverts colours by itself (Gmail on iOS, Outlook).

A frame has no scheme of its own, so the query is answered in the style sheet: `prefers-color-scheme: dark` becomes all or none.
"""

from __future__ import annotations

import re

ASKS_FOR_DARK = re.compile(rb"@media\s*\(prefers-color-scheme:\s*dark\)")
BOTH = re.compile(rb"light dark")
INVERTED = (
    b"<style>html{filter:invert(1) hue-rotate(180deg);background:#fff}img{filter:invert(1) hue-rotate(180deg)}</style>"
)


def in_scheme(html: bytes, scheme: str) -> bytes:
    """`scheme`: light, dark or inverted. Only style sheets and meta elements change."""
    head, end, body = html.partition(b"</head>")
    if not end:
        return html
    dark = scheme == "dark"
    head = ASKS_FOR_DARK.sub(b"@media all" if dark else b"@media not all", head)
    head = BOTH.sub(b"dark" if dark else b"light", head)
    return head + (INVERTED if scheme == "inverted" else b"") + end + body

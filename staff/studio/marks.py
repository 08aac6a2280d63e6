"""The numbers of the findings, set on the email itself where each fault stands."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from mailer.finding import Finding

COLOURS = {"error": "#a3241a", "warning": "#774600", "note": "#1d4c94"}
MARK = (
    '<b style="display:inline-block;min-width:20px;margin:0 4px;padding:2px 4px;border-radius:12px;background:{colour};color:#ffffff;'
    'font:bold 13px/16px sans-serif;text-align:center;text-decoration:none;box-sizing:border-box">{number}</b>'
)


def marked(html: bytes, findings: Iterable[Finding]) -> bytes:
    """The email with a number after each fault that can be found in it; unchanged without any."""
    page = html.decode()
    places = [(place_of(one.excerpt, page), number, one) for number, one in enumerate(findings, 1) if one.excerpt]
    for at, number, one in sorted(places, key=lambda found: found[:2], reverse=True):
        if at:
            page = page[:at] + MARK.format(colour=COLOURS[one.severity], number=number) + page[at:]
    return page.encode()


def place_of(excerpt: str, page: str) -> int:
    """Behind the words, or inside the link or behind the element whose tag holds them; 0 when they aren't in the body."""
    body = page.find("<body")
    at = next((found for words in (excerpt, escape(excerpt)) if (found := page.find(words, body)) > 0), 0)
    if not at or body < 0:
        return 0
    opens = page.rfind("<", 0, at)
    if opens < page.rfind(">", 0, at):
        return at + len(excerpt) if page.startswith(excerpt, at) else at + len(escape(excerpt))
    ends = page.find(">", at) + 1
    link_ends = page.find("</a>", ends) if page.startswith("<a ", opens) else -1
    return link_ends if link_ends > 0 else ends

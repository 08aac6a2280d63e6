"""The words of an HTML email as plain lines. What it quotes begins with "> ", as in a plain email.

First nh3 makes whole HTML of it: over a few kilobytes of faulty tags the standard library's parser takes minutes.
"""

from __future__ import annotations

import html
import re

import nh3

MOST_READ = 100_000  # characters
UNSEEN = {"head", "style", "script", "title", "template"}
LINES = {
    "p", "div", "br", "tr", "li", "ul", "ol", "table", "tbody", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre",
}  # fmt: skip
TAG = re.compile(r"<(/?)([a-z0-9]+)[^<>]*>")  # in whole HTML a "<" within words is written &lt;


def html_words(written: str) -> str:
    whole = nh3.clean(written[:MOST_READ], tags=LINES, clean_content_tags=UNSEEN, attributes={}, strip_comments=True)
    lines: list[str] = []
    quoted = place = 0
    for tag in TAG.finditer(whole):
        lines.append(line(whole[place : tag.start()], quoted))
        place = tag.end()
        if tag[2] == "blockquote":
            quoted += -1 if tag[1] else 1
    lines.append(line(whole[place:], quoted))
    return "\n".join(filter(None, lines))


def line(between: str, quoted: int) -> str:
    words = " ".join(html.unescape(between).split())
    return f"> {words}" if words and quoted else words

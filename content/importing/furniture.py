"""Page furniture: what a saved web page wraps around its article, such as "Search" and "4 views0 comments".

Looked for only in the first and last 15 % of the non-blank lines, and a menu word that is followed by a
sentence is a heading, so a section "Search" or "About us" inside the article is safe.
"""

import re
from dataclasses import dataclass
from math import ceil

from django.utils.translation import gettext_noop

from content.importing.blocks import Dropped

_EDGE = 0.15
_EDGE_LINES = 3
# fmt: off
_MENU_WORDS = frozenset({
    "home", "about", "about us", "contact", "contact us", "search", "menu", "main menu",
    "navigation", "log in", "login", "sign in", "sign up", "register", "subscribe", "blog",
    "all posts", "comments", "leave a comment", "leave a reply", "share", "share this", "tweet",
    "print", "email", "facebook", "twitter", "linkedin", "instagram", "pinterest", "youtube",
    "next", "previous", "next post", "previous post", "read more", "more", "services",
    "our services", "locations", "news", "book now", "book online", "book an appointment",
    "request an appointment", "make an appointment", "patient portal", "privacy policy", "privacy",
    "terms", "terms of use", "terms of service", "cookies", "cookie policy", "accessibility",
    "sitemap", "site map", "recent posts", "related posts", "see all", "tags", "categories",
    "no ratings yet", "write a comment...",
})
# fmt: on
_DAY = r"(\d{1,2} [A-Z][a-z]+,? \d{4}|[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4}|\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{4})"
_SIGNS = tuple(
    (re.compile(pattern, re.IGNORECASE), why)
    for pattern, why in (
        (
            r"(back to |bottom of |top of )(the )?(page|top)|skip to (main )?(content|navigation)",
            gettext_noop("page navigation"),
        ),
        (r"(\d[\d,.]*k? (views?|likes?|comments?|shares?)\W*)+", gettext_noop("counts of views and comments")),
        (r"(comments \(\d+\)|rated \d.{0,40}stars?\.?|write a comment.{0,3})", gettext_noop("comments and ratings")),
        (r"\d+ ?-?min(ute)?s?\.? read", gettext_noop("reading time of the page")),
        (
            r"((published|updated|posted|last (updated|reviewed|modified))( on)?:? ?)?" + _DAY,
            gettext_noop("date of the page"),
        ),
        (r"(©|\(c\)|copyright\b).{0,120}|.{0,80}\ball rights reserved\.?", gettext_noop("copyright line of the page")),
        (r"(share|print|email) this (page|post|article|story)", gettext_noop("page navigation")),
    )
)
_NAME = r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){1,3}(?:,? (?:MD|M\.D\.|DO|D\.O\.|PhD|RN|NP|PA-C|PT|DPT|FACS))*"
_PICTURE = re.compile(r"Writer['’]s picture\s*(.{0,80})", re.IGNORECASE)
_BYLINE = re.compile(rf"(?:(?:[Bb]y|[Ww]ritten by|[Pp]osted by|[Aa]uthor:?) )({_NAME})")
_NAME_ALONE = re.compile(_NAME)


@dataclass(frozen=True)
class Cleared:
    """The text with its furniture blanked (line numbers stay), what was taken, and the author it named."""

    text: str
    dropped: list[Dropped]
    author: str


def clear(text: str) -> Cleared:
    """Take page furniture from the edges of `text`."""
    lines = text.split("\n")
    filled = [number for number, line in enumerate(lines) if line.strip()]
    edge = max(_EDGE_LINES, ceil(len(filled) * _EDGE))
    dropped, author, following = [], "", ""
    for place in range(len(filled) - 1, -1, -1):
        number = filled[place]
        if edge <= place < len(filled) - edge:
            following = lines[number]
            continue
        line = lines[number].strip()
        name = _author_in(line) if place < edge else ""
        author, why = (name, gettext_noop("the author's name, lifted")) if name else (author, _why(line, following))
        if why:
            dropped.append(Dropped(number + 1, line, why))
            lines[number] = ""
        following = lines[number]
    return Cleared("\n".join(lines), dropped[::-1], author)


def _author_in(line: str) -> str:
    found = _PICTURE.fullmatch(line) or _BYLINE.fullmatch(line)
    if found:
        return found[1].strip()
    alone = _NAME_ALONE.fullmatch(line)
    return line if alone and "," in line and not line.startswith(("About ", "Meet ")) else ""


def _why(line: str, following: str) -> str:
    bare = line.strip("-*•|›» ")
    if bare.lower() in _MENU_WORDS and not _is_sentence(following):
        return gettext_noop("a word of the page's menu")
    if _PICTURE.fullmatch(bare):
        return gettext_noop("a picture's caption")
    return next((why for sign, why in _SIGNS if len(bare) <= 160 and sign.fullmatch(bare)), "")


def _is_sentence(line: str) -> bool:
    return len(line.split()) > 14 or (len(line.split()) > 3 and line.rstrip().endswith((".", "!", "?", ":")))

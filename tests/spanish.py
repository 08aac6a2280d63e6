"""What a reader of Spanish sees of a page or an email, and the English left in it."""

from __future__ import annotations

import re
from html import unescape

# Common English words that are no Spanish words.
ENGLISH = frozenset(
    [
        "the",
        "and",
        "you",
        "your",
        "this",
        "that",
        "of",
        "is",
        "are",
        "to",
        "for",
        "with",
        "from",
        "we",
        "us",
        "our",
        "it",
        "if",
        "not",
        "be",
        "can",
        "may",
        "will",
        "when",
        "what",
        "which",
        "lesson",
        "lessons",
        "call",
        "read",
        "page",
        "email",
        "open",
        "again",
        "here",
        "comes",
        "next",
        "first",
        "checked",
        "by",
        "on",
        "in",
        "at",
        "day",
        "month",
        "year",
        "minutes",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
)
SOURCES = re.compile(r'<section class="sources".*?</section>', re.DOTALL)
UNSEEN = re.compile(r"<(style|script|head)\b.*?</\1>|<!--.*?-->", re.DOTALL)


def seen(html: str) -> str:
    """The words on the page, without its sources: those keep the titles they were published under."""
    return unescape(re.sub(r"<[^>]+>", " ", UNSEEN.sub(" ", SOURCES.sub(" ", html))))


def english_in(words: str, *, besides: tuple[str, ...] = ()) -> set[str]:
    """`besides`: names and addresses of the clinic, which stay as they are."""
    for name in sorted(filter(None, besides), key=len, reverse=True):
        words = words.replace(name, " ")
    words = re.sub(r"https?://\S+|\bmindfulness\b", " ", words)
    return {word for word in re.findall(r"[^\W\d_]+", words.casefold()) if word in ENGLISH}

"""Which blocks of a page are its article. trafilatura says what the article's text is; the blocks stay ours.

What it leaves out in the middle of the article is kept: a list or a note it took for decoration may matter. Only the
page's frame (side columns, forms, menus) and what stands before and after the article goes.
"""

import re
from dataclasses import replace

from django.utils.translation import gettext_noop

from content.importing.blocks import Block, Break, Dropped, Heading, Picture
from content.importing.web.context import FRAME, MENU
from content.importing.web.walk import Found

_LEAST_SHARE = 0.25  # of the page's words; with less, trafilatura has missed the article and everything is kept
_MOST_ELEMENTS = 20_000  # a long article's page has 5,000: larger ones are kept whole, their edges cleared all the same
_NO_LETTERS = re.compile(r"[\W_]+")
_LEAST_FOUND_AGAIN = 0.8  # of trafilatura's words among the blocks; with less, the two can't be compared
_WORDS_IN_A_ROW = 3
_OUTSIDE = gettext_noop("outside the article")


def only_article(found: list[Found], page: str) -> list[Found]:
    """The same blocks in the same order, those outside the article as `Dropped`. `page` is the page's mark-up."""
    found = [_dropped(one, gettext_noop("the page's menu")) if one.place == MENU else one for one in found]
    is_inside = _inside(found, page)
    if not any(is_inside):
        return found
    first, last = is_inside.index(True), len(is_inside) - 1 - is_inside[::-1].index(True)
    title = _title_before(found, first)
    first = title if found[title].place != FRAME else first
    last = _with_pictures_after(found, last)
    return [
        one
        if place == title or (first <= place <= last and (is_inside[place] or one.place != FRAME))
        else _dropped(one, _OUTSIDE)
        for place, one in enumerate(found)
    ]


def _dropped(found: Found, why: str) -> Found:
    block = found.block
    if isinstance(block, Dropped | Break):
        return found
    return replace(found, block=Dropped(block.line, found.shown, why))


def _title_before(found: list[Found], first: int) -> int:
    """The place of the last heading of level 1 before the article, which often stands in the page's header."""
    tops = [place for place, one in enumerate(found[: first + 1]) if _is_top(one.block)]
    return tops[-1] if tops else first


def _with_pictures_after(found: list[Found], last: int) -> int:
    """The place of the last picture that follows the article's last words directly."""
    while last + 1 < len(found) and isinstance(found[last + 1].block, Picture) and not found[last + 1].place:
        last += 1
    return last


def _is_top(block: Block) -> bool:
    return isinstance(block, Heading) and block.level == 1


def _inside(found: list[Found], page: str) -> list[bool]:
    """For each block, whether its words are in the text that trafilatura extracts.

    All False where it found too little, or where its text can't be found again among the blocks.
    """
    text = _extracted(page)
    words = sum(len(one.shown.split()) for one in found)
    if not text or len(text.split()) < _LEAST_SHARE * words:
        return [False] * len(found)
    letters = [_NO_LETTERS.sub(" ", line.casefold()).split() for line in text.splitlines()]
    lines = {" ".join(line) for line in letters}
    rows = {row for line in letters for row in _rows_of_words(line)}
    is_inside = [_is_known(one, lines, rows) for one in found]
    again = sum(len(one.shown.split()) for one, inside in zip(found, is_inside, strict=True) if inside)
    return is_inside if again >= _LEAST_FOUND_AGAIN * len(text.split()) else [False] * len(found)


def _is_known(found: Found, lines: set[str], rows: set[tuple[str, ...]]) -> bool:
    if isinstance(found.block, Dropped | Picture | Break):
        return False
    words = _NO_LETTERS.sub(" ", found.shown.casefold()).split()
    own = _rows_of_words(words)
    return " ".join(words) in lines or (len(own) > 1 and sum(row in rows for row in own) >= len(own) / 2)


def _rows_of_words(words: list[str]) -> list[tuple[str, ...]]:
    return [tuple(words[place : place + _WORDS_IN_A_ROW]) for place in range(len(words) - _WORDS_IN_A_ROW + 1)]


def _extracted(page: str) -> str:
    """The article's text as trafilatura sees it; "" where it sees none. It fetches nothing when given a page's text."""
    if page.count("<") > 2 * _MOST_ELEMENTS:
        return ""
    import trafilatura  # here, because it takes 0.3 s that only an import of a page should cost

    try:
        return (
            trafilatura.extract(page, fast=True, favor_recall=True, include_comments=False, include_tables=True) or ""
        )
    except (ValueError, TypeError, AttributeError, IndexError, KeyError, RecursionError):
        return ""  # its own fault on a strange page: then the page's edges decide

"""The reader of .html and .htm: a page saved from a browser, or written as one."""

import re

from django.utils.translation import gettext_noop
from lxml import etree

from content.importing.blocks import Dropped, Heading, Mended, Reading
from content.importing.edges import clear_edges
from content.importing.pictures import PictureIntake
from content.importing.unmarked import with_headings
from content.importing.web.article_part import only_article
from content.importing.web.page import tree_of
from content.importing.web.visible import visible_text
from content.importing.web.walk import Found, Walk
from content.importing.words import pieces_of

_SITE_NAME = re.compile(r"\s+[|–—:-]+\s+")


def read(data: bytes) -> Reading:
    """The blocks of a page. Raises ArticleRefused."""
    root = tree_of(data)
    body = root.find("body")
    body = root if body is None else body
    pictures = PictureIntake()
    found = Walk(pictures, line_of).read(body)
    found = only_article(found, etree.tostring(root, encoding="unicode", method="html"))
    blocks, author = clear_edges([one.block for one in found])
    title = root.find("head/title")
    title_words = " ".join("".join(map(str, title.itertext())).split()) if title is not None else ""
    named = any(isinstance(block, Heading) and block.level == 1 for block in blocks)
    page_title = (
        [Dropped(line_of(title), title_words, gettext_noop("the page's title"))]
        if title is not None and title_words
        else []
    )
    return Reading(
        blocks=[*page_title, *with_headings(blocks)],
        title="" if named else _without_site_name(title_words),
        author=author or _author_of(root),
        source=f"{title_words}\n{visible_text(body)}",
        written=written_otherwise(found),
        pictures=pictures.kept,
    )


def line_of(element: etree._Element) -> int:
    """Counted from 1. lxml knows lines up to 65,535 of some elements: those further down say that one."""
    line: int | None = getattr(element, "sourceline", None)
    return line or 1


def written_otherwise(found: list[Found]) -> list[Mended]:
    """What the blocks say beyond what is shown: addresses, table marks, brackets of notes."""
    pairs = [(one.block, one.shown) for one in found]
    return [
        Mended(block.line, shown, block.text) for block, shown in pairs if pieces_of(block.text) != pieces_of(shown)
    ]


def _author_of(root: etree._Element) -> str:
    meta = next((one for one in root.iterfind("head/meta") if (one.get("name") or "").lower() == "author"), None)
    author = " ".join((meta.get("content") or "").split()) if meta is not None else ""
    return author if len(author) <= 80 and "://" not in author else ""


def _without_site_name(title: str) -> str:
    """The page's own name, which stands first, as in "Back pain | Some Clinic"."""
    return _SITE_NAME.split(title)[0].strip()

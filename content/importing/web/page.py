"""Bytes of a saved page become a tree of elements, with its text tidy and nothing fetched or resolved."""

import codecs
import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from lxml import etree

from content.importing.reading import text_of, tidy
from content.importing.refusal import ArticleRefused

MOST_MARKS = 100_000  # elements a page may have: about 20 MB in memory, and a long article has a few thousand
_DECLARED = re.compile(
    rb"""<meta[^<>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})|encoding=["']([\w.-]{1,40})""", re.I
)
_LOOKED_THROUGH = 4096  # bytes; a browser looks for the charset in the first 1024 (HTML, 4.2.5.4)
_TOO_DEEP = gettext_noop(
    "The page's elements are nested too deeply to be read: save the article's text as .txt and try again."
)


def tree_of(data: bytes) -> etree._Element:
    """The page's root element. Text in it is tidy (NFC, plain spaces). Raises ArticleRefused."""
    return parsed(_decoded(data))


def parsed(page: str) -> etree._Element:
    """The root of a page given as text. Raises ArticleRefused for what no browser would be asked to show."""
    marks = page.count("<")
    if marks > MOST_MARKS:
        raise ArticleRefused(
            _(
                "The page holds {n} marks, and {most} is the most: save the article's text as .txt and try again."
            ).format(n=f"{marks:,}", most=f"{MOST_MARKS:,}")
        )
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_pis=True)
    try:
        root = etree.fromstring(page.encode("utf-8", "replace"), parser)
    except etree.LxmlError:
        root = None
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT or "depth" in error.message for error in parser.error_log):
        raise ArticleRefused(_(_TOO_DEEP))
    if root is None:
        raise ArticleRefused(_("The page holds no text: open it in a browser, save it again and try that file."))
    for element in root.iter():
        element.text = tidy_text(element.text) if isinstance(element.tag, str) else element.text
        element.tail = tidy_text(element.tail)
    return root


def tidy_text(text: str | None) -> str | None:
    """`tidy`, but a line's end at the end of `text` stays: it parts words."""
    return tidy(text + "|")[:-1] if text else text


def _decoded(data: bytes) -> str:
    """As the page declares, if that fits its bytes; else as any other text."""
    found = _DECLARED.search(data[:_LOOKED_THROUGH])
    name = (found[1] or found[2]).decode("ascii", "replace") if found else ""
    if name and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            if codecs.lookup(name).name not in ("utf-8", "ascii", "utf-16", "utf-32", "utf-7"):
                data = data.decode("cp1252" if codecs.lookup(name).name == "iso8859-1" else name).encode()
        except (LookupError, UnicodeError):
            pass
    return text_of(data)

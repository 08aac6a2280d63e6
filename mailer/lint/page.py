"""The HTML of an email as a tree. Whatever arrives, a tree comes out: lint never stops at bad HTML."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from lxml import etree

from mailer.compiled import CompiledEmail
from mailer.lint.selectors import Specificity, xpaths
from mailer.lint.style_sheets import Sheet, sheet

FIELD = re.compile("\ue000([A-Za-z0-9_]+)\ue001")
"""How a merge field is written while the HTML is read: between two characters of private use."""
UNPRINTED = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f]")
# Blanks that fill an inbox's line after the preheader, and what a mail program shows as nothing.
BLANKS = re.compile("[\\s\u00a0\u00ad\u034f\u061c\u115f\u180e\u200b-\u200f\u202a-\u202e\u2007\u2060-\u2069\ufeff]+")
NOT_WORDS = frozenset({"style", "script", "title", "head", "noscript", "template", "xml"})
BLOCKS = frozenset(
    {"br", "p", "div", "table", "tr", "td", "th", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"}
)

Element = etree._Element


@dataclass(frozen=True, eq=False)
class Page:
    root: Element

    @classmethod
    def of(cls, html: str) -> "Page":
        cleaned = UNPRINTED.sub("\ufffd", html).encode("utf-8", "replace")
        parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True)
        try:
            root = etree.fromstring(cleaned or b"<html></html>", parser)
        except etree.ParserError:
            root = None
        return cls(root if root is not None else etree.Element("html"))

    @cached_property
    def elements(self) -> list[Element]:
        """Every element in document order, without comments."""
        return list(self.root.iter(etree.Element))

    @cached_property
    def body(self) -> list[Element]:
        """The elements people see: neither the head nor what stands in it."""
        body = self.root.find("body")
        return [] if body is None else list(body.iter(etree.Element))

    @cached_property
    def sheets(self) -> list[Sheet]:
        return [sheet(one.text or "", one.get("media", "")) for one in self.elements if one.tag == "style"]

    def selected(self, selector: str) -> list[tuple[Element, Specificity]]:
        """What a selector finds, with its specificity; looked up once a page."""
        if selector not in self._found:
            self._found[selector] = [(one, weight) for path, weight in xpaths(selector) for one in self._answer(path)]
        return self._found[selector]

    @cached_property
    def _found(self) -> dict[str, list[tuple[Element, Specificity]]]:
        return {}

    def _answer(self, path: etree.XPath) -> list[Element]:
        try:
            found = path(self.root)
        except etree.XPathError:
            return []
        return [one for one in found if isinstance(one, Element)] if isinstance(found, list) else []


@lru_cache(maxsize=8)
def page_of(email: CompiledEmail) -> Page:
    return Page.of(with_field_names(email))


def with_field_names(email: CompiledEmail) -> str:
    return "".join(part if isinstance(part, str) else f"\ue000{part.field}\ue001" for part in email.html)


def readable(text: str) -> str:
    """The same with {field} for a merge field."""
    return FIELD.sub(r"{\1}", text)


def own_text(element: Element) -> Iterator[str]:
    """Its words that stand in no other element, in one piece each."""
    for piece in (element.text, *(child.tail for child in element)):
        if piece and (words := squeezed(piece)):
            yield words


def words_of(element: Element) -> str:
    """All its words, those of pictures too; blanks, and the edges of blocks, as one space."""
    said = []
    for event, one in etree.iterwalk(element, events=("start", "end", "comment")):
        edge = " " if one.tag in BLOCKS else ""
        if event == "start":
            said += [
                edge,
                one.get("alt", "") if one.tag == "img" else "",
                "" if one.tag in NOT_WORDS else one.text or "",
            ]
        elif one is not element:
            said += [edge, one.tail or ""]
    return squeezed("".join(said))


def squeezed(text: str) -> str:
    return BLANKS.sub(" ", text).strip()

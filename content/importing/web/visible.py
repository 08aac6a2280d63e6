"""What a page shows: which elements hold text, which are hidden, and all the words there are to account for.

`visible_text` goes another way than the blocks do, on a copy of the tree, so that no word can be lost by both.
"""

import re
from copy import deepcopy

from lxml import etree

NO_TEXT = frozenset({
    "script", "style", "template", "noscript", "head", "iframe", "object", "embed", "video", "audio", "canvas", "param",
    "source", "track", "map", "frame", "frameset", "noframes", "applet", "datalist",
})  # fmt: skip
BLOCKS = frozenset({
    "html", "body", "address", "article", "aside", "blockquote", "button", "caption", "center", "dd", "details", "dialog",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "hr", "legend", "li", "main", "menu", "nav", "ol", "optgroup", "option", "p", "pre", "search",
    "section", "select", "summary", "svg", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "title", "tr", "ul",
})  # fmt: skip
_HIDING = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)


def is_hidden(element: etree._Element) -> bool:
    """By its own mark-up. aria-hidden hides from a screen reader only, and style sheets aren't read."""
    closed = element.tag == "dialog" and element.get("open") is None
    return closed or element.get("hidden") is not None or bool(_HIDING.search(element.get("style") or ""))


def alt_of(image: etree._Element) -> str:
    """What the page says a picture shows, on one line."""
    return " ".join((image.get("alt") or "").split())


def visible_text(root: etree._Element) -> str:
    """Every word of the page, hidden ones and descriptions of pictures too, with white space where blocks end."""
    copy = deepcopy(root)
    copy.tail = None
    for element in list(copy.iter()):
        if not isinstance(element.tag, str) or element.tag in NO_TEXT:
            _empty(element)
        elif element.tag == "br":
            element.tail = "\n" + (element.tail or "")
        elif element.tag == "img":
            element.text, element.tail = f" {alt_of(element)} ", element.tail
        elif element.tag in BLOCKS or is_hidden(element):
            element.text, element.tail = "\n" + (element.text or ""), "\n" + (element.tail or "")
    return "\n".join(line.strip() for line in "".join(map(str, copy.itertext())).splitlines() if line.strip())


def _empty(element: etree._Element) -> None:
    """Without its text and children; what follows it stays."""
    element.text = ""
    for child in list(element):
        element.remove(child)

"""What an element's ancestors say about the text in it: a heading's, bold, a link's, an item of a list."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from lxml import etree

from content.importing.web.addresses import public_address

MENU, FRAME = "menu", "frame"
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_BOLD = frozenset({"b", "strong", "dt"})
_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_FRAME_TAGS = frozenset({"aside", "footer", "header", "form", "search"})
_FRAME_ROLES = frozenset({"banner", "contentinfo", "complementary", "search", "form"})
_DEEPEST = 6  # of nested lists: deeper items are shown as deep as this
_IN_A_TABLE = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "pre", "table", "blockquote"})


@dataclass
class List:
    """`next_number` is None for a list of bullets."""

    next_number: int | None = None


@dataclass
class Item:
    """One item; `block` is its place among the blocks found, once it has one."""

    number: int | None
    depth: int
    block: int | None = None


@dataclass
class Row:
    """A row of a table of data, while its cells are read."""

    cells: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Context:
    """`place` is MENU or FRAME within those parts of a page; `link` a public address or empty."""

    heading: int = 0
    bold: bool = False
    raised: bool = False
    link: str = ""
    is_link: bool = False
    code: bool = False
    place: str = ""
    list: List | None = None
    item: Item | None = None
    depth: int = 0
    table: bool = False
    row: Row | None = None


def entered(context: Context, element: etree._Element) -> Context:
    """The context of the text in `element`, which stands in `context`. Counts an item of a numbered list."""
    tag = element.tag
    context = replace(context, place=_place(element) or context.place)
    if tag in _LEVELS:
        return replace(context, heading=_LEVELS[tag])
    if tag in _BOLD:
        return replace(context, bold=True)
    if tag == "sup":
        return replace(context, raised=True)
    if tag == "a" and element.get("href"):
        return replace(context, link=public_address(element.get("href", "")), is_link=True)
    if tag == "pre":
        return replace(context, code=True)
    if tag in _LISTS:
        numbers = List(_whole(element.get("start")) if tag == "ol" else None)
        return replace(context, list=numbers, item=None, depth=min(context.depth + 1, _DEEPEST))
    if tag == "li":
        return replace(context, item=_item(context))
    if tag == "table":
        return replace(context, table=_holds_data(element), row=None)
    if tag == "tr" and context.table:
        return replace(context, row=Row())
    return context


def _place(element: etree._Element) -> str:
    role = (element.get("role") or "").lower()
    if element.tag == "nav" or role == "navigation":
        return MENU
    return FRAME if element.tag in _FRAME_TAGS or role in _FRAME_ROLES else ""


def _item(context: Context) -> Item:
    number = context.list.next_number if context.list else None
    if context.list and number is not None:
        context.list.next_number = number + 1
    return Item(number, max(1, context.depth))


def _whole(start: str | None) -> int:
    """Where a numbered list starts; 1 unless it says a number that Markdown has too (up to 9 digits)."""
    return int(start) if start and start.isascii() and start.isdigit() and len(start) <= 9 else 1


def _holds_data(table: etree._Element) -> bool:
    """Whether the cells hold words only. A table with headings, lists or tables in it only arranges the page."""
    return not any(element.tag in _IN_A_TABLE for element in table.iterdescendants())

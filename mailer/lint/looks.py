"""What each element looks like in a mail program: its colours, its type and its room, in light and in dark.

A small cascade (CSS Cascade 4 §6): importance, then style attributes over sheets, then specificity, then order.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from mailer.lint.colours import BLACK, WHITE, Colour, colour, colour_within, over
from mailer.lint.lengths import edges, line_height, pixels
from mailer.lint.page import Element, Page
from mailer.lint.style_sheets import Declaration, applies, declarations

Priority = tuple[bool, int, tuple[int, int, int], int]
DARK_CANVAS = Colour(0.071, 0.071, 0.071)  # about what WebKit and Chromium paint under `color-scheme: dark`
LINK, DARK_LINK = Colour(0, 0, 0.933), Colour(0.62, 0.62, 1)
SIZES = {"h1": 32.0, "h2": 24.0, "h3": 18.72, "h5": 13.28, "h6": 10.72}
BOLD = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "b", "strong", "th"})
BLOCKS = frozenset({"div", "p", "td", "th", "li", "ul", "ol", "table", "blockquote", "h1", "h2", "h3", "h4", "body"})


@dataclass(frozen=True)
class Look:
    """`ground` is opaque: what lies behind the text. Lengths are CSS pixels; `leading` is the height of a line."""

    ink: Colour
    ground: Colour
    size: float = 16.0
    bold: bool = False
    leading: float | None = None
    shown: bool = True
    display: str = "inline"
    height: float = 0.0
    above: float = 0.0
    below: float = 0.0

    @property
    def line(self) -> float:
        return self.leading if self.leading is not None else self.size * 1.2

    @property
    def is_read(self) -> bool:
        """Whether words that stand here are seen; a size of 0 only closes gaps between tables."""
        return self.shown and self.size > 1


@lru_cache(maxsize=4)
def looks(page: Page, *, dark: bool = False) -> dict[Element, Look]:
    declared = _declared(page, dark=dark)
    night = dark and _knows_dark(page)
    start = Look(ink=WHITE if night else BLACK, ground=DARK_CANVAS if night else WHITE)
    found: dict[Element, Look] = {}
    for element in page.elements:
        parent = element.getparent()
        above = found.get(parent, start) if parent is not None else start
        found[element] = _look(element, above, declared.get(element, {}), night)
    return found


def _look(element: Element, above: Look, said: dict[str, str], night: bool) -> Look:
    tag = str(element.tag)
    size = pixels(said.get("font-size", ""), above.size)
    size = SIZES.get(tag, above.size) if size is None else size
    ink = colour(said.get("color", "")) or (_link(night) if tag == "a" and "href" in element.attrib else above.ink)
    ground = above.ground
    if (own := colour_within(said.get("background", ""))) is not None:
        ground = over(own, above.ground)
    weight = said.get("font-weight", "bold" if tag in BOLD else "")
    top, bottom = edges(said, size)
    return Look(
        ink=ink, ground=ground, size=size,
        bold=above.bold if weight in ("", "inherit") else weight in ("bold", "bolder", "700", "800", "900"),
        leading=line_height(said.get("line-height", ""), size, above.leading),
        shown=above.shown and not _is_hidden(element, said),
        display=said.get("display", "block" if tag in BLOCKS else "inline").lower(),
        height=pixels(said.get("height", ""), size) or pixels(element.get("height", ""), size) or 0.0,
        above=top, below=bottom,
    )  # fmt: skip


def _link(night: bool) -> Colour:
    return DARK_LINK if night else LINK


def _is_hidden(element: Element, said: dict[str, str]) -> bool:
    return (
        "hidden" in element.attrib
        or said.get("display", "").lower() == "none"
        or said.get("visibility", "").lower() == "hidden"
        or re.fullmatch(r"0?\.?0+", said.get("opacity", "1")) is not None
    )


def _knows_dark(page: Page) -> bool:
    return any(
        one.get("name", "").lower() == "color-scheme" and "dark" in one.get("content", "").lower()
        for one in page.elements
        if one.tag == "meta"
    )


def _declared(page: Page, *, dark: bool) -> dict[Element, dict[str, str]]:
    """For each element the winning value of each property."""
    won: dict[Element, dict[str, tuple[Priority, str]]] = defaultdict(dict)
    for order, rule in enumerate(rule for sheet in page.sheets for rule in sheet.rules):
        if applies(rule.media, dark=dark):
            for element, weight in page.selected(rule.selector):
                _enter(won[element], rule.declarations, 0, weight, order)
    for element in page.elements:
        if hints := _hints(element):
            _enter(won[element], hints, -1, (0, 0, 0), 0)
        if style := element.get("style"):
            _enter(won[element], declarations(style), 1, (0, 0, 0), 0)
    return {element: {name: value for name, (_, value) in said.items()} for element, said in won.items()}


def _enter(
    won: dict[str, tuple[Priority, str]],
    said: tuple[Declaration, ...],
    layer: int,
    weight: tuple[int, int, int],
    order: int,
) -> None:
    for name, value, important in said:
        name = "background" if name == "background-color" else name
        priority = (important, layer, weight, order)
        if name not in won or won[name][0] <= priority:
            won[name] = (priority, value)


def _hints(element: Element) -> tuple[Declaration, ...]:
    """Attributes that were style before CSS (HTML §15, "presentational hints")."""
    named = {"bgcolor": "background", "color": "color" if element.tag == "font" else "", "text": "color"}
    return tuple(
        Declaration(named[name], str(element.get(name)), False)
        for name in named
        if named[name] and name in element.attrib
    )

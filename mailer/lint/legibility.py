"""Type that older eyes can read and links that a thumb can hit."""

from collections.abc import Iterator

from mailer.lint.looks import Look, looks
from mailer.lint.page import Element, Page, own_text, readable, words_of
from mailer.lint.spotted import Spotted, spotted

SMALLEST = 14.0  # CSS pixels; Apple's and Google's mail programs enlarge what is below 13 and so break the layout
LOWEST_TAP = 44.0  # Apple Human Interface Guidelines, "Buttons"; WCAG 2.2, 2.5.5
TIGHTEST, TIGHTEST_IF_LARGE, LARGE = 1.3, 1.1, 24.0  # times the size of the type
BLOCKS = frozenset({"p", "div", "td", "th", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "body"})


def legibility_findings(page: Page) -> Iterator[Spotted]:
    found, seen = looks(page), set[tuple[float, float]]()
    for element in page.body:
        look = found[element]
        words = next(own_text(element), "") if look.is_read else ""
        if words and (look.size, look.line) not in seen:
            seen.add((look.size, look.line))
            yield from _type_findings(look, words)
        if element.tag == "a" and look.is_read and "href" in element.attrib:
            yield from _tap_findings(element, look)


def _type_findings(look: Look, words: str) -> Iterator[Spotted]:
    shown = readable(words)[:40]
    if look.size < SMALLEST:
        message = f"“{shown}” is {look.size:g} px high; {SMALLEST:g} px is the least."
        yield spotted("warning", "type", message, "Give it a larger font-size.", words)
    if look.line < look.size * (TIGHTEST_IF_LARGE if look.size >= LARGE else TIGHTEST) and look.leading is not None:
        message = f"The lines of “{shown}” are {look.line:g} px apart for type of {look.size:g} px."
        yield spotted("warning", "type", message, "Give it a line-height of about 1.5.", words)


def _tap_findings(link: Element, look: Look) -> Iterator[Spotted]:
    words = words_of(link)
    height = max(look.height, look.line + look.above + look.below)
    if height < LOWEST_TAP and words and words == words_of(_block_around(link)):
        message = f"The link “{readable(words)[:40]}” is {height:g} px high; a thumb needs {LOWEST_TAP:g} px."
        yield spotted("warning", "tap", message, "Give it padding above and below.", words, link.get("href", ""))


def _block_around(link: Element) -> Element:
    return next((one for one in link.iterancestors() if one.tag in BLOCKS), link)

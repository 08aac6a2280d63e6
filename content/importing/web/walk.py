"""The body of a page becomes blocks in reading order: headings, paragraphs, items, rows of tables, pictures."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_noop
from lxml import etree

from content.importing.blocks import Block, Break, Bullet, Dropped, Heading, Paragraph
from content.importing.pictures import PictureIntake
from content.importing.web.addresses import host_of
from content.importing.web.context import Context, entered
from content.importing.web.inline import Piece, collapsed, written
from content.importing.web.steps import End, Start, steps_of
from content.importing.web.visible import BLOCKS, NO_TEXT, alt_of, is_hidden, visible_text

FRAME_FROM = gettext_noop("a film, sound or frame at {host}: nothing is fetched")
FRAME = gettext_noop("a film, sound or frame: nothing is fetched")
_EMBEDDED = frozenset({"iframe", "object", "embed", "video", "audio", "frame", "applet"})
_CONTROLS = frozenset({"button", "select", "textarea"})


@dataclass(frozen=True)
class Found:
    """`shown` is the block as the page shows it: `block.text` may hold addresses and marks besides."""

    block: Block
    shown: str
    place: str = ""


@dataclass
class Walk:
    """`line_of` says where an element stands, counted from 1. `found` fills as `read` goes on."""

    pictures: PictureIntake
    line_of: Callable[[etree._Element], int]
    found: list[Found] = field(default_factory=list)
    _contexts: list[Context] = field(default_factory=lambda: [Context()])
    _pieces: list[Piece] = field(default_factory=list)
    _aside: list[Found] = field(default_factory=list)
    _line: int = 1

    def read(self, root: etree._Element) -> list[Found]:
        for step in steps_of(root, self._is_left_out):
            if isinstance(step, Start):
                self._start(step.element)
            elif isinstance(step, End):
                self._end(step.element)
            else:
                self._text(step.text)
        self._flush()
        return self.found

    @property
    def _context(self) -> Context:
        return self._contexts[-1]

    def _start(self, element: etree._Element) -> None:
        self._boundary(element)
        self._contexts.append(entered(self._context, element))
        if element.tag == "br":
            self._line_end()
        elif element.tag == "hr":
            self.found.append(Found(Break(self._line, ""), "", self._context.place))
        elif element.tag == "img":
            alt = alt_of(element)
            self._pieces.append(Piece(" "))
            block = self.pictures.take_in(self.line_of(element), element.get("src") or "", alt)
            self._aside.append(Found(block, alt, self._context.place))

    def _end(self, element: etree._Element) -> None:
        row = self._context.row
        if row is not None and element.tag in ("td", "th"):
            row.cells.append(self._taken())
        elif row is not None and element.tag == "tr":
            self._row(row.cells)
        self._boundary(element)
        self._contexts.pop()

    def _boundary(self, element: etree._Element) -> None:
        """Where a block starts or ends, so does the text before it. In a cell it only parts words."""
        if element.tag not in BLOCKS:
            return
        if self._context.row is not None:
            self._pieces.append(Piece(" "))
        else:
            self._flush()
            self._line = self.line_of(element)

    def _text(self, text: str) -> None:
        here = self._context
        before, after = _signs(text, here, self._pieces[-1].text if self._pieces else "")
        text = text if here.code else text.replace("\n", " ")
        self._pieces.append(Piece(text, here.bold, "" if before else here.link, before, after))

    def _line_end(self) -> None:
        """One <br> ends a line, two in a row end a paragraph."""
        last = next((piece.text for piece in reversed(self._pieces) if piece.text.strip(" ")), "")
        if last == "\n" and self._context.row is None and not self._context.code:
            self._flush()
        else:
            self._pieces.append(Piece("\n"))

    def _is_left_out(self, element: etree._Element) -> bool:
        """What holds none of the article's text; what a reader might look for is listed."""
        tag, text = element.tag, ""
        if tag in _EMBEDDED:
            host = host_of(element.get("src") or element.get("data") or "")
            why = FRAME_FROM.format(host=host) if host else FRAME
        elif tag in NO_TEXT:
            return True
        elif is_hidden(element):
            text, why = " ".join(visible_text(element).split()), gettext_noop("hidden on the page")
        elif tag in _CONTROLS:
            text, why = " ".join(visible_text(element).split()), gettext_noop("a button or field of the page")
        elif tag == "svg":
            text, why = (
                " ".join(visible_text(element).split()),
                gettext_noop("a drawing in the page: add it on the Pictures page"),
            )
        else:
            return False
        if tag in BLOCKS or is_hidden(element):
            self._pieces.append(Piece(" "))
        if text or tag in _EMBEDDED:
            self._aside.append(Found(Dropped(self.line_of(element), text, why), text, self._context.place))
        return True

    def _taken(self) -> tuple[str, str]:
        """The collected words as shown and as written, and none are collected any more."""
        pieces, self._pieces = self._pieces, []
        if self._context.code and self._context.row is None:
            text = "".join(piece.text for piece in pieces).strip("\n")
            return text, text
        pieces = collapsed(pieces)
        return "".join(piece.text for piece in pieces).strip(), written(pieces)

    def _flush(self) -> None:
        shown, text = self._taken()
        if shown.strip():
            self._add(shown, text)
        self.found += self._aside
        self._aside = []

    def _row(self, cells: list[tuple[str, str]]) -> None:
        """The cells with words, | between them."""
        filled = [(" ".join(shown.split()), " ".join(text.split())) for shown, text in cells if shown.strip()]
        if filled:
            shown, text = " ".join(cell[0] for cell in filled), " | ".join(cell[1] for cell in filled)
            self.found.append(Found(Paragraph(self._line, text), shown, self._context.place))
        self.found += self._aside
        self._aside = []

    def _add(self, shown: str, text: str) -> None:
        here = self._context
        item = here.item
        if here.heading:
            title = " ".join(shown.split())
            self.found.append(Found(Heading(self._line, title, here.heading), title, here.place))
        elif item is None or here.code:
            self.found.append(Found(Paragraph(self._line, text, code=here.code), shown, here.place))
        elif item.block is None:
            item.block = len(self.found)
            bullet = Bullet(self._line, text, "", item.number, item.depth)
            self.found.append(Found(bullet, shown, here.place))
        elif item.block == len(self.found) - 1:
            self.found[-1] = _with_more(self.found[-1], shown, text)
        else:
            self.found.append(Found(Paragraph(self._line, text), shown, here.place))


def _signs(text: str, context: Context, before: str) -> tuple[str, str]:
    """What a lesson writes around raised text: [1] for a note's number, 10^9 for a power."""
    bare = text.strip()
    if not context.raised or not bare:
        return "", ""
    if context.is_link and bare.isalnum():
        return "[", "]"
    is_power = bare.lstrip("+-−").isdigit() and before[-1:].isdigit()
    return ("^", "") if is_power else ("", "")


def _with_more(found: Found, shown: str, text: str) -> Found:
    """An item's next paragraph."""
    block = found.block
    if not isinstance(block, Bullet):
        raise TypeError(f"An item's block is a Bullet, and here it is {block!r}")
    return replace(found, block=replace(block, text=f"{block.text}\n\n{text}"), shown=f"{found.shown}\n\n{shown}")

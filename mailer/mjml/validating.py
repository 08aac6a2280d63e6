"""Everything wrong with MJML, with line and column, found before mrml sees it: it names few faults and passes over most."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from mailer.finding import Finding
from mailer.mjml.attributes import Fault, attribute_faults
from mailer.mjml.elements import ELEMENTS, Element, did_you_mean
from mailer.mjml.includes import Includes
from mailer.mjml.including import Included, included
from mailer.mjml.nesting import NOT_RENDERED, ONCE, comment_fault, odd_fault, place_fault, rendering_fault, words_fault
from mailer.mjml.page import Page, cleaned
from mailer.mjml.pieces import Attribute, Piece, pieces

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}


def findings(source: str, name: str, templates: Path | None = None) -> list[Finding]:
    """Faults of the MJML called `name` and of what it includes from `templates`, in the order they stand."""
    reading = _Reading(Page(name, cleaned(source)), Includes(templates), _Whole())
    reading.read()
    if not reading.lost:
        reading.whole_faults()
    return [finding for _, finding in sorted(reading.found, key=lambda one: one[0])]


@dataclass
class _Whole:
    """What is known of the email as a whole, included files too."""

    classes: set[str] = field(default_factory=set)
    class_uses: list[tuple[int, str, str]] = field(default_factory=list)
    once: set[str] = field(default_factory=set)


class _Reading:
    def __init__(
        self, page: Page, includes: Includes, whole: _Whole, *, top: str = "", included_at: int | None = None
    ) -> None:
        """`top`: the element that an included page is put into; `included_at`: where, so that findings keep its order."""
        self.page, self.includes, self.whole, self.top, self.included_at = page, includes, whole, top, included_at
        self.open: list[tuple[str, int]] = []
        self.found: list[tuple[int, Finding]] = []
        self.lost = False

    def read(self) -> None:
        for piece in pieces(self.page.source):
            self._piece(piece)
        for tag, at in [] if self.lost else self.open:
            self.note(Fault(at, f"<{tag}> isn't closed.", f"Write </{tag}>."))

    def note(self, fault: Fault | None) -> None:
        if fault:
            order = fault.at if self.included_at is None else self.included_at
            where = self.page.where(fault.at)
            self.found.append((order, Finding(fault.severity, "mjml", where, fault.message, fault.hint)))

    def whole_faults(self) -> None:
        if "mjml" not in self.whole.once:
            self.note(Fault(0, "There is no <mjml> element.", "An email starts with <mjml>."))
        elif "mj-body" not in self.whole.once:
            self.note(Fault(0, "There is no <mj-body>.", "Put what people read into <mj-body>."))
        for order, where, name in self.whole.class_uses:
            if name not in self.whole.classes:
                hint = (
                    did_you_mean(name, self.whole.classes)
                    or f'Define it in mj-attributes: <mj-class name="{name}" …/>.'
                )
                self.found.append((order, Finding("error", "mjml", where, f"No mj-class is called {name}.", hint)))

    def _piece(self, piece: Piece) -> None:
        holder = self._holder()
        match piece.kind:
            case "start":
                self._start(piece, holder)
            case "end":
                self._end(piece)
            case "words":
                self.note(words_fault(piece, holder))
            case "comment" | "condition":
                self.note(comment_fault(piece, holder))
            case "odd":
                self.note(odd_fault(piece))
            case "fault":
                hint = "Write < as &lt;." if piece.text.startswith("This <") else "Mend the tag."
                self.note(Fault(piece.at, piece.text, hint))
                self.lost = self.lost or piece.lost

    def _holder(self) -> Element | None:
        """The innermost MJML element that is open."""
        of_mjml = [tag for tag, _ in self.open if tag in ELEMENTS or tag.lower().startswith("mj-")]
        if not of_mjml:
            return ELEMENTS.get(self.top)
        element = ELEMENTS.get(of_mjml[-1])
        if element is None or element.name in NOT_RENDERED:
            return Element.unknown(of_mjml[-1])
        around = of_mjml[-2] if len(of_mjml) > 1 else self.top
        return replace(element, content="nothing") if around == "mj-attributes" else element

    def _start(self, piece: Piece, holder: Element | None) -> None:
        self.note(place_fault(piece, holder))
        if piece.text in ELEMENTS and not (holder and holder.content in ("html", "anything")):
            self._element(piece, holder.name if holder else "")
        if not piece.closed and piece.text.lower() not in VOID:
            self.open.append((piece.text, piece.at))

    def _element(self, piece: Piece, around: str) -> None:
        self.note(rendering_fault(piece))
        for fault in attribute_faults(piece, as_defaults=around == "mj-attributes"):
            self.note(fault)
        if piece.text in ONCE and around != "mj-attributes":
            if piece.text in self.whole.once:
                self.note(Fault(piece.at, f"There is a second <{piece.text}>.", "Put everything into one."))
            self.whole.once.add(piece.text)
        if piece.text == "mj-include":
            self._include(piece, around)
        for attribute in piece.attributes:
            self._class(piece.text, attribute)

    def _class(self, tag: str, attribute: Attribute) -> None:
        if tag == "mj-class" and attribute.name == "name":
            self.whole.classes.add(attribute.value)
        elif attribute.name == "mj-class":
            order = attribute.value_at if self.included_at is None else self.included_at
            where = self.page.where(attribute.value_at)
            self.whole.class_uses += [(order, where, name) for name in attribute.value.split()]

    def _include(self, piece: Piece, around: str) -> None:
        got = included(piece, around, self.includes, inside_included=self.included_at is not None, name=self.page.name)
        if not isinstance(got, Included):
            self.note(got)
            return
        top = "mj-raw" if got.kind == "html" else around
        inner = _Reading(got.page, self.includes, self.whole, top=top, included_at=piece.at)
        for fault in got.faults:
            inner.note(fault)
        if got.kind != "css":
            inner.read()
        self.found += inner.found

    def _end(self, piece: Piece) -> None:
        tag = piece.text
        if tag.lower() in VOID:
            return
        if all(not _same(tag, one) for one, _ in self.open):
            self.note(Fault(piece.at, f"</{tag}> closes nothing.", f"Leave it out, or write <{tag}> before it."))
            return
        while not _same((inner := self.open.pop())[0], tag):
            self.note(Fault(inner[1], f"<{inner[0]}> isn't closed before </{tag}>.", f"Write </{inner[0]}>."))


def _same(one: str, other: str) -> bool:
    """mrml minds upper case in MJML's own tags only."""
    return one == other or (one.lower() == other.lower() and not one.lower().startswith("mj"))

"""Everything wrong with MJML, with line and column, found before mrml sees it: it names few faults and passes over most."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from mailer.finding import Finding
from mailer.mjml.attributes import Fault, attribute_faults
from mailer.mjml.elements import ELEMENTS, Element, did_you_mean
from mailer.mjml.includes import Includes
from mailer.mjml.including import Included, included
from mailer.mjml.nesting import ONCE, comment_fault, odd_fault, place_fault, rendering_fault, words_fault
from mailer.mjml.open_tags import OpenTags
from mailer.mjml.page import Page, cleaned
from mailer.mjml.pieces import Attribute, Piece, pieces

INCLUDED_HTML = Element("mj-include", (), "html", False, {})


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
        self,
        page: Page,
        includes: Includes,
        whole: _Whole,
        *,
        top: Element | None = None,
        included_at: int | None = None,
    ) -> None:
        """`top`: the element that an included page is put into; `included_at`: where, so that findings keep its order."""
        self.page, self.includes, self.whole, self.included_at = page, includes, whole, included_at
        self.open = OpenTags(top)
        self.found: list[tuple[int, Finding]] = []
        self.lost = False

    def read(self) -> None:
        for piece in pieces(self.page.source):
            self._piece(piece)
        if not self.lost:
            self.notes(self.open.left())

    def note(self, fault: Fault | None) -> None:
        if fault:
            order = fault.at if self.included_at is None else self.included_at
            where = self.page.where(fault.at)
            self.found.append((order, Finding(fault.severity, "mjml", where, fault.message, fault.hint)))

    def notes(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self.note(fault)

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
        holder = self.open.holder
        match piece.kind:
            case "start":
                self._start(piece, holder)
            case "end":
                self.notes(self.open.end(piece))
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

    def _start(self, piece: Piece, holder: Element | None) -> None:
        self.note(place_fault(piece, holder))
        if piece.text in ELEMENTS and not (holder and holder.content in ("html", "anything")):
            self._element(piece, holder.name if holder else "")
        self.open.start(piece)

    def _element(self, piece: Piece, around: str) -> None:
        self.note(rendering_fault(piece))
        self.notes(attribute_faults(piece, as_defaults=around == "mj-attributes"))
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
        top = INCLUDED_HTML if got.kind == "html" else ELEMENTS[around]
        inner = _Reading(got.page, self.includes, self.whole, top=top, included_at=piece.at)
        inner.notes(got.faults)
        if got.kind != "css":
            inner.read()
        self.found += inner.found

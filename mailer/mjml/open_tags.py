"""The tags that are open while MJML is read, and what the next piece stands in."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from mailer.mjml.attributes import Fault
from mailer.mjml.elements import ELEMENTS, Element
from mailer.mjml.nesting import NOT_RENDERED
from mailer.mjml.pieces import Piece

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}


class Open(NamedTuple):
    tag: str
    at: int
    holder: Element | None
    """The MJML element that what comes next stands in: this one, or the one around a tag of HTML."""


class OpenTags:
    def __init__(self, top: Element | None) -> None:
        """`top`: what everything stands in; None for a whole email."""
        self.top, self.tags = top, list[Open]()

    @property
    def holder(self) -> Element | None:
        """The innermost MJML element that is open."""
        return self.tags[-1].holder if self.tags else self.top

    def start(self, piece: Piece) -> None:
        if not piece.closed and piece.text.lower() not in VOID:
            self.tags.append(Open(piece.text, piece.at, _holds(piece.text, self.holder)))

    def end(self, piece: Piece) -> Iterator[Fault]:
        tag = piece.text
        if tag.lower() in VOID:
            return
        if not any(_same(tag, one.tag) for one in self.tags):
            yield Fault(piece.at, f"</{tag}> closes nothing.", f"Leave it out, or write <{tag}> before it.")
            return
        while not _same((inner := self.tags.pop()).tag, tag):
            yield Fault(inner.at, f"<{inner.tag}> isn't closed before </{tag}>.", f"Write </{inner.tag}>.")

    def left(self) -> Iterator[Fault]:
        for one in self.tags:
            yield Fault(one.at, f"<{one.tag}> isn't closed.", f"Write </{one.tag}>.")


def _holds(tag: str, holder: Element | None) -> Element | None:
    """What the pieces after this start tag stand in."""
    if tag not in ELEMENTS and not tag.lower().startswith("mj-"):
        return holder
    if tag not in ELEMENTS or tag in NOT_RENDERED:
        return Element.unknown(tag)
    return replace(ELEMENTS[tag], content="nothing") if holder and holder.name == "mj-attributes" else ELEMENTS[tag]


def _same(one: str, other: str) -> bool:
    """mrml minds upper case in MJML's own tags only."""
    return one == other or (one.lower() == other.lower() and not one.lower().startswith("mj"))

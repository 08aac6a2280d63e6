"""The words of a part of a Word file, counted on its own XML: what mammoth makes of the file must hold the same."""

from lxml import etree

from content.importing.web.page import tidy_text
from content.importing.word.names import named

_TEXTS = frozenset({named("w:t"), named("w:delText"), named("m:t")})
_SPACES = frozenset({named("w:tab"), named("w:br")})
_REFERENCES = frozenset({named("w:footnoteReference"), named("w:endnoteReference")})
_PICTURES = frozenset({named("wp:inline"), named("wp:anchor")})
_PARTED = frozenset({named("w:p"), named("w:tc"), named("w:tr")})


class NoteCounter:
    """Numbers the references to notes from 1, as they come, and remembers which notes they name."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str]] = []

    def number(self, reference: etree._Element) -> int:
        kind = "footnotes" if reference.tag == named("w:footnoteReference") else "endnotes"
        self.seen.append((kind, reference.get(named("w:id")) or ""))
        return len(self.seen)


def text_of(element: etree._Element, notes: NoteCounter | None = None) -> str:
    """Its words in order, a line a paragraph: also descriptions of pictures, and [1] where a note is referred to."""
    parts: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if node.tag in _PARTED:
            parts.append("\n")
        elif event == "end":
            continue
        elif node.tag in _TEXTS:
            parts.append(tidy_text(node.text) or "")
        elif node.tag in _SPACES:
            parts.append(" ")
        elif node.tag == named("w:noBreakHyphen"):
            parts.append("\u2011")
        elif node.tag in _REFERENCES and notes is not None:
            parts.append(f"[{notes.number(node)}]")
        elif node.tag in _PICTURES or node.tag == named("v:imagedata"):
            parts.append(f" {alt_of(node)} ")
    return "\n".join(line.strip() for line in "".join(parts).splitlines() if line.strip())


def alt_of(picture: etree._Element) -> str:
    """A picture's description, on one line; its title where it has none."""
    if picture.tag == named("v:imagedata"):
        return " ".join((picture.get(named("o:title")) or "").split())
    properties = picture.find(named("wp:docPr"))
    if properties is None:
        return ""
    return " ".join((properties.get("descr") or "").split()) or " ".join((properties.get("title") or "").split())

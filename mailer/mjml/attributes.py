"""What is wrong with the attributes of one MJML element."""

from collections.abc import Iterator
from typing import NamedTuple

from mailer.finding import Severity
from mailer.mjml.elements import ANY_ATTRIBUTE, ELEMENTS, did_you_mean
from mailer.mjml.pieces import Attribute, Piece
from mailer.mjml.values import Complaint, complaint

HOLD_DEFAULTS = {"mj-all", "mj-class"}
MUST_HAVE = {"mj-class": "name", "mj-include": "path"}
"""mrml stops without these."""
WITH_ALT = {"mj-image", "mj-social-element"}


class Fault(NamedTuple):
    at: int
    message: str
    hint: str = ""
    severity: Severity = "error"


def attribute_faults(piece: Piece, *, as_defaults: bool = False) -> Iterator[Fault]:
    """The faults in a start tag that ELEMENTS knows. `as_defaults`: it stands in mj-attributes."""
    seen = set[str]()
    for attribute in piece.attributes:
        if attribute.name in seen:
            says = f"{attribute.name} stands twice in <{piece.text}>."
            yield Fault(attribute.at, says, "Keep one: programs don't agree which counts.")
        seen.add(attribute.name)
        yield from _one(piece.text, attribute)
    needed = MUST_HAVE.get(piece.text)
    if needed and needed not in seen:
        yield Fault(piece.at, f"<{piece.text}> has no {needed}.", f'Write {needed}="…".')
    if piece.text in WITH_ALT and "alt" not in seen and not as_defaults:
        hint = 'Write what the picture says, or alt="" when it only decorates.'
        yield Fault(piece.at, f"<{piece.text}> has no alt.", hint, "warning")


def _one(tag: str, attribute: Attribute) -> Iterator[Fault]:
    kinds = _kinds(tag, attribute.name)
    if not kinds:
        allowed = ANY_ATTRIBUTE if tag in HOLD_DEFAULTS else ELEMENTS[tag].attributes
        hint = did_you_mean(attribute.name, allowed) or f"It takes {', '.join(sorted(allowed))}."
        yield Fault(attribute.at, f"<{tag}> has no attribute {attribute.name}.", hint)
        return
    complaints = [complaint(kind, attribute.value) for kind in sorted(kinds)]
    found = min(filter(None, complaints), key=_weight) if all(complaints) else None
    if found:
        shown = f'{attribute.name}="{attribute.value}"'
        yield Fault(attribute.value_at, f"{shown} of <{tag}> {found.says}.", found.hint, found.severity)


def _kinds(tag: str, attribute: str) -> set[str]:
    kind = ELEMENTS[tag].attributes.get(attribute)
    if tag in HOLD_DEFAULTS and attribute != "name":
        return ANY_ATTRIBUTE.get(attribute, set())
    return {kind} if kind else set()


def _weight(found: Complaint) -> bool:
    return found.severity == "error"

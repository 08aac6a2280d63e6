"""One HL7 v2 message by segment, field, repetition and component."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import hl7

from patients.dates import last_day_of
from patients.hidden_characters import has_hidden

# MSH-1 and MSH-2: five separators that differ (HL7 v2.5.1 §2.5.4); v2.7 adds a sixth.
_HEADER = re.compile(r"MSH([^\w\s])([^\w\s])([^\w\s])([^\w\s])([^\w\s])[^\w\s]?\1.*", re.DOTALL)
_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{0,6}(\.[0-9]+)?([+-][0-9]{4})?)", re.ASCII)
_PART_OF_A_YEAR = re.compile(r"([0-9]{4})([0-9]{2})?", re.ASCII)
LONGEST_FIELD = 2000


class NotHl7(ValueError):
    """The text is one sentence that says what to do."""


class Message:
    """Fields are counted as HL7 counts them. What isn't there is an empty string."""

    def __init__(self, lines: Sequence[str]) -> None:
        """Raises NotHl7."""
        header = _HEADER.fullmatch(lines[0])
        if header is None or len(set(header.groups())) < 5:
            raise NotHl7("This message doesn't begin with MSH and its five separators, such as MSH|^~\\&|.")
        _, self.component, self.repetition, self.escape, self.sub = header.groups()
        self.escaped = {"F": header[1], "S": self.component, "T": self.sub, "R": self.repetition, "E": self.escape}
        try:
            self.parts = hl7.parse("\r".join(lines))
        except (hl7.HL7Exception, ValueError, LookupError):
            raise NotHl7("This message can't be taken apart: ask the sender for ADT of version 2.3 to 2.8.") from None

    def has(self, name: str) -> bool:
        return any(str(one[0]) == name for one in self.parts)

    def segments(self, name: str) -> list[hl7.Segment]:
        return [one for one in self.parts if str(one[0]) == name]

    def whole(self, name: str, field: int, *, of: hl7.Segment | None = None) -> str:
        """The field as it was sent; empty for one that isn't there, or holds more than any of ours does."""
        found = [of] if of is not None else self.segments(name)[:1]
        written = str(found[0][field]) if found and field < len(found[0]) else ""
        return written if len(written) <= LONGEST_FIELD else ""

    def repeated(self, name: str, field: int, *, of: hl7.Segment | None = None) -> list[list[str]]:
        """Each repetition as its components."""
        return [
            [self.plain(piece) for piece in each.split(self.component)]
            for each in self.whole(name, field, of=of).split(self.repetition)
        ]

    def first(self, name: str, field: int, component: int = 1) -> str:
        return piece(self.repeated(name, field)[0], component)

    def first_part(self, name: str, field: int) -> str:
        """Of the first component its first subcomponent: a family name (FN) comes with its particles."""
        written = self.whole(name, field).split(self.repetition)[0].split(self.component)[0]
        return self.plain(written.split(self.sub)[0])

    def plain(self, written: str) -> str:
        r"""Without escapes (§2.7.1): \T\ is a separator. HL7's own "" means that a value was deleted."""
        if written == '""':
            return ""
        mark = re.escape(self.escape)
        return re.sub(f"{mark}([FSTRE]){mark}", lambda found: self.escaped[found[1]], written).strip()


def piece(components: Sequence[str], number: int) -> str:
    return components[number - 1] if len(components) >= number else ""


def visible(written: str) -> str:
    """Empty for what holds a hidden character: ids and codes are compared as they stand."""
    return "" if has_hidden(written) else written


def last_day(written: str) -> date | None:
    """Of a date that may be a year or a month alone (HL7 v2.5.1 §2.A.22); None for anything else."""
    match = _PART_OF_A_YEAR.fullmatch(written)
    return day(written) or (last_day_of(int(match[1]), int(match[2] or 12)) if match else None)


def day(written: str) -> date | None:
    """The date of a TS or DTM value, as the clinic's clock showed it; None for a year or a month alone."""
    match = _DAY.fullmatch(written)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None

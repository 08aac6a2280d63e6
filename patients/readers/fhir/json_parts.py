"""Taking a JSON document apart that may hold anything at any place: what isn't of the expected shape isn't there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from patients.dates import last_day_of
from patients.hidden_characters import has_hidden

Resource = dict[str, Any]
LONGEST_TEXT = 500
_PART_OF_A_YEAR = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?", re.ASCII)
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(T.*)?", re.ASCII)


def text(of: object, name: str) -> str:
    """A string without hidden characters, trimmed; empty for anything else."""
    value = of.get(name) if isinstance(of, dict) else None
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or has_hidden(value):
        return ""
    return value.strip()


def typed(of: object, name: str) -> str:
    """A string as it stands, hidden characters and all: the rule for names and addresses refuses those with a sentence."""
    value = of.get(name) if isinstance(of, dict) else None
    return value if isinstance(value, str) else ""


def one(of: object, name: str) -> Resource:
    value = of.get(name) if isinstance(of, dict) else None
    return value if isinstance(value, dict) else {}


def many(of: object, name: str) -> list[Resource]:
    value = of.get(name) if isinstance(of, dict) else None
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def codings(of: object, name: str) -> Iterator[tuple[str, str]]:
    """(system, code) of a CodeableConcept, or of a list of them."""
    for concept in [one(of, name), *many(of, name)]:
        for coding in many(concept, "coding"):
            yield text(coding, "system"), text(coding, "code")


def codes_of(of: object, name: str) -> set[str]:
    """The bare codes, whatever their system: for FHIR's own required value sets."""
    return {code for _, code in codings(of, name)}


def day(written: str) -> date | None:
    """The date of a FHIR date or dateTime, as the clinic's clock showed it; None for a year or a month alone."""
    match = _DAY.fullmatch(written)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def last_day(written: str) -> date | None:
    """Of a FHIR date that may be a year or a month alone; None for anything else."""
    match = _PART_OF_A_YEAR.fullmatch(written)
    return day(written) or (last_day_of(int(match[1]), int(match[2] or 12)) if match else None)


def instant(written: str) -> datetime | None:
    """A FHIR instant, which always says its time zone."""
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return None
    return found if found.tzinfo else None

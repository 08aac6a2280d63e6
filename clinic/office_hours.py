"""When the clinic answers its phone, said in another language: "Monday to Friday, 8 am to 5 pm." and the ways people write it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = "|".join(f"{day}|{day[:3]}" for day in DAYS)
_TO = r"\s*(?:to|through|until|-|–|—)\s*"
_TIME = r"(\d{1,2})(?::(\d\d))?\s*([ap])\.?m\.?"
_HOURS = re.compile(rf"({_DAY})(?:{_TO}({_DAY}))?[,:]?\s*(?:from\s+)?{_TIME}{_TO}{_TIME}\.?", re.IGNORECASE)


@dataclass(frozen=True)
class OfficeHours:
    """Days count from 0, Monday, as datetime.date.weekday() does; `last_day` may equal `first_day`."""

    first_day: int
    last_day: int
    opens: time
    closes: time


def read_office_hours(sentence: str) -> OfficeHours | None:
    """One span of days with one span of hours; None for anything else, which is then shown as the clinic wrote it."""
    found = _HOURS.fullmatch(" ".join(sentence.split()))
    if found is None:
        return None
    first, last, *clock = found.groups()
    opens, closes = _time(clock[:3]), _time(clock[3:])
    if opens is None or closes is None:
        return None
    return OfficeHours(_day(first), _day(last or first), opens, closes)


def _day(word: str) -> int:
    return [day[:3] for day in DAYS].index(word[:3].lower())


def _time(parts: list[str | None]) -> time | None:
    hour, minute, half = int(parts[0] or 0), int(parts[1] or 0), (parts[2] or "").lower()
    if not 1 <= hour <= 12 or minute > 59:
        return None
    return time(hour % 12 + (12 if half == "p" else 0), minute)

"""A series' own rules, where it differs from the clinic's: pure, and kept as JSON in the words of series.toml."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.utils.translation import gettext_noop

from campaigns.calendar import SendingHours
from clinic.holidays import read_holidays
from clinic.profile_settings import DAYS, read_weekdays, read_window
from clinic.refusal import Refusal
from clinic.setting import this

MOST_DAYS_BETWEEN, LONGEST_WAY, MOST_CLOSED = 60, 3_650, 400
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class SeriesRules:
    """`window` and `weekdays` None: the clinic's. `closed` adds to the clinic's holidays. `ends_after`: days after the visit.

    `ends_with`: slugs of series; whoever is enrolled in one of them leaves this one. `confirm_address`: nobody gets a lesson
    before they said by email that the address is theirs; without it a yes recorded at the desk or in a file is enough.
    """

    window: tuple[time, time] | None = None
    weekdays: tuple[int, ...] | None = None
    closed: tuple[date, ...] = ()
    days_between: int = 1
    ends_after: int | None = None
    ends_with: tuple[str, ...] = ()
    confirm_address: bool = True

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> SeriesRules:
        """From JSON or series.toml. Raises Refusal with what to write instead."""
        if strange := sorted(set(kept) - set(READERS)):
            raise Refusal(f"A series knows no rule {strange[0]!r}: the rules are {', '.join(READERS)}.")
        return cls(**{name: READERS[name](value) for name, value in kept.items()})

    def as_json(self) -> dict[str, Any]:
        """Only what differs from the clinic's rules."""
        kept: dict[str, Any] = {}
        if self.window:
            kept["window"] = f"{self.window[0]:%H:%M}-{self.window[1]:%H:%M}"
        if self.weekdays is not None:
            kept["weekdays"] = ",".join(DAYS[day] for day in self.weekdays)
        if self.closed:
            kept["closed"] = [day.isoformat() for day in self.closed]
        if self.days_between != 1:
            kept["days_between"] = self.days_between
        if self.ends_after is not None:
            kept["ends_after"] = self.ends_after
        if self.ends_with:
            kept["ends_with"] = list(self.ends_with)
        if not self.confirm_address:
            kept["confirm_address"] = False
        return kept

    def hours(self, clinic: SendingHours) -> SendingHours:
        """When lessons of this series leave, in a clinic with these hours."""
        start, end = self.window or (clinic.start, clinic.end)
        weekdays = clinic.weekdays if self.weekdays is None else frozenset(self.weekdays)
        return SendingHours(start, end, weekdays, clinic.holidays | frozenset(self.closed), self.days_between)


def text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise Refusal(f"{name} is text in quotes.")
    return value


def texts(value: Any, name: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Refusal(f"{name} is a list of texts.")
    return value


def whole(value: Any, name: str, least: int, most: int) -> int:
    if type(value) is not int or not least <= value <= most:
        raise Refusal(f"{name} is a whole number from {least} to {most}.")
    return value


def window(value: Any) -> tuple[time, time]:
    read = read_window(text(value, "window"))
    return read["window_start"], read["window_end"]


def weekdays(value: Any) -> tuple[int, ...]:
    return tuple(read_weekdays(text(value, "weekdays"))["weekdays"])


def closed(value: Any) -> tuple[date, ...]:
    days = read_holidays(",".join(texts(value, "closed")))["holidays"]
    if len(days) > MOST_CLOSED:
        sentence = gettext_noop("This holds {n} days: {most} are the most.")
        raise this("closed", sentence, n=len(days), most=MOST_CLOSED)
    return tuple(date.fromisoformat(day) for day in days)


def ends_with(value: Any) -> tuple[str, ...]:
    slugs = sorted(set(texts(value, "ends_with")))
    for slug in slugs:
        if not SLUG.fullmatch(slug):
            raise Refusal(f"ends_with holds {slug!r}: name a series in small letters, digits and hyphens.")
    return tuple(slugs)


def yes_or_no(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise Refusal(f"{name} is true or false.")
    return value


READERS: dict[str, Callable[[Any], Any]] = {
    "window": window,
    "weekdays": weekdays,
    "closed": closed,
    "days_between": lambda value: whole(value, "days_between", 1, MOST_DAYS_BETWEEN),
    "ends_after": lambda value: whole(value, "ends_after", 0, LONGEST_WAY),
    "ends_with": ends_with,
    "confirm_address": lambda value: yes_or_no(value, "confirm_address"),
}

"""Which days a calendar page shows, and the links to those before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from babel.dates import format_skeleton
from django.utils.translation import gettext as _

from staff.speaking import locale_spoken
from staff.way_names import at_the_start
from staff.wording import short_day

View = Literal["month", "week", "list"]
VIEWS: dict[str, View] = {"month": "month", "week": "week", "list": "list"}
YEARS = range(2000, 2100)


@dataclass(frozen=True)
class Span:
    """A month, or a week from Monday on. `first` and `last` are its own days; `cells` are the days drawn, whole weeks."""

    view: View
    first: date
    last: date

    @classmethod
    def around(cls, day: date, view: View) -> Span:
        if view == "week":
            monday = day - timedelta(days=day.weekday())
            return cls(view, monday, monday + timedelta(days=6))
        first = day.replace(day=1)
        return cls(view, first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))

    @property
    def name(self) -> str:
        """December 2026; Dec 7 to Dec 13."""
        if self.view == "week":
            return _("{first} to {last}").format(first=short_day(self.first), last=short_day(self.last))
        return at_the_start(format_skeleton("yMMMM", self.first, locale=locale_spoken()))

    @property
    def before(self) -> date:
        return self.first - timedelta(days=1)

    @property
    def after(self) -> date:
        return self.last + timedelta(days=1)

    @property
    def weeks(self) -> list[list[date]]:
        monday = self.first - timedelta(days=self.first.weekday())
        found = []
        while monday <= self.last:
            found.append([monday + timedelta(days=n) for n in range(7)])
            monday += timedelta(days=7)
        return found


def read_day(text: str, today: date) -> date:
    """The day asked for; today for anything that isn't one."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if day.year in YEARS else today

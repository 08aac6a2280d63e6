"""When a newsletter comes again: "the first Tuesday of the month, 10:00" as data, and pure functions over it."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from django.utils.translation import gettext as _

from clinic.refusal import Refusal

LAST = -1
NTH = (1, 2, 3, 4, LAST)  # a fifth weekday isn't in every month


@dataclass(frozen=True)
class Rule:
    """The `nth` (1 to 4, or LAST) such weekday of every `months`-th month; Monday is 0, as in datetime.date.weekday()."""

    nth: int
    weekday: int
    months: int = 1

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Self | None:
        """What `as_json` wrote; None for a newsletter that goes out once. Raises Refusal."""
        if not kept:
            return None
        try:
            rule = cls(int(kept["nth"]), int(kept["weekday"]), int(kept.get("months", 1)))
        except (KeyError, TypeError, ValueError):
            raise Refusal(_("This repetition can't be read: choose it again.")) from None
        if rule.nth not in NTH or rule.weekday not in range(7) or rule.months not in range(1, 13):
            raise Refusal(_("A newsletter repeats on the first to fourth, or the last, such weekday of a month."))
        return rule

    def as_json(self) -> dict[str, int]:
        return {"nth": self.nth, "weekday": self.weekday, "months": self.months}

    def next_after(self, day: date) -> date:
        """The first date of this rule after `day`, counted in months from the month of `day`."""
        in_this_month = self.in_month(day.year, day.month)
        if in_this_month > day:
            return in_this_month
        month = day.year * 12 + day.month - 1 + self.months
        return self.in_month(month // 12, month % 12 + 1)

    def in_month(self, year: int, month: int) -> date:
        if self.nth == LAST:
            last = date(year, month, calendar.monthrange(year, month)[1])
            return last - timedelta(days=(last.weekday() - self.weekday) % 7)
        first = date(year, month, 1)
        return first + timedelta(days=(self.weekday - first.weekday()) % 7 + 7 * (self.nth - 1))

"""Dates as practice systems export them, once a person has said in which order they write day and month."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum


class DateOrder(StrEnum):
    MONTH_FIRST = "month first"
    DAY_FIRST = "day first"


_TIME = r"(?:[ T]\d{1,2}:?\d{2}(?::?\d{2}(?:\.\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_YEAR_FIRST = re.compile(
    rf"(?P<year>\d{{4}})(?P<sign>[-/.]?)(?P<month>\d{{2}})(?P=sign)(?P<day>\d{{2}}){_TIME}", re.ASCII
)
_YEAR_LAST = re.compile(
    rf"(?P<one>\d{{1,2}})(?P<sign>[-/.])(?P<other>\d{{1,2}})(?P=sign)(?P<year>\d{{4}}){_TIME}", re.ASCII
)
_NAMED = (
    re.compile(rf"(?P<day>\d{{1,2}})[- ](?P<month>[A-Za-z]{{3,9}})[- ](?P<year>\d{{4}}){_TIME}", re.ASCII),
    re.compile(rf"(?P<month>[A-Za-z]{{3,9}})\.? (?P<day>\d{{1,2}}),? (?P<year>\d{{4}}){_TIME}", re.ASCII),
)
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")  # fmt: skip


def read_date(text: str, order: DateOrder) -> date:
    """The year first, the month by its English name, or day and month in this order; a time after it is passed over.

    Years have four digits: with two nobody can tell a child from a centenarian. Raises ValueError.
    """
    if found := _YEAR_FIRST.fullmatch(text):
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    if found := _YEAR_LAST.fullmatch(text):
        month, day = (
            (found["one"], found["other"]) if order == DateOrder.MONTH_FIRST else (found["other"], found["one"])
        )
        return date(int(found["year"]), int(month), int(day))
    for shape in _NAMED:
        if found := shape.fullmatch(text):
            return date(int(found["year"]), _month(found["month"]), int(found["day"]))
    raise ValueError("not a date we read")


def orders_that_fit(written: Iterable[str]) -> list[DateOrder]:
    """In which of the orders every one of these dates is in the calendar."""
    dates = [text for text in written if text]
    return [order for order in DateOrder if all(_is_read(text, order) for text in dates)]


def _is_read(text: str, order: DateOrder) -> bool:
    try:
        read_date(text, order)
    except ValueError:
        return False
    return True


def _month(name: str) -> int:
    """By its name or its first three or four letters. Raises ValueError for what is no month."""
    spelt = name.casefold()
    for number, month in enumerate(_MONTHS, start=1):
        if spelt in (month, month[:3], month[:4]):
            return number
    raise ValueError("not a month")

"""Weeks as a calendar draws them: Monday first, each day with what leaves on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from babel.dates import format_skeleton

from campaigns.calendar import SendingHours
from campaigns.reporting.outlook import why_closed
from staff.speaking import locale_spoken
from staff.way_names import at_the_start
from staff.wording import whole_day

MOST_MONTHS = 14


def months(first: date, last: date, lessons: Mapping[date, Sequence[str]], hours: SendingHours) -> list[dict[str, Any]]:
    """The months from `first` to `last`, weeks without a lesson left out where a month has many."""
    found: list[dict[str, Any]] = []
    start = first.replace(day=1)
    while start <= last and len(found) < MOST_MONTHS:
        following = (start + timedelta(days=32)).replace(day=1)
        weeks = weeks_of(start, following, first, last, lessons, hours)
        if weeks:
            found.append(
                {"name": at_the_start(format_skeleton("yMMMM", start, locale=locale_spoken())), "weeks": weeks}
            )
        start = following
    return found


def weeks_of(
    start: date, following: date, first: date, last: date, lessons: Mapping[date, Sequence[str]], hours: SendingHours
) -> list[list[dict[str, Any]]]:
    monday, weeks = start - timedelta(days=start.weekday()), []
    while monday < following:
        days = [monday + timedelta(days=n) for n in range(7)]
        if any(start <= day < following and first <= day <= last for day in days):
            weeks.append([cell(day, start <= day < following, lessons, hours) for day in days])
        monday += timedelta(days=7)
    return weeks


def cell(day: date, inside: bool, lessons: Mapping[date, Sequence[str]], hours: SendingHours) -> dict[str, Any]:
    if not inside:
        return {"number": "", "lessons": [], "closed": "", "iso": "", "said": ""}
    return {
        "number": day.day, "iso": day.isoformat(), "said": whole_day(day), "lessons": list(lessons.get(day, ())),
        "closed": why_closed(day, hours),
    }  # fmt: skip

"""Months side by side, in the parts of staff/past_days.py."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from campaigns.reporting.months import Months, in_all
from staff.past_days import PARTS
from staff.reports.words import month_name, short_month, states_of

LEAST = 6  # of one month alone the bar would fill the page


def bars(months: Months, today: date, most: int) -> dict[str, Any]:
    """What `past_chart` and `past_key` in pictures.html draw: the last `most` months up to today's, with those that had none between."""
    months = between(months, today)[-most:]
    shown = states_of(in_all(months))
    days = [bar(month, states, today) for month, states in months]
    totals = in_all(months)
    return {
        "days": days,
        "tallest": max([1, *(day["all"] for day in days)]),
        "parts": [part for part in PARTS if any(day[part] for day in days)],
        "states": [str(state.label) for state in shown],
        "closed": False,
        "numbers": [
            {"name": month_name(month), "date": "", "counts": [states[state] for state in shown], "note": ""}
            for month, states in months
        ],
        "totals": [totals[state] for state in shown],
    }  # fmt: skip


def bar(month: date, states: Counter[str], today: date) -> dict[str, Any]:
    parts = {name: sum(states[state] for state in of) for name, of in PARTS.items()}
    current = (month.year, month.month) == (today.year, today.month)
    year = f"{month:%Y}" if month.month == 1 or current else ""
    return {"name": short_month(month), "date": year, "today": current, "note": "", "all": sum(parts.values()), **parts}


def months_back(day: date, number: int) -> date:
    """The first day of the month so many months before."""
    year, month = divmod(day.year * 12 + day.month - 1 - number, 12)
    return date(year, month + 1, 1)


def between(months: Months, today: date) -> Months:
    """From the first month that has some to this one, none left out, and no fewer than LEAST."""
    known, found = dict(months), []
    month = min([*known, months_back(today, LEAST - 1)]) if known else None
    while month and month <= max(today, max(known)):
        found.append((month, known.get(month, Counter())))
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return found

"""Messages by month and state, read from the tally: a few hundred rows a year, however many messages there are."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.db.models import CharField, QuerySet, Sum
from django.db.models.functions import Cast, Substr

from campaigns.models import Tally

Months = list[tuple[date, Counter[str]]]


def months_of(tallies: QuerySet[Tally]) -> Months:
    """The first day of each month that has some, with its counts by state; the oldest first."""
    # Not TruncMonth: SQLite would call Python for every row.
    rows = tallies.annotate(month=Substr(Cast("day", CharField()), 1, 7)).order_by("month", "state")
    found: dict[str, Counter[str]] = {}
    for month, state, count in rows.values_list("month", "state").annotate(sum=Sum("count")):
        if count:
            found.setdefault(month, Counter())[state] = count
    return [(date.fromisoformat(f"{month}-01"), states) for month, states in found.items()]


def in_all(months: Months) -> Counter[str]:
    total: Counter[str] = Counter()
    for _, states in months:
        total.update(states)
    return total

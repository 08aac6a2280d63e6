"""Figures of a report in words: a share only of enough, a time in the unit people would use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from babel.dates import format_skeleton
from django.utils.translation import gettext as _

from campaigns.models.state_table import State
from campaigns.reporting.delivery_times import within
from staff.speaking import locale_spoken
from staff.status_codes import plain
from staff.wording import counted

ENOUGH = 20  # of fewer a percentage says more than is known


def share(part: int, whole: int) -> str:
    """62 of 118 (53%), 3 of 7, 0."""
    if not whole:
        return "0"
    places = {"part": f"{part:,}", "whole": f"{whole:,}"}
    if whole < ENOUGH:
        return _("{part} of {whole}").format(**places)
    return _("{part} of {whole} ({percent}%)").format(**places, percent=f"{100 * part / whole:.0f}")


def month_name(month: date) -> str:
    """November 2026."""
    return format_skeleton("yMMMM", month, locale=locale_spoken())


def short_month(month: date) -> str:
    """Nov."""
    return format_skeleton("MMM", month, locale=locale_spoken())


def duration(time: timedelta) -> str:
    """Under a second, 4 seconds, 12 minutes: whole units of the largest that fits."""
    seconds = int(time.total_seconds())
    units = ((86_400, "day", "days"), (3_600, "hour", "hours"), (60, "minute", "minutes"))  # of staff/wording.py
    for size, unit, more in units:
        if seconds >= size:
            return counted(seconds // size, unit, more)
    return counted(seconds, "second", "seconds") if seconds else _("under a second")


def arrival(times: Sequence[timedelta]) -> list[dict[str, str]]:
    """Median and 90th percentile; the slowest alone where they are few."""
    if not times:
        return []
    shown = list(times)
    if len(shown) < ENOUGH:
        return [{"name": _("The slowest"), "text": duration(shown[-1])}]
    return [
        {"name": _("Half arrived within"), "text": duration(within(shown, 0.5))},
        {"name": _("9 of 10 within"), "text": duration(within(shown, 0.9))},
    ]


def most_first(reasons: Counter[str]) -> list[dict[str, str]]:
    """Reasons with how many, the most frequent first; an empty reason gets words."""
    return [{"name": plain(reason) or _("No reason was kept."), "text": f"{count:,}"}
            for reason, count in sorted(reasons.items(), key=lambda one: (-one[1], one[0]))]  # fmt: skip


def states_of(states: Counter[str]) -> list[State]:
    """Those that some message is in, in the order a message goes through them."""
    return [state for state in State if states[state]]

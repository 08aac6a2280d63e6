"""Dates as front desks and EHR exports write them."""

import re
from datetime import date

_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_AMERICAN = re.compile(r"(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})/(?P<year>[0-9]{4})")


def parse_written_date(text: str) -> date:
    """ISO (YYYY-MM-DD), or month/day/year with slashes and four digits of year; nothing else, so nothing is guessed.

    Raises ValueError.
    """
    match = _ISO.fullmatch(text) or _AMERICAN.fullmatch(text)
    if not match:
        raise ValueError("not a date we read")
    return date(int(match["year"]), int(match["month"]), int(match["day"]))

"""The clinic's holidays as people write them: dates, each with a name behind it if it has one."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop

from clinic.models import ClinicProfile
from clinic.refusal import Refusal
from clinic.setting import wrong

LONGEST_NAME = 60
LIKE_A_DATE = re.compile(r"\d[\d./-]*")


def read_holidays(text: str) -> dict[str, Any]:
    """ "2026-12-25 Christmas Day, 2027-01-01": a line break divides as a comma does. Raises Refusal."""
    names: dict[str, list[str]] = {}
    for part in re.split(r"[,\n]", text):
        on = ""
        for word in part.split():
            if LIKE_A_DATE.fullmatch(word):
                on = read_date(word, text)
                names.setdefault(on, [])
            elif on:
                names[on].append(word)
            else:
                raise not_dates(text)
    named = {on: " ".join(words)[:LONGEST_NAME] for on, words in sorted(names.items()) if words}
    return {"holidays": sorted(names), "holiday_names": named}


def read_date(word: str, text: str) -> str:
    try:
        return date.fromisoformat(word).isoformat()
    except ValueError:
        raise not_dates(text) from None


def not_dates(text: str) -> Refusal:
    return wrong("holidays", text, gettext_noop("Write dates as 2026-12-25, separated by commas."))


def show_holidays(profile: ClinicProfile) -> str:
    return ",".join(f"{day} {profile.holiday_names.get(day, '')}".strip() for day in profile.holidays)

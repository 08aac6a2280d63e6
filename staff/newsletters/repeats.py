"""A repetition in words, and the choices of the form."""

from __future__ import annotations

from babel.dates import get_day_names

from campaigns.newsletters.repeating import LAST, NTH, Rule
from staff.speaking import locale_spoken

NTH_WORDS = {1: "first", 2: "second", 3: "third", 4: "fourth", LAST: "last"}
MONTHS = {1: "every month", 2: "every second month", 3: "every third month", 6: "every six months", 12: "every year"}


def in_words(rule: Rule | None) -> str:
    """ "on the first Tuesday, every month"; empty for a newsletter that goes out once."""
    if rule is None:
        return ""
    return f"on the {NTH_WORDS[rule.nth]} {day_name(rule.weekday)}, {MONTHS.get(rule.months, f'every {rule.months} months')}"


def day_name(weekday: int) -> str:
    return str(get_day_names("wide", locale=locale_spoken())[weekday])


def choices() -> dict[str, list[tuple[str, str]]]:
    return {
        "nth": [("", "It goes out once"), *((str(one), f"The {NTH_WORDS[one]}") for one in NTH)],
        "weekday": [(str(day), day_name(day)) for day in range(7)],
        "months": [(str(number), words) for number, words in MONTHS.items()],
    }

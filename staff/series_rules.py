"""The rules a series follows, the clinic's and its own, in sentences."""

from __future__ import annotations

from datetime import date, datetime, time

from babel.dates import format_time, get_day_names

from campaigns.hours import sending_hours
from campaigns.models import Series
from campaigns.series_rules import SeriesRules
from clinic.models import ClinicProfile
from staff.speaking import locale_spoken
from staff.wording import counted, dated, in_words, local_date, whole_day

MOST_CODES = 6


def rules(series: Series, clinic: ClinicProfile, now: datetime) -> list[dict[str, str]]:
    own, shown = series.rules, sending_hours(clinic, series)
    holidays = [day.isoformat() for day in shown.holidays]
    between = f", at least {own.days_between} days from one to the next" if own.days_between > 1 else ""
    found = [
        ("Starts", starts([one.code for one in series.start_codes.all()])),
        ("Leaves", f"{days(list(shown.weekdays))}, {hours(shown.start, shown.end)} where the patient lives"),
        ("Skips", skips(holidays, local_date(now))),
        ("At most", f"{most(clinic.per_address)}{between}"),
        ("Ends when", ends(own)),
        *([("Sponsor", sponsor(series))] if series.sponsor else []),
    ]
    return [{"name": name, "text": text} for name, text in found]


def starts(codes: list[str]) -> str:
    if not codes:
        return "by hand, from a file, or from the command line"
    shown = [*codes[:MOST_CODES], f"{len(codes) - MOST_CODES} more"] if len(codes) > MOST_CODES else codes
    return (
        f"after a visit with {' or '.join([', '.join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)}, or by hand"
    )


def most(per_address: int) -> str:
    return (
        f"{counted(per_address, 'lesson', 'lessons')} a day to one address"
        if per_address
        else "one lesson a day from this series"
    )


def ends(own: SeriesRules) -> str:
    found = ["finished", "stopped by the patient or by you", "the address is refused"]
    if own.ends_after is not None:
        found.append(f"{counted(own.ends_after, 'day', 'days')} after the visit are over")
    if own.ends_with:
        found.append(f"the patient is enrolled in {' or '.join(own.ends_with)}")
    return f"{', '.join(found[:-1])}, or {found[-1]}"


def sponsor(series: Series) -> str:
    if series.waits_for_authorization or series.authorization is None:
        return f"{series.sponsor}: no authorization is recorded, so nothing leaves"
    return f"{series.sponsor}, authorized on {dated(series.authorization.agreed_on)}"


def days(weekdays: list[int]) -> str:
    """Monday to Friday; Monday, Wednesday and Friday."""
    names = get_day_names("wide", locale=locale_spoken())
    chosen = sorted(set(weekdays))
    if len(chosen) > 2 and chosen == list(range(chosen[0], chosen[-1] + 1)):
        return f"{names[chosen[0]]} to {names[chosen[-1]]}"
    return in_words([names[day] for day in chosen]) or "on no day"


def hours(start: time, end: time) -> str:
    return f"{hour(start)} to {hour(end)}"


def hour(at: time) -> str:
    return format_time(at, "h a" if at.minute == 0 else "h:mm a", locale=locale_spoken()).lower()


def skips(holidays: list[str], today: date) -> str:
    ahead = sorted(day for day in map(date.fromisoformat, holidays) if day >= today)
    return (
        f"{counted(len(ahead), 'holiday', 'holidays')}, next {whole_day(ahead[0])}" if ahead else "no holidays are set"
    )

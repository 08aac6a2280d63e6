"""The rules every series follows, as the clinic set them, in sentences."""

from __future__ import annotations

from datetime import date, datetime, time

from babel.dates import format_time, get_day_names

from clinic.models import ClinicProfile
from staff.wording import LOCALE, counted, in_words, local_date, whole_day


def rules(clinic: ClinicProfile, now: datetime) -> list[dict[str, str]]:
    return [
        {"name": "Starts", "text": "by hand, from a file, or from the command line"},
        {"name": "Leaves", "text": f"{days(clinic.weekdays)}, {hours(clinic)} where the patient lives"},
        {"name": "Skips", "text": skips(clinic.holidays, local_date(now))},
        {"name": "Ends when", "text": "finished, stopped by the patient or by you, or when the address is refused"},
    ]


def days(weekdays: list[int]) -> str:
    """Monday to Friday; Monday, Wednesday and Friday."""
    names = get_day_names("wide", locale=LOCALE)
    chosen = sorted(set(weekdays))
    if len(chosen) > 2 and chosen == list(range(chosen[0], chosen[-1] + 1)):
        return f"{names[chosen[0]]} to {names[chosen[-1]]}"
    return in_words([names[day] for day in chosen]) or "on no day"


def hours(clinic: ClinicProfile) -> str:
    return f"{hour(clinic.window_start)} to {hour(clinic.window_end)}"


def hour(at: time) -> str:
    return format_time(at, "h a" if at.minute == 0 else "h:mm a", locale=LOCALE).lower()


def skips(holidays: list[str], today: date) -> str:
    ahead = sorted(day for day in map(date.fromisoformat, holidays) if day >= today)
    return f"{counted(len(ahead), 'holiday')}, next {whole_day(ahead[0])}" if ahead else "no holidays are set"

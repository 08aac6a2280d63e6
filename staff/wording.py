"""Dates, ages, places and numbers in words, in the zone that is active for the page."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from babel.dates import format_date, format_skeleton, format_time
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.series.languages import language_name as language_name  # one name for a language, everywhere
from staff.speaking import locale_spoken


def ago(moment: datetime, now: datetime) -> str:
    """12 seconds ago, 3 days ago."""
    return _("{age} ago").format(age=age(moment, now))


def age(moment: datetime, now: datetime) -> str:
    """How long it has been: the largest whole unit."""
    seconds = max(0, int((now - moment).total_seconds()))
    if seconds >= 86_400:
        return counted(seconds // 86_400, "day", "days")
    if seconds >= 3_600:
        return counted(seconds // 3_600, "hour", "hours")
    if seconds >= 60:
        return counted(seconds // 60, "minute", "minutes")
    return counted(seconds, "second", "seconds")


def counted(number: int, noun: str, nouns: str) -> str:
    """1 email, 1,284 emails; the noun is looked up in the catalogue of the language that is active."""
    return f"{number:,} {ngettext(noun, nouns, number)}"


def up_to(most: int, number: int) -> str:
    """1,284; 10,000+ for a number that was counted no further than `most`."""
    return f"{number:,}" if number <= most else f"{most:,}+"


def local_date(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def clock_time(moment: datetime) -> str:
    """10:42 am."""
    return time_of_day(timezone.localtime(moment).time())


def time_of_day(at: time) -> str:
    """10:00 am, of no day in particular; in every language without periods, since sentences end with it."""
    return format_time(at, "h:mm a", locale=locale_spoken()).lower().replace(".", "")


def weekday(day: date) -> str:
    """Wed."""
    return format_skeleton("E", day, locale=locale_spoken())


def short_day(day: date) -> str:
    """Nov 5."""
    return format_skeleton("MMMd", day, locale=locale_spoken())


def weekday_and_day(day: date) -> str:
    """Wed, Nov 25."""
    return format_skeleton("MMMEd", day, locale=locale_spoken())


def whole_day(day: date) -> str:
    """Tuesday, December 1. CLDR has no skeleton for it with the month in full, so the two parts are joined."""
    return (
        f"{format_date(day, 'EEEE', locale=locale_spoken())}, {format_skeleton('MMMMd', day, locale=locale_spoken())}"
    )


def long_date(day: date) -> str:
    """November 2, 1959."""
    return format_date(day, "long", locale=locale_spoken())


def dated(day: date) -> str:
    """Nov 2, 2026."""
    return format_date(day, "medium", locale=locale_spoken())


def day_and_time(moment: datetime) -> str:
    """Nov 24, 10:42 am."""
    return f"{short_day(local_date(moment))}, {clock_time(moment)}"


def when(moment: datetime, now: datetime) -> str:
    """9:00 am today, Wed 9:00 am within a week, Wed, Dec 2 later."""
    day, today = local_date(moment), local_date(now)
    if day <= today:
        return clock_time(max(moment, now)) if moment > now else _("now")
    if day - today < timedelta(days=7):
        return f"{weekday(day)} {clock_time(moment)}"
    return weekday_and_day(day)


def place(zone: str) -> str:
    """The zone as people say it: its city."""
    return zone.rpartition("/")[2].replace("_", " ") or "UTC"


def in_words(parts: list[str]) -> str:
    """a, b and c."""
    return _(" and ").join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))

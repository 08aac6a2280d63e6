"""The hours under the clinic's phone number, in the reader's language where we can say them."""

from __future__ import annotations

from datetime import time

from babel.dates import format_time, get_day_names

from campaigns.emails.values import locale
from clinic.office_hours import OfficeHours, read_office_hours
from content.words import layout_words, words_language


def phone_hours(sentence: str, language: str) -> str:
    """The clinic's own sentence in English, and wherever it says more than one span of days and hours.

    "Monday to Friday, 8 am to 5 pm." is "De lunes a viernes, de 8 a. m. a 5 p. m." for es.
    """
    spoken = words_language(language)
    hours = read_office_hours(sentence)
    return sentence if spoken == "en" or hours is None else said(hours, spoken)


def said(hours: OfficeHours, language: str) -> str:
    days, words = get_day_names("wide", locale=locale(language)), layout_words(language)["lesson"]
    told = {"first": days[hours.first_day], "last": days[hours.last_day]}
    told |= {name: clock_time(getattr(hours, name), language) for name in ("opens", "closes")}
    sentence: str = words["open_on_one_day" if hours.first_day == hours.last_day else "open_on_days"] % told
    return sentence[:1].upper() + sentence[1:]


def clock_time(at: time, language: str) -> str:
    """8 a. m.; the minutes only where there are some, and nothing to break a line at."""
    written = format_time(at, "h:mm a" if at.minute else "h a", locale=locale(language))
    return "\u00a0".join(written.split())

"""What differs from patient to patient in an email: names, dates and links, in the patient's language and zone."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton

from campaigns.calendar import Left, NeverOpen, SendingHours, due_at, due_date
from campaigns.emails import links
from campaigns.emails.answering import ANSWER_FIELD, answer_code
from campaigns.models import Enrolment, Message, Step
from content.words import direction, layout_words
from patients.models import Identity

if TYPE_CHECKING:
    from campaigns.sending.waiting import Waiting, WaitingEnrolment

MOST_REMEMBERED = 1_024  # a batch says few dates, many times; saying one takes 0.1 ms
DATE_BEFORE_WEEKDAY = frozenset({"ja", "zh", "ko"})
NO_COMMA = frozenset({"es"})  # our sentences say "llega el jueves 3 de diciembre"; the comma belongs to a letter's head


def lesson_values(
    message: Message | Waiting,
    identity: Identity,
    following: Step | None,
    hours: SendingHours,
    now: datetime,
    language: str,
) -> dict[str, str]:
    """`following` is the step after this one; its date is worked out as the settlement will, from this one leaving now."""
    enrolment = message.enrolment
    assert enrolment is not None and message.step is not None
    return {
        **link_values(message, enrolment),
        "greeting": greeting(identity.given_name, language),
        "given_name": identity.given_name,
        "next_date": weekday_and_date(next_date(enrolment, message.step, following, hours, now), language)
        if following
        else "",
        "asked_on": long_date(enrolment.anchored_on, language),
        "asked": asked(enrolment.anchored_on if enrolment.from_visit else None, language),
    }


def link_values(message: Message | Waiting, enrolment: Enrolment | WaitingEnrolment) -> dict[str, str]:
    token = message.token
    return {
        "read_url": links.lesson(token),
        "sources_url": links.sources(token),
        "settings_url": links.settings_of(token),
        "stop_url": links.stop(enrolment.stop_token),
        "confirm_url": links.confirm(token),
        ANSWER_FIELD: answer_code(message.pk),
        **{f"answer_{number}_url": links.answer(token, number) for number in (1, 2, 3)},
    }


def news_values(message: Message | Waiting, identity: Identity, stop_token: str) -> dict[str, str]:
    """For a newsletter: its own page, and the way out that its reader's consent carries."""
    return {
        "read_url": links.newsletter(message.token),
        "stop_url": links.stop_news(stop_token),
        ANSWER_FIELD: answer_code(message.pk),
        "given_name": identity.given_name,
    }


def sign_up_values(message: Message | Waiting, stop_token: str) -> dict[str, str]:
    return {
        "confirm_url": links.confirm_sign_up(message.token),
        "stop_url": links.stop_news(stop_token),
        ANSWER_FIELD: answer_code(message.pk),
    }


def stopped_values(message: Message | Waiting) -> dict[str, str]:
    """For the email after a STOP: its page has the undo, and a mail program's one click there stops all again."""
    page = links.stopped(message.token)
    return {
        "undo_url": page,
        "stop_url": page,
        ANSWER_FIELD: answer_code(message.pk),
    }


def greeting(given_name: str, language: str) -> str:
    with_name, without = greetings(language)
    return with_name % {"name": given_name} if given_name else without


@lru_cache(maxsize=32)
def greetings(language: str) -> tuple[str, str]:
    words: dict[str, str] = layout_words(language)["email"]
    return words["greeting"], words["greeting_without_name"]


@lru_cache(MOST_REMEMBERED)
def asked(visit: date | None, language: str) -> str:
    """Why they get the lessons. Day 0 of a restart, or of an import without a visit's date, is no visit: then none is named."""
    words: dict[str, str] = layout_words(language)["email"]
    return words["asked"] % {"date": long_date(visit, language)} if visit else words["ready_why"]


def next_date(
    enrolment: Enrolment | WaitingEnrolment, step: Step, following: Step, hours: SendingHours, now: datetime
) -> date:
    left = Left(now.astimezone(enrolment.zone).date(), step.day)
    pace, not_before = enrolment.pace, enrolment.break_until or date.min
    try:
        due = due_at(enrolment.anchored_on, following.day, left, enrolment.zone, hours, pace, not_before)
    except NeverOpen:  # no date to tell is no reason to stop this lesson
        return due_date(enrolment.anchored_on, following.day, left, hours.days_between, pace, not_before)
    return due.astimezone(enrolment.zone).date()


@lru_cache(MOST_REMEMBERED)
def weekday_and_date(day: date, language: str) -> str:
    """Thursday, December 3. CLDR has no skeleton for it with the month in full, so the two parts are joined."""
    weekday, rest = format_date(day, "EEEE", locale=locale(language)), long_date(day, language)
    if language.split("-")[0] in DATE_BEFORE_WEEKDAY:
        return f"{rest}({weekday})"
    if language.split("-")[0] in NO_COMMA:
        return f"{weekday} {rest}"
    comma = "،" if direction(language) == "rtl" and not language.startswith("he") else ","
    return f"{weekday}{comma} {rest}"


@lru_cache(MOST_REMEMBERED)
def long_date(day: date, language: str) -> str:
    return format_skeleton("MMMMd", day, locale=locale(language))


def locale(language: str) -> str:
    """As Babel names it; English for a language it doesn't know, as the layout's words are."""
    try:
        return str(Locale.parse(language, sep="-"))
    except (UnknownLocaleError, ValueError):
        return "en"

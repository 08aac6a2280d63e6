"""Change how you get lessons: the pace, a break, the language, pictures or plain text. Opening it changes nothing; one button saves."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from babel.dates import get_month_names
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from campaigns.calendar import AS_PLANNED
from campaigns.emails.values import locale, long_date, weekday_and_date
from campaigns.enrolments.lesson_wishes import LONGEST_BREAK, PACES, Wishes, carry_out, days_apart, next_with, today_of
from campaigns.models import Enrolment, Message
from clinic.models import ClinicProfile
from content.words import words_language
from portal.language_names import other_words_for_language, own_name
from portal.lesson_page import READ, lesson_page
from portal.page import page
from portal.settings_form import FIELDS, NO_BREAK, OWN_DAY, WEEKS, Chosen

PROBLEMS = {"no day": "day_not_found", "past": "day_in_the_past", "far": "day_too_far"}


@lesson_page(methods=(*READ, "POST"), fields=FIELDS)
def settings(request: HttpRequest, message: Message, now: datetime) -> HttpResponse:
    enrolment = message.enrolment
    assert enrolment is not None
    if request.method != "POST":
        return show(enrolment, message.token, now)
    today, chosen = today_of(enrolment, now), Chosen.read(request.POST)
    try:
        wishes = chosen.wishes(Wishes.of(enrolment, today), languages(enrolment), today)
        carry_out(enrolment, wishes, now, by="patient")
    except ValidationError as fault:
        return show(
            enrolment, message.token, now, chosen=chosen, problem=PROBLEMS.get(fault.code or "", "day_not_found")
        )
    return show(enrolment, message.token, now, saved=True)


def languages(enrolment: Enrolment) -> tuple[str, ...]:
    """Those the clinic teaches in, and the one this patient has."""
    return tuple(dict.fromkeys((*ClinicProfile.current().languages, enrolment.patient.language)))


def show(
    enrolment: Enrolment, token: str, now: datetime, *, chosen: Chosen | None = None, problem: str = "", saved: bool = False
) -> HttpResponse:  # fmt: skip
    spoken, today = words_language(enrolment.patient.language), today_of(enrolment, now)
    held = Wishes.of(enrolment, today)
    offered = languages(enrolment)
    return page(
        "settings",
        spoken,
        settings_url=reverse("portal:settings", args=[token]),
        stop_url=reverse("portal:stop", args=[enrolment.stop_token]),
        under_way=enrolment.state in Enrolment.UNDER_WAY,
        held=held,
        held_until=weekday_and_date(held.break_until, spoken) if held.break_until else "",
        chosen=chosen or Chosen.of(held, today),
        days=days_apart(enrolment, held.pace),
        next_date=said_next(enrolment, held, now, spoken)[1],
        paces=paces(enrolment, held, now, spoken),
        breaks=breaks(enrolment, held, now, today, spoken),
        months=sorted(get_month_names("wide", context="stand-alone", locale=locale(spoken)).items()),
        languages=[(tag, own_name(tag)) for tag in offered],
        language_words=other_words_for_language(spoken),
        problem=problem,
        last_day=weekday_and_date(today + LONGEST_BREAK, spoken),
        saved=saved,
    )


def paces(enrolment: Enrolment, held: Wishes, now: datetime, spoken: str) -> list[dict[str, Any]]:
    """Each that differs from the plan in days, with the date it would bring."""
    found, seen = [], set()
    for pace in sorted(PACES, key=lambda pace: (pace != AS_PLANNED, pace)):
        days = days_apart(enrolment, pace)
        if days and (days not in seen or pace == held.pace):
            wishes = Wishes(pace, held.break_until)
            _, on = said_next(enrolment, wishes, now, spoken)
            found.append({"value": str(pace), "days": days, "planned": pace == AS_PLANNED, "next_date": on})
        seen.add(days)
    return found


def breaks(enrolment: Enrolment, held: Wishes, now: datetime, today: date, spoken: str) -> list[dict[str, Any]]:
    """Each with its last day and the lesson that follows. A day of one's own says its lesson once it is saved."""
    untils: dict[str, date | None] = {name: today + length for name, length in WEEKS.items()}
    untils = {NO_BREAK: None, **untils, OWN_DAY: held.break_until}
    found = []
    for name, until in untils.items():
        position, on = said_next(enrolment, Wishes(held.pace, until), now, spoken) if until else (0, "")
        told = long_date(until, spoken) if until and name != OWN_DAY else ""
        found.append({"value": name, "until": told, "position": position, "next_date": on})
    return found


def said_next(enrolment: Enrolment, wishes: Wishes, now: datetime, spoken: str) -> tuple[int, str]:
    """The next lesson's position and date; 0 and nothing while none is on its way."""
    following = next_with(enrolment, wishes, now)
    return (following[0], weekday_and_date(following[1], spoken)) if following else (0, "")

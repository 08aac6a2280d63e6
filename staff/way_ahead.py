"""What happens next, with dates: for a patient who was enrolled, and for anyone enrolled now."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from campaigns import calendar
from campaigns.enrolments.coming import coming, from_here
from campaigns.hours import sending_hours
from campaigns.models import Enrolment, Series
from campaigns.series.lesson_states import lesson_states
from campaigns.steps import choosing
from clinic.models import ClinicProfile
from staff.wording import weekday_and_day

Steps = list[dict[str, str]]


def dates_ahead(enrolment: Enrolment, now: datetime) -> dict[int, date]:
    """By position: as planned, or, while the address isn't confirmed, as it would be if that happened today."""
    if enrolment.waits_for != Enrolment.WaitsFor.CONFIRMATION:
        return coming(enrolment, now)
    hours = sending_hours(ClinicProfile.current(), enrolment.series)
    try:
        following = choosing.next_step(list(enrolment.series.way()), enrolment.place, enrolment.traveller, hours)
        if following is None:
            return {}
        first = max(following.due_at, calendar.leaves_at(now, enrolment.zone, hours))
        return from_here(enrolment, first, hours)
    except calendar.NeverOpen:
        return {}


def steps_ahead(enrolment: Enrolment, now: datetime) -> Steps:
    dates = dates_ahead(enrolment, now)
    way = list(enrolment.series.way().select_related("series"))
    states = lesson_states(way, now)
    waits = enrolment.waits_for == Enrolment.WaitsFor.CONFIRMATION
    lessons: Steps = []
    for step in way:
        newest = states[step.id].newest
        if step.position in dates and newest:
            said = _("Lesson {number}, {title}")
            if waits and not lessons:
                said = _("Lesson {number}, {title}, if confirmed by then")
            what = said.format(number=step.position, title=newest.title)
            lessons.append({"when": weekday_and_day(dates[step.position]), "what": what})
    return [{"when": _("Now"), "what": _("An email asks to confirm the address.")}] * waits + lessons


def steps_for_anyone(slug: str, clinic: ClinicProfile, now: datetime) -> Steps:
    """The first and the last lesson of this series for someone enrolled today who confirms at once."""
    series = Series.objects.filter(slug=slug).first()
    asks = series is None or series.rules.confirm_address
    asked = [{"when": _("At once"), "what": _("An email asks to confirm the address.")}] * asks
    way = list(series.way()) if series else []
    if not way:
        return [*asked, {"when": _("Then"), "what": _("The lessons come on their days.")}]
    try:
        dues = list(
            calendar.schedule(
                [step.day for step in way],
                now.astimezone(clinic.zone).date(),
                now,
                clinic.zone,
                sending_hours(clinic, series),
            )
        )
    except calendar.NeverOpen:
        return [*asked, {"when": _("Never"), "what": _("The clinic’s weekdays and holidays leave no day open.")}]
    return [
        *asked,
        at(dues[0], clinic.zone, _("Lesson 1, if confirmed by then") if asks else _("Lesson 1")),
        at(dues[-1], clinic.zone, _("Lesson {number}, the last").format(number=len(way))),
    ][: len(asked) + len(way)]


def at(due: datetime, zone: ZoneInfo, what: str) -> dict[str, str]:
    return {"when": weekday_and_day(due.astimezone(zone).date()), "what": what}

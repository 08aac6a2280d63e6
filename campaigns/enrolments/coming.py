"""The dates of the lessons still to come, as a patient is told them. They hold if nothing is late from here on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from campaigns import calendar
from campaigns.hours import sending_hours
from campaigns.models import Enrolment, Message, Series
from campaigns.steps import choosing
from campaigns.steps.place import past
from clinic.models import ClinicProfile
from patients.models import Consent


def coming(enrolment: Enrolment, now: datetime) -> dict[int, date]:
    """The patient's local date of each lesson to come, by its position. Empty while nothing is on its way."""
    hours = sending_hours(ClinicProfile.current(), enrolment.series)
    planned = Message.objects.filter(enrolment=enrolment, kind=Message.Kind.STEP, state__in=Message.UNDER_WAY).first()
    due = planned.due_at if planned else enrolment.next_due_at
    if due is None or not is_moving(enrolment):
        return {}
    try:
        return from_here(enrolment, calendar.leaves_at(max(due, now), enrolment.zone, hours), hours)
    except calendar.NeverOpen:
        return {}


def is_moving(enrolment: Enrolment) -> bool:
    series = enrolment.series
    active = enrolment.state == Enrolment.State.ACTIVE and series.state == Series.State.ACTIVE
    active = active and not series.waits_for_authorization
    return active and Consent.objects.standing(Consent.Stream.LESSONS).filter(patient=enrolment.patient_id).exists()


def from_here(enrolment: Enrolment, first: datetime, hours: calendar.SendingHours) -> dict[int, date]:
    """The first lesson to come leaves at `first`, each later one as the settlement of the one before would say."""
    way, place, traveller = list(enrolment.series.way()), enrolment.place, enrolment.traveller
    dates: dict[int, date] = {}
    while following := choosing.next_step(way, place, traveller, hours):
        due = following.due_at if dates else first
        left = calendar.Left(due.astimezone(traveller.zone).date(), following.step.day)
        if late_for(enrolment, left.on):
            break
        dates[following.step.position] = left.on
        place, traveller = past(way, place, following.step), replace(traveller, before=left)
    return dates


def late_for(enrolment: Enrolment, day: date) -> bool:
    """After the last day of a series that runs so many days from the visit."""
    ends_after = enrolment.series.rules.ends_after
    return ends_after is not None and day > enrolment.anchored_on + timedelta(days=ends_after)

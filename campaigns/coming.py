"""The dates of the lessons still to come, as a patient is told them. They hold if nothing is late from here on."""

from __future__ import annotations

from datetime import date, datetime

from campaigns import calendar
from campaigns.hours import sending_hours
from campaigns.models import Enrolment, Message, Series
from clinic.models import ClinicProfile
from patients.models import Consent


def coming(enrolment: Enrolment, now: datetime) -> dict[int, date]:
    """The patient's local date of each lesson to come, by its position. Empty while nothing is on its way."""
    hours = sending_hours(ClinicProfile.current())
    planned = Message.objects.filter(enrolment=enrolment, kind=Message.Kind.STEP, state__in=Message.UNDER_WAY).first()
    due = planned.due_at if planned else enrolment.next_due_at
    if due is None or not is_moving(enrolment):
        return {}
    try:
        return from_here(enrolment, calendar.leaves_at(max(due, now), enrolment.zone, hours), hours)
    except calendar.NeverOpen:
        return {}


def is_moving(enrolment: Enrolment) -> bool:
    active = enrolment.state == Enrolment.State.ACTIVE and enrolment.series.state == Series.State.ACTIVE
    return active and Consent.objects.standing(Consent.Stream.LESSONS).filter(patient=enrolment.patient_id).exists()


def from_here(enrolment: Enrolment, first: datetime, hours: calendar.SendingHours) -> dict[int, date]:
    """The first lesson to come leaves at `first`, each later one as the settlement of the one before would say."""
    dates: dict[int, date] = {}
    before: calendar.Left | None = None
    for step in enrolment.series.way().filter(position__gt=enrolment.position):
        due = calendar.due_at(enrolment.anchored_on, step.day, before, enrolment.zone, hours) if before else first
        before = calendar.Left(due.astimezone(enrolment.zone).date(), step.day)
        dates[step.position] = before.on
    return dates

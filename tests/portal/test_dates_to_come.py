"""The dates a patient is promised are the dates on which the lessons leave."""

from __future__ import annotations

from datetime import timedelta

from campaigns.enrolments.coming import coming
from campaigns.models import Enrolment, Message
from clinic.models import ClinicProfile
from patients.models import Consent


def test_every_promised_date_is_kept_when_nothing_is_late(signed_series, enrol, send, day_one):
    enrol()
    send()
    promised = coming(Enrolment.objects.get(), day_one)
    assert list(promised) == [2, 3, 4, 5, 6, 7, 8]
    while due := Enrolment.objects.get().next_due_at:
        send(due + timedelta(minutes=5))
    left = {
        one.step.position: one.claimed_at.astimezone(one.enrolment.zone).date()
        for one in Message.objects.select_related("step", "enrolment__patient")
    }
    assert left.items() >= promised.items()
    assert coming(Enrolment.objects.get(), day_one) == {}


def test_a_lesson_overdue_at_night_is_promised_for_the_next_open_day(signed_series, enrol, day_one):
    enrol()
    friday_night = day_one + timedelta(days=3, hours=10)
    assert f"{coming(Enrolment.objects.get(), friday_night)[1]:%A}" == "Monday"


def test_without_consent_nothing_is_promised(signed_series, enrol, send, day_one):
    enrol()
    send()
    enrolment = Enrolment.objects.get()
    Consent.objects.withdraw(enrolment.patient, Consent.Stream.LESSONS, how="told us", now=day_one)
    assert coming(enrolment, day_one) == {}


def test_a_clinic_that_is_never_open_promises_nothing(signed_series, enrol, day_one):
    enrol()
    ClinicProfile.objects.update(weekdays=[])
    assert coming(Enrolment.objects.get(), day_one) == {}

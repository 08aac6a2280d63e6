"""A live installation with any number of patients who are due, in the benchmark's own home."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from campaigns.live.going_live import go_live
from campaigns.models import Enrolment, Series
from campaigns.sending import way
from campaigns.series import library
from campaigns.series.approving import approve
from clinic import profile_settings
from clinic.models import ClinicProfile, Installation
from mailer.transports.base import Transport
from patients.models import Consent, Identity, Patient

START = datetime(2026, 10, 13, 18, 0, tzinfo=UTC)  # a Tuesday, within sending hours in each of the zones below
ZONES = ("America/New_York", "America/Chicago", "America/New_York", "America/Los_Angeles")
CLINIC = {
    "name": "Willow Street Clinic", "mail_name": "Willow Street Clinic", "from": "lessons@willow-street.example",
    "reply_to": "desk@willow-street.example", "postal_address": "40 Willow Street, Milltown, OH 44000",
    "phone": "(555) 555-0140", "time_zone": "America/New_York",
}  # fmt: skip
AT_ONCE = 2_000


def furnish() -> Series:
    """An empty installation, signed and live, whose way out is set by `send_by`."""
    call_command("migrate", verbosity=0)
    profile_settings.change(ClinicProfile.current(), CLINIC)
    library.load(Path(settings.LIBRARY), START, by="benchmark")
    series = Series.objects.named("fibromyalgia")
    approve(series, reviewer="Benchmark", credential="none", language="en", now=START, how="benchmark")
    go_live(START, by="benchmark")
    Installation.objects.update(released_until=START + timedelta(days=36_500))  # the brake is for people's mistakes
    return series


def send_by(transport: Transport) -> None:
    way.configured = lambda: transport


def enrol_many(series: Series, due: Iterator[datetime]) -> None:
    """One patient, consent and enrolment for each moment of `due`."""
    while moments := [moment for _, moment in zip(range(AT_ONCE), due, strict=False)]:
        number = Patient.objects.count()
        patients = [patient(number + offset) for offset in range(len(moments))]
        with transaction.atomic():
            Patient.objects.bulk_create(patients)
            Consent.objects.bulk_create(map(consent, patients))
            Enrolment.objects.bulk_create(
                enrolment(one, series, moment) for one, moment in zip(patients, moments, strict=True)
            )


def patient(number: int) -> Patient:
    identity = Identity(f"patient{number}@mail{number % 7}.example", f"Given{number}", f"Family{number}")
    made = Patient.sealed(identity, language="en", time_zone=ZONES[number % len(ZONES)], now=START)
    made.address_confirmed_at = START
    return made


def consent(one: Patient) -> Consent:
    return Consent(
        patient=one, stream=Consent.Stream.LESSONS, given_at=START, how="signed form", wording="v1", recorded_by="benchmark"
    )  # fmt: skip


def enrolment(one: Patient, series: Series, due: datetime) -> Enrolment:
    return Enrolment(
        patient=one, series=series, enrolled_at=START, anchored_on=(START - timedelta(days=1)).date(), next_due_at=due
    )

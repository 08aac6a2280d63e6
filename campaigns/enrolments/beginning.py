"""How an enrolment begins, or goes on: at which place, when the first lesson is due, and what it waits for before."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from campaigns.consents.confirmation_pace import when_to_ask
from campaigns.hours import sending_hours
from campaigns.models import Enrolment, Message, Series
from campaigns.outgoing.facts import began_finished
from campaigns.steps.place import Place, behind, bit, standing
from clinic.models import ClinicProfile, Installation
from patients.models import Consent, Patient


def place_of(patient: Patient, series: Series) -> Place:
    """Where this patient goes on: past what left before, or may have. A lesson on its way when they stopped counts, too.

    What an installation sent to its inbox before it went live doesn't count for real people.
    """
    live, way = bool(Installation.current().live_mark), list(series.way())
    lessons_of = Message.objects.lessons().filter(kind=Message.Kind.STEP)  # sent again on request, it moves nothing
    left = lessons_of.filter(patient=patient, step__series=series, practice=not live)
    lessons = 0
    for message in left.filter(state__in=(Message.State.SENDING, *Message.LEFT)):
        lessons |= bit(message.step) if message.step else 0
    for earlier in Enrolment.objects.filter(patient=patient, series=series):
        lessons |= behind(way, earlier.place)
    return standing(way, lessons)


def end_those_this_one_ends(enrolment: Enrolment, now: datetime) -> None:
    """A series may say that it ends for whoever is enrolled in this one."""
    slug, others = enrolment.series.slug, Enrolment.objects.under_way().filter(patient=enrolment.patient)
    ended = [one.pk for one in others.select_related("series") if slug in one.series.rules.ends_with]
    Enrolment.objects.filter(pk__in=ended).end(f"Enrolled in {slug}, which ends this series.", now)


def begin(enrolment: Enrolment, now: datetime) -> Enrolment:
    """Store a new enrolment; one that waits for the patient's yes gets the email that asks for it."""
    begin_or_wait(enrolment, now)
    return stored(enrolment, now)


def stored(enrolment: Enrolment, now: datetime) -> Enrolment:
    enrolment.save(force_insert=True)
    if enrolment.waits_for == Enrolment.WaitsFor.CONFIRMATION:
        welcome(enrolment, now)
    return enrolment


def begin_or_wait(enrolment: Enrolment, now: datetime) -> None:
    """Due from the calendar once the patient agreed and, where the series asks for it, confirmed the address; until then it waits for that.

    The caller saves, in the transaction in which this is called.
    """
    agreed = Consent.objects.standing(Consent.Stream.LESSONS).filter(patient=enrolment.patient).exists()
    set_out(enrolment, now, agreed=agreed, clinic=ClinicProfile.current())


def set_out(enrolment: Enrolment, now: datetime, *, agreed: bool, clinic: ClinicProfile) -> None:
    if not agreed or has_to_confirm(enrolment):
        enrolment.waits_for = Enrolment.WaitsFor.CONFIRMATION
        return
    enrolment.waits_for = Enrolment.WaitsFor.NOTHING
    enrolment.set_next_due(sending_hours(clinic, enrolment.series))
    if enrolment.state == Enrolment.State.FINISHED:
        began_finished(enrolment, now)


def has_to_confirm(enrolment: Enrolment) -> bool:
    return enrolment.series.rules.confirm_address and enrolment.patient.address_confirmed_at is None


def welcome(enrolment: Enrolment, now: datetime, *, another: int = 0) -> Message:
    """The email that asks "is this your address?": one an enrolment, and `another` for each address that follows."""
    key = f"welcome:{enrolment.id}:{another}" if another else f"welcome:{enrolment.id}"
    if made := Message.objects.filter(key=key).first():
        return made
    due_at = when_to_ask(enrolment.patient, now)
    message = Message(
        key=key, kind=Message.Kind.WELCOME, patient=enrolment.patient, enrolment=enrolment, series=enrolment.series,
        due_at=due_at, planned_at=now, day=due_at.astimezone(ClinicProfile.current().zone).date(),
    )  # fmt: skip
    with transaction.atomic():
        Message.objects.make([message])
    return message

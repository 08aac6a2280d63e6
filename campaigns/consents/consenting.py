"""A yes or a no to one stream of emails, told at the desk, and what follows for the lessons."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from campaigns.consents.words import CONSENT_WORDING, NEWS_WORDING
from campaigns.enrolments.beginning import begin_or_wait
from campaigns.enrolments.restarting import NO_CONSENT
from campaigns.models import Enrolment, Message
from clinic.models import AuditEntry
from patients.models import Consent, Patient, Suppression

WORDING = {Consent.Stream.LESSONS: CONSENT_WORDING, Consent.Stream.NEWSLETTER: NEWS_WORDING}


def give(patient: Patient, stream: Consent.Stream, *, how: str, now: datetime, by: str) -> None:
    """Record the yes; lessons that waited only for it begin. Raises ValidationError for a `how` that can't be kept."""
    with transaction.atomic():
        Consent.objects.give(patient, stream, how=how, wording=WORDING[stream], recorded_by=by, now=now)
        if stream == Consent.Stream.NEWSLETTER:  # a newer yes than the no that was brought from another tool
            Suppression.objects.lift_news(patient.open_identity().email)
        if stream == Consent.Stream.LESSONS:
            waiting = Enrolment.objects.under_way().filter(patient=patient, waits_for=Enrolment.WaitsFor.CONFIRMATION)
            for one in waiting.select_related("patient", "series"):
                begin_or_wait(one, now)  # goes on waiting while the address isn't confirmed
                one.save(update_fields=["waits_for", "next_due_at", "state"])
        AuditEntry.objects.record("consent given", actor=by, now=now, subject=patient.pk, stream=stream.value)


def withdraw(patient: Patient, stream: Consent.Stream, *, how: str, now: datetime, by: str) -> int:
    """End the standing yes. Without one to lessons every series ends; how many. Raises ValidationError."""
    with transaction.atomic():
        ended = 0
        Consent.objects.withdraw(patient, stream, how=how, now=now)
        if stream == Consent.Stream.LESSONS:
            ended = Enrolment.objects.filter(patient=patient).end(NO_CONSENT, now)
            planned = Message.objects.filter(
                patient=patient, state=Message.State.PLANNED, kind__in=(*Message.TEACHING, *Message.TO_CONFIRM)
            )
            planned.move(Message.State.CANCELLED, reason=NO_CONSENT, settled_at=now)
        AuditEntry.objects.record(
            "consent withdrawn", actor=by, now=now, subject=patient.pk, stream=stream.value, ended=ended
        )
        return ended

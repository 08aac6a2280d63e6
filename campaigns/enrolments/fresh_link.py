"""A patient opened a link that is too old: the lesson comes again by email, with a link of its own, at most one a day."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction

from campaigns.enrolments.resending import resend
from campaigns.models import Message
from campaigns.rows import locked
from clinic.refusal import Refusal
from patients.models import Patient

ONE_IN = timedelta(days=1)


def send_fresh_link(message: Message, now: datetime) -> bool:
    """To the address the patient has now. False when nothing is sent: one was today, or this patient gets no lessons any more.

    Whoever asks is told the same either way.
    """
    with transaction.atomic():
        locked(Patient.objects.filter(pk=message.patient_id)).get()  # two who press at once come one by one
        again = Message.objects.filter(patient=message.patient_id, kind=Message.Kind.RESEND)
        if again.filter(planned_at__gt=now - ONE_IN).exists():
            return False
        with suppress(Refusal):
            resend(message, now, by="patient")
            return True
    return False

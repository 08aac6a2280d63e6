"""Pausing one patient's way through a series: the place is kept. campaigns/enrolments/resuming.py goes on with it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from campaigns.models import Enrolment
from clinic.models import AuditEntry

BY_STAFF = gettext_noop("Staff paused the lessons.")


def pause_lessons(enrolment: Enrolment, now: datetime, *, by: str) -> bool:
    """True if they were running. A second call changes nothing."""
    with transaction.atomic():
        paused = Enrolment.objects.filter(pk=enrolment.pk).pause(BY_STAFF)
        if paused:
            AuditEntry.objects.record(
                "pause lessons", actor=by, now=now, subject=enrolment.patient_id, enrolment=str(enrolment.pk)
            )
        return bool(paused)

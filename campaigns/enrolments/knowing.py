"""What is learnt of a patient on the way that changes the lessons to come: a booked procedure, a wish for more help."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.enrolments.beginning import begin_or_wait
from campaigns.models import Enrolment, Message
from campaigns.rows import locked
from clinic.models import AuditEntry
from clinic.refusal import Refusal

FARTHEST = timedelta(days=730)


def note_for_lessons(
    enrolment: Enrolment, procedure_on: date | None, *, asked_for_help: bool, now: datetime, by: str
) -> None:
    """The next date follows from it, unless an email is on its way. Raises Refusal."""
    if procedure_on and procedure_on != enrolment.procedure_on and abs(procedure_on - now.date()) > FARTHEST:
        raise Refusal(_("The date {day} is more than two years away: check the year.").format(day=procedure_on))
    with transaction.atomic():
        row = locked(Enrolment.objects.filter(pk=enrolment.pk).select_related("patient", "series")).get()
        row.procedure_on = procedure_on
        row.asked_for_help_at = (row.asked_for_help_at or now) if asked_for_help else None
        moving = Message.objects.filter(enrolment=row, kind=Message.Kind.STEP, state__in=Message.UNDER_WAY).exists()
        if row.state in (Enrolment.State.ACTIVE, Enrolment.State.PAUSED) and not moving and row.next_due_at:
            begin_or_wait(row, now)
        row.save(update_fields=["procedure_on", "asked_for_help_at", "waits_for", "state", "next_due_at"])
        AuditEntry.objects.record(
            "enrolment.known", actor=by, now=now, subject=row.patient_id, enrolment=str(row.id)
        )  # fmt: skip

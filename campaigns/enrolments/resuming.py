"""Going on with a patient's lessons that were paused for a reason: a person has seen why, and says so."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.consents.asking_to_confirm import ask_to_confirm
from campaigns.enrolments.beginning import begin_or_wait
from campaigns.models import Enrolment, Message
from campaigns.rows import locked
from clinic.models import AuditEntry
from clinic.refusal import Refusal


def go_on(enrolment: Enrolment, now: datetime, by: str) -> None:
    """Active again at the place that was kept. `by`: a user's id. Raises Refusal when it isn't paused."""
    with transaction.atomic():
        paused = Enrolment.objects.filter(pk=enrolment.pk, state=Enrolment.State.PAUSED)
        row = locked(paused.select_related("patient", "series")).first()
        if row is None:
            raise Refusal(_("These lessons aren't paused any more: look at the patient's page again."))
        row.state, row.end_reason = Enrolment.State.ACTIVE, ""
        if not Message.objects.keeping_the_series().filter(enrolment=row).exists():
            row.next_due_at = None
            begin_or_wait(row, now)  # a consent or a confirmed address may have come or gone meanwhile
        row.save(update_fields=["state", "end_reason", "waits_for", "next_due_at"])
        ask_to_confirm(row.patient, now)
        AuditEntry.objects.record("go on", actor=by, now=now, subject=row.patient_id, enrolment=str(row.id))
    enrolment.refresh_from_db()

"""What staff do with a request: take it, hand it to a colleague, say that it is done."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.models import PatientRequest
from campaigns.models.patient_request import DONE_LABEL
from campaigns.rows import locked
from clinic.models import AuditEntry, Person
from clinic.refusal import Refusal

MOST_SAID = 300  # characters
HANDLES = (Person.Role.FRONT_DESK, Person.Role.ADMIN)


def take(pk: UUID, now: datetime, *, by: str) -> PatientRequest:
    """It is `by`'s from now on. Raises Refusal."""
    with transaction.atomic():
        row = waiting(pk)
        row.owner, row.taken_at = by, now
        row.save(update_fields=["owner", "taken_at"])
        note("request.take", row, now, by)
    return row


def hand_to(pk: UUID, colleague: Person, now: datetime, *, by: str) -> PatientRequest:
    """Raises Refusal for a colleague who may not help patients."""
    if not colleague.user.is_active or colleague.role not in HANDLES:
        raise Refusal(_("Choose a colleague who helps patients: front desk or admin."))
    with transaction.atomic():
        row = waiting(pk)
        row.owner, row.taken_at = str(colleague.user_id), now
        row.save(update_fields=["owner", "taken_at"])
        note("request.hand", row, now, by)
    return row


def finish(pk: UUID, said: str, now: datetime, *, by: str) -> PatientRequest:
    """Done, with what was done in a few words. Raises Refusal, ValidationError with one sentence, PatientErased."""
    words = " ".join(said.split())
    if not words:
        raise ValidationError(_("Type what you did, such as “I called, she is better”."), code="empty")
    if len(words) > MOST_SAID:
        raise ValidationError(_("Shorten it to at most {n} characters.").format(n=MOST_SAID), code="too-long")
    with transaction.atomic():
        row = waiting(pk)
        row.done_at, row.done_by = now, by
        row.done_sealed = row.patient.seal(DONE_LABEL, row.id, {"text": words})
        row.save(update_fields=["done_at", "done_by", "done_sealed"])
        note("request.done", row, now, by)
    return row


def waiting(pk: UUID) -> PatientRequest:
    """Locked, so that two people never do the same. Raises Refusal."""
    row = locked(PatientRequest.objects.filter(pk=pk)).first()
    if row is None or row.done_at:
        raise Refusal(_("Somebody has done it already."))
    return row


def note(action: str, row: PatientRequest, now: datetime, by: str) -> None:
    AuditEntry.objects.record(action, actor=by, now=now, subject=row.patient_id, request=str(row.pk))

"""The door for what patients ask of the clinic: `ask`, for the portal, inbound mail and the desk alike."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.models import Message, PatientRequest
from campaigns.models.patient_request import ASKED_LABEL
from campaigns.outgoing.facts import asked
from clinic.models import AuditEntry
from patients.dates import aware
from patients.models import Patient

MOST_WORDS = 2_000  # characters
SAYS_IT_ALL = (PatientRequest.Kind.CALL_BACK, PatientRequest.Kind.ERASE)


def ask(
    patient: Patient,
    kind: str,
    text: str,
    *,
    how: str,
    now: datetime,
    by: str,
    about: Message | None = None,
    shared: bool = False,
) -> PatientRequest:
    """Put it at the end of the queue. `kind` and `how`: PatientRequest.Kind and .How; `text` may be empty for one that says it all.

    `shared`: it came from a mailbox of several patients, and nobody knows which of them wrote.
    `by`: a user's id where the desk wrote it down, else what took it in ("portal", "mail").
    Raises ValidationError with one sentence, and PatientErased.
    """
    words = cleaned(text, kind)
    if about is not None and about.patient_id != patient.pk:
        raise ValidationError(_("That email went to somebody else: choose one of this patient."), code="about")
    with transaction.atomic():
        row = PatientRequest(patient=patient, kind=kind, how=how, message=about, received_at=aware(now), shared=shared)
        row.written_by = by if how == PatientRequest.How.PHONE else ""
        row.sealed = patient.seal(ASKED_LABEL, row.id, {"text": words})
        row.save(force_insert=True)
        asked(row, now)
        AuditEntry.objects.record("request.ask", actor=by, now=now, subject=patient.pk, request=str(row.pk))
    return row


def cleaned(text: str, kind: str) -> str:
    words = text.strip()
    if not words and kind not in SAYS_IT_ALL:
        raise ValidationError(_("Type what the patient asks for."), code="empty")
    if len(words) > MOST_WORDS:
        raise ValidationError(_("Shorten it to at most {n} characters.").format(n=f"{MOST_WORDS:,}"), code="too-long")
    return words

"""What other systems may hear of patients, each written down by whoever makes the fact, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from campaigns.models import Enrolment, OutgoingEvent, PatientRequest, Receiver
from campaigns.models.outgoing_event import Subject
from campaigns.rows import KeyOf, in_parts

Kind = Receiver.Kind


def finished(enrolments: Sequence[KeyOf], now: datetime) -> None:
    """Their last lesson has left, or none was left to send. The rows' own state may be written after this."""
    if enrolments:
        OutgoingEvent.objects.note(Kind.FINISHED, lambda: subjects(enrolments), now)


def began_finished(enrolment: Enrolment, now: datetime) -> None:
    """The same for one that isn't stored yet: its series has no lesson for it."""
    about = Subject(enrolment.pk, enrolment.visit_source, enrolment.visit_id)
    OutgoingEvent.objects.note(Kind.FINISHED, lambda: [about], now)


def unsubscribed(enrolments: Sequence[KeyOf], now: datetime) -> None:
    """Ended by the patient's own word, whichever way it was said."""
    if enrolments:
        OutgoingEvent.objects.note(Kind.UNSUBSCRIBED, lambda: subjects(enrolments), now)


def asked(request: PatientRequest, now: datetime) -> None:
    """A call back: told of the enrolment it was asked from, else of the patient's newest."""
    if request.kind == PatientRequest.Kind.CALL_BACK:
        OutgoingEvent.objects.note(Kind.CALL_BACK, lambda: asked_from(request), now)


def asked_from(request: PatientRequest) -> list[Subject]:
    about = request.message
    if about is not None and about.enrolment_id is not None:
        return [one._replace(message=about.pk) for one in subjects([about.enrolment_id])]
    return subjects(newest_of(request.patient_id))


def newest_of(patient: UUID) -> list[UUID]:
    return list(Enrolment.objects.filter(patient=patient).order_by("-id").values_list("pk", flat=True)[:1])


def subjects(enrolments: Sequence[KeyOf]) -> list[Subject]:
    found: Iterable[tuple[UUID, str, str]] = (
        row
        for part in in_parts(list(enrolments))
        for row in Enrolment.objects.filter(pk__in=part).order_by("pk").values_list("pk", "visit_source", "visit_id")
    )
    return [Subject(*row) for row in found]

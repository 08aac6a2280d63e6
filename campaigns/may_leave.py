"""May this message leave now? Asked of every row inside the claim: consent, suppression, ended enrolments, the hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfoNotFoundError

from campaigns.calendar import NeverOpen, SendingHours, leaves_at
from campaigns.models import Enrolment, Message
from campaigns.same_text import ASIDE
from campaigns.way import Way
from content.models import Review
from patients.keys import KeyMissing
from patients.models import Consent, Identity, PatientErased, Suppression
from patients.sealing import SealBroken


@dataclass(frozen=True)
class Decision:
    """A row's fate at this claim. `identity` is opened only for a message that may leave."""

    message: Message
    leaves: bool = False
    state: str = Message.State.PLANNED
    reason: str = ""
    due_at: datetime | None = None
    ends_enrolment: bool = False
    identity: Identity | None = None

    def settled(self, now: datetime) -> datetime | None:
        """When the row came to rest: not at all while it stays planned."""
        return None if self.state == Message.State.PLANNED else now


def decide(rows: Sequence[Message], way: Way, hours: SendingHours, now: datetime) -> list[Decision]:
    """One decision a row, with one query for all consents and one for all suppressions."""
    consenting = set(
        Consent.objects.standing(Consent.Stream.LESSONS)
        .filter(patient__in=[row.patient_id for row in rows])
        .values_list("patient_id", flat=True)
    )
    opened = {row.pk: open_identity(row) for row in rows}
    suppressed = Suppression.objects.covering([identity.email for identity in opened.values() if identity])
    return [of_row(row, opened[row.pk], row.patient_id in consenting, suppressed, hours, now) for row in rows]


def words_stand(message: Message, way: Way, now: datetime) -> bool:
    """A lesson leaves for real people only under a signature that stands: not withdrawn since it was planned, not a demo's."""
    if message.kind != Message.Kind.STEP:
        return True
    if message.review_id is None:
        return way.practising
    standing = Review.objects.standing(now).filter(pk=message.review_id)
    return (standing if way.practising else standing.filter(demo=False)).exists()


def open_identity(row: Message) -> Identity | None:
    """None for an erased patient, and for one whose seal is broken: a single bad row never stops the batch."""
    try:
        return row.patient.open_identity()
    except (PatientErased, SealBroken, KeyMissing):
        return None


def of_row(
    row: Message, identity: Identity | None, consents: bool, suppressed: set[str], hours: SendingHours, now: datetime
) -> Decision:
    if row.patient.erased_at is not None:
        return Decision(row, state=Message.State.CANCELLED, reason="The patient was erased.", ends_enrolment=True)
    if identity is None:
        return Decision(row, due_at=now + ASIDE, reason="The stored name and address can't be opened: check the keys.")
    if row.enrolment and row.enrolment.state == Enrolment.State.ENDED:
        return Decision(row, state=Message.State.CANCELLED, reason=row.enrolment.end_reason or "The enrolment ended.")
    if identity.email in suppressed:
        return Decision(
            row, state=Message.State.SUPPRESSED, reason="This address must not be mailed.", ends_enrolment=True
        )
    if row.kind != Message.Kind.STEP:
        return Decision(row, leaves=True, identity=identity)
    if not consents:
        return Decision(
            row, state=Message.State.CANCELLED, reason="No consent to lessons by email.", ends_enrolment=True
        )
    assert row.enrolment is not None
    try:
        opens = leaves_at(now, row.enrolment.zone, hours)
    except (NeverOpen, ZoneInfoNotFoundError):
        return Decision(row, due_at=now + ASIDE, reason="No day is open for sending where this patient lives.")
    if opens > now:
        return Decision(row, due_at=opens, reason="Waits for the clinic's sending hours.")
    return Decision(row, leaves=True, identity=identity)

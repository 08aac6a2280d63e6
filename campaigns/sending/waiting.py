"""A batch of waiting messages as the claim looks at it: a few columns of four tables, named as in the models.

Whole models would cost more than everything else a claim does (docs/performance.md).
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.expressions import Combinable

from campaigns.columns import Key
from campaigns.models import Message, Step
from campaigns.models.message import SOURCE, Messages
from patients.models import Consent
from patients.sealed_patients import SealedPatient


class WaitingEnrolment(NamedTuple):
    pk: str
    state: str
    end_reason: str
    anchored_on: date
    from_visit: bool
    pace: int
    break_until: date | None
    stop_token: str
    patient: SealedPatient

    @property
    def zone(self) -> ZoneInfo:
        return self.patient.zone


class Waiting(NamedTuple):
    pk: UUID
    token: str
    day: date
    source: str  # what it counts for in the tally
    kind: str
    step: Step | None
    consented: bool
    enrolment: WaitingEnrolment | None
    patient: SealedPatient
    stop_token: str = ""  # of the consent to newsletters


TO_LESSONS = Exists(Consent.objects.standing(Consent.Stream.LESSONS).filter(patient=OuterRef("patient")))
OF_READER = Consent.objects.standing(Consent.Stream.NEWSLETTER).filter(patient=OuterRef("patient"))
TO_NEWS = Subquery(OF_READER.filter(patient__address_confirmed_at__isnull=False).values("stop_token")[:1])
CONSENTED = {  # the asked-for consent by kind; lessons' for all others
    Message.Kind.NEWS: TO_NEWS,
    Message.Kind.SIGNUP: Subquery(OF_READER.values("stop_token")[:1]),  # asks for the confirmation
}
COLUMNS: tuple[str | Combinable, ...] = (
    Key("pk"), "token", "day", SOURCE,
    Key("enrolment"), "enrolment__state", "enrolment__end_reason", "enrolment__anchored_on", "enrolment__from_visit",
    "enrolment__pace", "enrolment__break_until", "enrolment__stop_token",
    Key("patient"), *(f"patient__{name}" for name in SealedPatient.COLUMNS),
)  # fmt: skip

OF_ENROLMENT = len(WaitingEnrolment._fields) - 1  # columns; its patient follows


def waiting(messages: Messages, alike: Message) -> list[Waiting]:
    """These messages, which all share the text of `alike`."""
    found: list[Waiting] = []
    step = Step.objects.select_related("series").get(pk=alike.step_id) if alike.step_id else None
    for_readers = alike.kind in Message.FOR_READERS
    for consent, *row in messages.values_list(CONSENTED.get(Message.Kind(alike.kind), TO_LESSONS), *COLUMNS):
        key, token, day, source, *rest = row
        enrolled, (whose, *sealed) = rest[:OF_ENROLMENT], rest[OF_ENROLMENT:]
        patient = SealedPatient(UUID(whose), *sealed)
        its = WaitingEnrolment._make((*enrolled, patient)) if enrolled[0] else None
        stop = consent if for_readers and consent else ""
        found.append(Waiting(UUID(key), token, day, source, alike.kind, step, bool(consent), its, patient, stop))
    return found

"""One reminder, three days after an email asked a patient to confirm the address. Whoever stays silent is the desk's to ask."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from campaigns.consents.confirmation_pace import went_to, when_to_ask
from campaigns.models import Enrolment, Message, Series
from clinic.models import ClinicProfile, Installation
from patients.keys import KeyMissing
from patients.models import PatientErased
from patients.sealing import SealBroken

AFTER = timedelta(days=3)
TOO_LATE = timedelta(days=14)
"""A question older than this is the desk's at once: an installation that was off for a month reminds nobody."""
AT_ONCE = 500
BY_THE_DESK = Q(key__startswith="resend:")
ARRIVED = (Message.State.ACCEPTED, Message.State.DELIVERED)


def remind_silent(now: datetime) -> int:
    """Plan the reminders that are due; how many. A second call plans none: there is one for an email that asked."""
    with transaction.atomic():
        asked = due(now)
        for one in asked:  # each is seen by the next one at the same mailbox
            Message.objects.make([reminder(one, now)])
        return len(asked)


def still_silent(now: datetime) -> QuerySet[Enrolment]:
    """Those that wait although the reminder, or the desk's own second email, came three days ago or more: somebody has to ask."""
    twice = Q(kind=Message.Kind.REMINDER) | BY_THE_DESK | Q(settled_at__lte=now - TOO_LATE)
    questions = newest_questions(now).filter(twice, patient=OuterRef("patient"))
    return Enrolment.objects.waiting(Enrolment.WaitsFor.CONFIRMATION).filter(Exists(questions))


def newest_questions(now: datetime) -> QuerySet[Message]:
    """Emails that asked, arrived three days ago or more, and were followed by no other that asks."""
    later = Message.objects.welcomes().filter(patient=OuterRef("patient"), planned_at__gt=OuterRef("planned_at"))
    arrived = Message.objects.welcomes().filter(state__in=ARRIVED, settled_at__lte=now - AFTER)
    return arrived.filter(~Exists(later))


def due(now: datetime) -> list[Message]:
    """What asked, and is to be followed by a reminder: to the address the patient still has."""
    waiting = Enrolment.objects.waiting(Enrolment.WaitsFor.CONFIRMATION).exclude(series__state=Series.State.PAUSED)
    asked = newest_questions(now).filter(
        kind=Message.Kind.WELCOME, settled_at__gt=now - TOO_LATE, enrolment__in=waiting,
        practice=not Installation.current().live_mark,
    ).exclude(BY_THE_DESK)  # fmt: skip
    rows = asked.select_related("patient").order_by("settled_at", "pk")[:AT_ONCE]
    return [one for one in rows if is_at_their_address(one)]


def is_at_their_address(asked: Message) -> bool:
    """False also where the stored address can't be opened: a single bad row never keeps the others waiting."""
    try:
        return went_to(asked, asked.patient.open_identity().email)
    except (PatientErased, KeyMissing, SealBroken):
        return False


def reminder(asked: Message, now: datetime) -> Message:
    due_at = when_to_ask(asked.patient, now)
    return Message(
        key=f"reminder:{asked.pk}", kind=Message.Kind.REMINDER, patient=asked.patient, enrolment_id=asked.enrolment_id,
        series_id=asked.series_id, due_at=due_at, planned_at=now, day=due_at.astimezone(ClinicProfile.current().zone).date(),
    )  # fmt: skip

"""What a system hears of an enrolment: where it stands. No name, no address, no diagnosis, and nothing of what was sent."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from ninja import Schema

from campaigns.models import Enrolment, Message


class Outcome(StrEnum):
    ENROLLED = "enrolled"
    ALREADY = "already"
    PENDING = "pending"  # the desk asks the patient


class Taken(Schema):
    """`enrolment`: what this visit started; null while the desk still has to ask, or where another visit started the series."""

    outcome: Outcome
    enrolment: UUID | None
    why: str


class Progress(Schema):
    """`waits_for`: empty, or confirmation, review, hours, language. `lessons_sent`: those that left."""

    enrolment: UUID
    state: Enrolment.State
    waits_for: str
    enrolled_at: datetime
    next_due_at: datetime | None
    ended_at: datetime | None
    lessons_sent: int


class Stopped(Schema):
    """`stopped`: false where nothing was under way any more."""

    enrolment: UUID
    state: Enrolment.State
    stopped: bool


class Fault(Schema):
    field: str
    why: str


class Problem(Schema):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Fault] = []


def progress_of(enrolment: Enrolment) -> Progress:
    sent = Message.objects.lessons().filter(enrolment=enrolment, kind=Message.Kind.STEP).left().count()
    return Progress(
        enrolment=enrolment.pk, state=Enrolment.State(enrolment.state), waits_for=enrolment.waits_for, enrolled_at=enrolment.enrolled_at,
        next_due_at=enrolment.next_due_at, ended_at=enrolment.ended_at, lessons_sent=sent,
    )  # fmt: skip

"""What a system hears of an enrolment: where it stands. No name, no address, no diagnosis, and nothing of what was sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Exists, OuterRef
from ninja import Schema

from campaigns.models import Answer, Enrolment, Message
from campaigns.models.state_table import State


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
    """`waits_for`: empty, or confirmation, review, hours, language. `lessons_sent`: those that left. `questions_answered`: how many, never what."""

    enrolment: UUID
    visit_id: str
    state: Enrolment.State
    waits_for: str
    enrolled_at: datetime
    next_due_at: datetime | None
    ended_at: datetime | None
    lessons_sent: int
    questions_answered: int


class OneLesson(Schema):
    """`message`: as webhooks name it. `state`: what became of its email. `sent_at`: when it left."""

    message: UUID
    state: State
    sent_at: datetime | None
    answered: bool


class ProgressInDetail(Progress):
    """`lessons`: those that left or were tried, in order."""

    lessons: list[OneLesson]


class ProgressList(Schema):
    enrolments: list[Progress]
    next: str | None


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


def progress_of(found: Sequence[Enrolment]) -> list[Progress]:
    """Two queries, however many."""
    keys = [one.pk for one in found]
    lessons = Message.objects.filter(enrolment__in=keys, kind=Message.Kind.STEP).left().order_by()
    sent = dict(lessons.values_list("enrolment").annotate(number=Count("pk")))
    given = Answer.objects.filter(message__enrolment__in=keys).order_by()
    answered = dict(given.values_list("message__enrolment").annotate(number=Count("pk")))
    return [
        Progress(
            enrolment=one.pk, visit_id=one.visit_id, state=Enrolment.State(one.state), waits_for=one.waits_for, enrolled_at=one.enrolled_at,
            next_due_at=one.next_due_at, ended_at=one.ended_at, lessons_sent=sent.get(one.pk, 0), questions_answered=answered.get(one.pk, 0),
        )
        for one in found
    ]  # fmt: skip


def in_detail(one: Enrolment) -> ProgressInDetail:
    (progress,) = progress_of([one])
    tried = Message.objects.filter(enrolment=one, kind=Message.Kind.STEP, claimed_at__isnull=False)
    rows = tried.annotate(answered=Exists(Answer.objects.filter(message=OuterRef("pk")))).order_by("claimed_at", "id")
    lessons = [
        OneLesson(message=pk, state=State(state), sent_at=at, answered=answered)
        for pk, state, at, answered in rows.values_list("pk", "state", "claimed_at", "answered")
    ]
    return ProgressInDetail(**progress.model_dump(), lessons=lessons)

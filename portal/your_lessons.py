"""The list under a lesson: those that left, with their links, this one, and those to come, with their dates."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse

from campaigns.emails.values import weekday_and_date
from campaigns.models import Message, Step
from campaigns.sending.texts import languages
from campaigns.sending.way import way_now
from campaigns.steps.place import is_behind
from portal.letter import Letter


def your_lessons(letter: Letter) -> list[dict[str, Any]]:
    """One entry a lesson, in order. A lesson that neither left nor has a text to send isn't promised."""
    got = messages_by_step(letter)
    practising = way_now(letter.now).practising
    entries = (entry(step, got.get(step.pk), letter, practising=practising) for step in letter.step.series.way())
    return [one for one in entries if one]


def messages_by_step(letter: Letter) -> dict[UUID | None, Message]:
    """This patient's lessons of the series, also those of an earlier enrolment; the newest of each."""
    left = Message.objects.lessons().left().filter(patient=letter.message.patient, step__series=letter.step.series)
    return {message.step_id: message for message in left.order_by("claimed_at")} | {letter.step.pk: letter.message}


def entry(step: Step, message: Message | None, letter: Letter, *, practising: bool) -> dict[str, Any] | None:
    if message is None:
        return to_come(step, letter, practising=practising)
    assert message.revision is not None
    came = {"title": message.revision.title, "date": came_on(message, letter)}
    if message == letter.message:
        return {**came, "state": "here"}
    return {**came, "state": "done", "url": reverse("portal:lesson", args=[message.token])}


def came_on(message: Message, letter: Letter) -> str:
    """The patient's own date."""
    if message.claimed_at is None:
        return ""
    return weekday_and_date(message.claimed_at.astimezone(letter.enrolment.zone).date(), letter.language)


def to_come(step: Step, letter: Letter, *, practising: bool) -> dict[str, Any] | None:
    wanted = languages(letter.message.patient.language, step.series.language)
    text = step.lesson.text_to_send(wanted, letter.now, practising=practising)
    if text is None or is_behind(step, letter.enrolment.place):
        return None
    day = letter.dates_to_come.get(step.position)
    return {
        "title": text.revision.title,
        "state": "to_come",
        "date": weekday_and_date(day, letter.language) if day else "",
    }

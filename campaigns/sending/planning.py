"""Planning: an enrolment whose next lesson is due becomes a message. Lazy and in order, one step at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfoNotFoundError

from django.db import transaction

from campaigns.calendar import NeverOpen, SendingHours, leaves_at
from campaigns.hours import sending_hours
from campaigns.models import Enrolment, Message, Step, Ways
from campaigns.rows import unlocked, update_each
from clinic.models import ClinicProfile
from content.models.lesson import TextToSend

BATCH = 500


@dataclass(frozen=True)
class Planned:
    """How many due enrolments were looked at (look again at once unless it is 0), and how many messages that made."""

    looked_at: int
    messages: int


def plan_due(now: datetime, *, practising: bool) -> Planned:
    """Turn up to BATCH due enrolments into planned messages."""
    profile = ClinicProfile.current()
    hours = sending_hours(profile)
    with transaction.atomic():
        due = list(unlocked(Enrolment.objects.due(now).select_related("patient", "series"))[:BATCH])
        texts = TextsOfThisRun(now, practising=practising)
        planned = [message for enrolment in due if (message := plan_next(enrolment, texts, hours, profile, now))]
        messages = without_those_made_before(planned, hours)
        Message.objects.make(messages)
        update_each(
            Enrolment,
            ["position", "state", "waits_for", "next_due_at"],
            ((one.pk, (one.position, one.state, one.waits_for, one.next_due_at)) for one in due),
        )
    return Planned(len(due), len(messages))


def plan_next(
    enrolment: Enrolment, texts: TextsOfThisRun, hours: SendingHours, profile: ClinicProfile, now: datetime
) -> Message | None:
    """The message for the next step, or None with the reason to wait noted on the enrolment."""
    enrolment.next_due_at = None
    step = texts.step_after(enrolment)
    if step is None:
        enrolment.state = Enrolment.State.FINISHED
        return None
    text = texts.for_step(step, enrolment)
    if text is None:
        enrolment.waits_for = Enrolment.WaitsFor.REVIEW
        return None
    try:
        leaves = leaves_at(now, enrolment.zone, hours)
    except (NeverOpen, ZoneInfoNotFoundError):
        enrolment.waits_for = Enrolment.WaitsFor.HOURS
        return None
    return Message(
        key=f"step:{enrolment.id}:{step.id}", kind=Message.Kind.STEP, patient=enrolment.patient, enrolment=enrolment, step=step,
        series=enrolment.series, revision=text.revision, review=text.review, due_at=leaves, planned_at=now,
        day=leaves.astimezone(profile.zone).date(),
    )  # fmt: skip


def without_those_made_before(planned: list[Message], hours: SendingHours) -> list[Message]:
    """A lesson that moved back in its series may have a message already: such an enrolment goes on with the next one."""
    made = set(Message.objects.filter(key__in=[one.key for one in planned]).values_list("key", flat=True))
    for message in planned:
        if message.key in made and message.enrolment and message.step:
            message.enrolment.position = message.step.position
            message.enrolment.set_next_due(hours)
    return [one for one in planned if one.key not in made]


class TextsOfThisRun:
    """Steps and the texts that may go out, looked up once a run."""

    def __init__(self, now: datetime, *, practising: bool) -> None:
        self.now, self.practising = now, practising
        self.ways = Ways()
        self.texts: dict[tuple[object, str, str], TextToSend | None] = {}

    def step_after(self, enrolment: Enrolment) -> Step | None:
        return enrolment.next_step(self.ways.of(enrolment.series))

    def for_step(self, step: Step, enrolment: Enrolment) -> TextToSend | None:
        wanted = enrolment.patient.language
        key = (step.lesson_id, wanted, enrolment.series.language)
        if key not in self.texts:
            self.texts[key] = step.lesson.text_to_send(
                languages(wanted, enrolment.series.language), self.now, practising=self.practising
            )
        return self.texts[key]


def languages(wanted: str, otherwise: str) -> list[str]:
    """The languages to look for a text in: as asked, its base language, then the series' own."""
    return list(dict.fromkeys((wanted, wanted.split("-")[0], otherwise)))


def wake(now: datetime) -> None:
    """Enrolments that found no day to be sent on look again, in case the clinic's hours have changed."""
    hours = sending_hours(ClinicProfile.current())
    with transaction.atomic():
        waiting = Enrolment.objects.waiting(Enrolment.WaitsFor.HOURS).select_related("patient", "series")
        woken = list(unlocked(waiting)[:BATCH])
        for enrolment in woken:
            enrolment.waits_for = Enrolment.WaitsFor.NOTHING
            enrolment.set_next_due(hours)
        update_each(
            Enrolment,
            ["state", "waits_for", "next_due_at"],
            ((one.pk, (one.state, one.waits_for, one.next_due_at)) for one in woken),
        )

"""Planning: an enrolment whose next lesson is due becomes a message. Lazy and in order, one step at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction

from campaigns.calendar import NeverOpen, SendingHours, leaves_at
from campaigns.columns import Key
from campaigns.hours import sending_hours
from campaigns.models import Enrolment, Message, Series, Step
from campaigns.models.message import NewLesson
from campaigns.rows import KeyOf, taken, unlocked, update_each
from clinic.models import ClinicProfile
from content.cover_notes import cover_note
from content.models.lesson import TextToSend

BATCH = 500


@dataclass(frozen=True)
class Planned:
    """How many due enrolments were looked at (look again at once unless it is 0), and how many messages that made."""

    looked_at: int
    messages: int


class Due(NamedTuple):
    """A due enrolment as planning looks at it, and its patient."""

    pk: str
    patient: str
    series: str
    position: int
    waits_for: str
    untranslated: str
    language: str
    time_zone: str


class Place(NamedTuple):
    """Where planning leaves an enrolment: the fields it writes."""

    position: int
    state: str
    waits_for: str
    next_due_at: datetime | None


DUE = (
    Key("pk"), Key("patient"), Key("series"), "position", "waits_for", "untranslated", "patient__language", "patient__time_zone",
)  # fmt: skip


def plan_due(now: datetime, *, practising: bool) -> Planned:
    """Turn up to BATCH due enrolments into planned messages."""
    with transaction.atomic():
        due = [Due(*row) for row in taken(Enrolment.objects.due(now), BATCH).values_list(*DUE)]
        return plan(due, now, practising=practising) if due else Planned(0, 0)


def plan(due: list[Due], now: datetime, *, practising: bool) -> Planned:
    profile = ClinicProfile.current()
    hours, texts = sending_hours(profile), TextsOfThisRun(now, practising=practising)
    lessons: list[NewLesson] = []
    places: dict[KeyOf, Place] = {}
    for enrolment in due:
        lesson, places[enrolment.pk] = plan_next(enrolment, texts, hours, profile, now)
        lessons += [lesson] if lesson else []
    had = Message.objects.make_lessons(lessons, now)
    places |= places_after([one for one in lessons if one.key in had], hours)
    update_each(Enrolment, Place._fields, places.items())
    return Planned(len(due), len(lessons) - len(had))


def plan_next(
    enrolment: Due, texts: TextsOfThisRun, hours: SendingHours, profile: ClinicProfile, now: datetime
) -> tuple[NewLesson | None, Place]:
    """The message for the next step, or None, and where that leaves the enrolment: with the reason to wait, if it does."""
    place = Place(enrolment.position, Enrolment.State.ACTIVE, enrolment.waits_for, next_due_at=None)
    step, text = texts.of(enrolment)
    if step is None:
        return None, place._replace(state=Enrolment.State.FINISHED)
    if text is None:
        return None, place._replace(waits_for=texts.what_it_waits_for(step, enrolment))
    try:
        leaves = leaves_at(now, ZoneInfo(enrolment.time_zone), hours)
    except (NeverOpen, ZoneInfoNotFoundError):
        return None, place._replace(waits_for=Enrolment.WaitsFor.HOURS)
    lesson = NewLesson(
        key=f"step:{UUID(enrolment.pk)}:{step.id}", series=enrolment.series, patient=enrolment.patient, enrolment=enrolment.pk,
        step=step.id, revision=text.revision.id, review=text.review.id if text.review else None,
        cover=cover_for(enrolment.language, text.revision.language), due_at=leaves,
        day=leaves.astimezone(profile.zone).date(),
    )  # fmt: skip
    return lesson, place


def places_after(had: list[NewLesson], hours: SendingHours) -> dict[KeyOf, Place]:
    """A lesson that moved back in its series may have been had already: such enrolments go on with the next one."""
    by_enrolment = {UUID(str(one.enrolment)): one for one in had}
    steps = Step.objects.in_bulk({one.step for one in had})
    places: dict[KeyOf, Place] = {}
    for enrolment in Enrolment.objects.filter(pk__in=by_enrolment).select_related("patient", "series"):
        lesson = by_enrolment[enrolment.pk]
        enrolment.position, enrolment.next_due_at = steps[lesson.step].position, None
        enrolment.set_next_due(hours)
        places[lesson.enrolment] = Place(*(getattr(enrolment, name) for name in Place._fields))
    return places


class TextsOfThisRun:
    """Steps and the texts that may go out, looked up once a run."""

    def __init__(self, now: datetime, *, practising: bool) -> None:
        self.now, self.practising = now, practising
        self.ways: dict[str, list[Step]] = {}
        self.texts: dict[tuple[str, int, str, str], tuple[Step | None, TextToSend | None]] = {}

    def of(self, enrolment: Due) -> tuple[Step | None, TextToSend | None]:
        """The next step of this enrolment, None after the last, and its text, None while there is none to send."""
        wanted = (enrolment.series, enrolment.position, enrolment.language, enrolment.untranslated)
        if wanted not in self.texts:
            step = Enrolment(position=enrolment.position).next_step(self.way(enrolment.series))
            self.texts[wanted] = step, self.for_step(step, enrolment) if step else None
        return self.texts[wanted]

    def way(self, series: str) -> list[Step]:
        if series not in self.ways:
            self.ways[series] = list(Series.objects.get(pk=series).way())
        return self.ways[series]

    def what_it_waits_for(self, step: Step, enrolment: Due) -> str:
        waits = (
            waits_for_its_language(enrolment) and enrolment.language.split("-")[0] != step.series.language.split("-")[0]
        )
        return Enrolment.WaitsFor.LANGUAGE if waits else Enrolment.WaitsFor.REVIEW

    def for_step(self, step: Step, enrolment: Due) -> TextToSend | None:
        wanted = languages(enrolment.language, "" if waits_for_its_language(enrolment) else step.series.language)
        return step.lesson.text_to_send(wanted, self.now, practising=self.practising)


def languages(wanted: str, otherwise: str) -> list[str]:
    """The languages to look for a text in: as asked, its base language, then the series' own (empty: none)."""
    return list(filter(None, dict.fromkeys((wanted, wanted.split("-")[0], otherwise))))


def waits_for_its_language(enrolment: Due) -> bool:
    return enrolment.untranslated == Enrolment.Untranslated.WAIT


def cover_for(wanted: str, written_in: str) -> str:
    """The language of the note above a text in another language than the patient's; empty where none is needed or known."""
    if wanted.split("-")[0] == written_in.split("-")[0]:
        return ""
    note = cover_note(wanted)
    return note.language if note else ""


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

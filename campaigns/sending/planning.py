"""Planning: an enrolment whose next lesson is due becomes a message. Lazy and in order, one step at a time."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction

from campaigns.calendar import NeverOpen, leaves_at, opening
from campaigns.hours import HoursOfSeries
from campaigns.models import Enrolment, Message, Series, Skipped, Step, Ways
from campaigns.models.new_messages import NewLesson
from campaigns.outgoing.facts import finished
from campaigns.rows import KeyOf, taken, unlocked, update_each
from campaigns.sending.due import DUE, Due
from campaigns.sending.facts import facts_of
from campaigns.sending.texts import TextsOfThisRun, cover_for, what_it_waits_for
from campaigns.steps import choosing
from campaigns.steps.conditions import unmet
from campaigns.steps.place import past, to_come
from clinic.models import ClinicProfile
from patients.models import Patient

BATCH = 500
TIME_IS_OVER = "The days that this series runs after the visit are over."


@dataclass(frozen=True)
class Planned:
    """How many due enrolments were looked at (look again at once unless it is 0), and how many messages that made."""

    looked_at: int
    messages: int


class Place(NamedTuple):
    """Where planning leaves an enrolment: the fields it writes."""

    position: int
    ahead: int
    state: str
    waits_for: str
    next_due_at: datetime | None


def plan_due(now: datetime, *, practising: bool) -> Planned:
    """Turn up to BATCH due enrolments into planned messages."""
    with transaction.atomic():
        due = [Due(*row) for row in taken(Enrolment.objects.due(now), BATCH).values_list(*DUE)]
        return plan(due, now, practising=practising) if due else Planned(0, 0)


def plan(due: list[Due], now: datetime, *, practising: bool) -> Planned:
    run = ThisRun(now, ClinicProfile.current(), practising=practising)
    end_those_out_of_time([one for one in due if run.out_of_time(one)], now)
    in_time = [one for one in due if not run.out_of_time(one)]
    going_on = [one for one in in_time if not run.on_a_break(one)]
    steps = {one.pk: run.step_of(one) for one in going_on}
    facts = facts_of([(one, step) for one in going_on if (step := steps[one.pk])], run.ways)
    lessons: list[NewLesson] = []
    skips: list[Skipped] = []
    places: dict[KeyOf, Place] = {one.pk: after_the_break(one, run) for one in in_time if run.on_a_break(one)}
    for one in going_on:
        step = steps[one.pk]
        if step and (why := unmet(step.meant_for, facts[one.pk])):
            skips.append(Skipped(enrolment_id=UUID(one.pk), step=step, reason=why, at=now))
            places[one.pk] = after_a_skip(one, step, run)
            continue
        lesson, places[one.pk] = plan_next(one, step, run)
        lessons += [lesson] if lesson else []
    Skipped.objects.bulk_create(skips, ignore_conflicts=True)
    had = Message.objects.make_lessons(lessons, now)
    places |= places_after([one for one in lessons if one.key in had], run.hours)
    update_each(Enrolment, Place._fields, places.items())
    finished([pk for pk, place in places.items() if place.state == Enrolment.State.FINISHED], now)
    return Planned(len(due), len(lessons) - len(had))


class ThisRun:
    """What one look at the queue needs of series and texts, looked up once."""

    def __init__(self, now: datetime, profile: ClinicProfile, *, practising: bool) -> None:
        self.now, self.profile = now, profile
        self.hours, self.ways = HoursOfSeries(profile), Ways()
        self.texts = TextsOfThisRun(now, practising=practising)

    def way(self, one: Due) -> list[Step]:
        return self.ways.of(Series(pk=one.series))

    def step_of(self, one: Due) -> Step | None:
        """The step this enrolment is due for; None after the last."""
        way = self.way(one)
        if one.procedure_on:
            with suppress(NeverOpen, ZoneInfoNotFoundError):
                today = self.now.astimezone(ZoneInfo(one.time_zone)).date()
                found = choosing.next_step(way, one.place, one.traveller, self.hours.of(one.series), today)
                return found.step if found else None
        return next(iter(to_come(way, one.place)), None)

    def on_a_break(self, one: Due) -> bool:
        """The patient asked for a break, and something made the lesson due all the same, such as a new signature."""
        return one.break_until is not None and self.now.astimezone(zone_or_utc(one.time_zone)).date() < one.break_until

    def out_of_time(self, one: Due) -> bool:
        """Its series ends a number of days after the visit, and they are over."""
        ends_after = self.hours.rules(one.series).ends_after
        if ends_after is None:
            return False
        return self.now.astimezone(zone_or_utc(one.time_zone)).date() > one.anchored_on + timedelta(days=ends_after)


def zone_or_utc(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        return UTC


def end_those_out_of_time(due: list[Due], now: datetime) -> None:
    if due:
        Enrolment.objects.filter(pk__in=[one.pk for one in due]).end(TIME_IS_OVER, now)


def plan_next(one: Due, step: Step | None, run: ThisRun) -> tuple[NewLesson | None, Place]:
    """The message for this step, or None, and where that leaves the enrolment: with the reason to wait, if it does."""
    place = Place(one.position, one.ahead, Enrolment.State.ACTIVE, one.waits_for, next_due_at=None)
    if step is None:
        return None, place._replace(state=Enrolment.State.FINISHED)
    text = run.texts.of(step, one)
    if text is None:
        return None, place._replace(waits_for=what_it_waits_for(step, one))
    try:
        leaves = leaves_at(run.now, ZoneInfo(one.time_zone), run.hours.of(one.series))
    except (NeverOpen, ZoneInfoNotFoundError):
        return None, place._replace(waits_for=Enrolment.WaitsFor.HOURS)
    lesson = NewLesson(
        key=f"step:{UUID(one.pk)}:{step.id}", series=one.series, patient=one.patient, enrolment=one.pk,
        step=step.id, revision=text.revision.id, review=text.review.id if text.review else None,
        cover=cover_for(one.language, text.revision.language), text_only=one.plain_text, due_at=leaves,
        day=leaves.astimezone(run.profile.zone).date(),
    )  # fmt: skip
    return lesson, place


def after_the_break(one: Due, run: ThisRun) -> Place:
    place = Place(one.position, one.ahead, Enrolment.State.ACTIVE, one.waits_for, next_due_at=None)
    assert one.break_until is not None
    try:
        return place._replace(next_due_at=opening(one.break_until, ZoneInfo(one.time_zone), run.hours.of(one.series)))
    except (NeverOpen, ZoneInfoNotFoundError):
        return place._replace(waits_for=Enrolment.WaitsFor.HOURS)


def after_a_skip(one: Due, step: Step, run: ThisRun) -> Place:
    """Past this step, with the next one in its turn. Nothing left, so the distances still count from the lesson before."""
    enrolment = Enrolment(
        anchored_on=one.anchored_on, left_on=one.left_on, left_day=one.left_day, procedure_on=one.procedure_on,
        waits_for=one.waits_for, pace=one.pace, break_until=one.break_until, patient=Patient(time_zone=one.time_zone),
    )  # fmt: skip
    enrolment.place = past(run.way(one), one.place, step)
    enrolment.set_next_due(run.hours.of(one.series), run.way(one))
    return Place(*(getattr(enrolment, name) for name in Place._fields))


def places_after(had: list[NewLesson], hours: HoursOfSeries) -> dict[KeyOf, Place]:
    """A lesson that moved back in its series may have been had already: such enrolments go on with the next one."""
    by_enrolment = {UUID(str(one.enrolment)): one for one in had}
    steps = Step.ever.in_bulk({one.step for one in had})
    places: dict[KeyOf, Place] = {}
    for enrolment in Enrolment.objects.filter(pk__in=by_enrolment).select_related("patient", "series"):
        lesson = by_enrolment[enrolment.pk]
        enrolment.place = past(list(enrolment.series.way()), enrolment.place, steps[lesson.step])
        enrolment.next_due_at = None
        enrolment.set_next_due(hours.of(enrolment.series_id))
        places[lesson.enrolment] = Place(*(getattr(enrolment, name) for name in Place._fields))
    return places


def wake(now: datetime) -> None:
    """Enrolments that found no day to be sent on look again, in case the clinic's hours have changed."""
    hours = HoursOfSeries(ClinicProfile.current())
    with transaction.atomic():
        waiting = Enrolment.objects.waiting(Enrolment.WaitsFor.HOURS).select_related("patient", "series")
        woken = list(unlocked(waiting)[:BATCH])
        for enrolment in woken:
            enrolment.waits_for = Enrolment.WaitsFor.NOTHING
            enrolment.set_next_due(hours.of(enrolment.series_id))
        update_each(
            Enrolment,
            ["state", "waits_for", "next_due_at"],
            ((one.pk, (one.state, one.waits_for, one.next_due_at)) for one in woken),
        )
        finished([one.pk for one in woken if one.state == Enrolment.State.FINISHED], now)

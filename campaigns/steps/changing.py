"""Changing the order and days of a series that patients are on their way through.

Nobody gets a lesson twice and nobody loses one: each patient's place is worked out anew from the lessons behind them, and the next date
from it. What was planned and hasn't left is planned again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.models import Message, Series, Skipped, Step
from campaigns.series.source import write_source
from campaigns.steps.moving import moves, write_moves
from campaigns.steps.place import MOST_STEPS
from clinic.models import AuditEntry
from clinic.refusal import Refusal
from content.models import Lesson
from content.series_folder import LAST_DAY

OUT_OF_THE_WAY = 10_000  # positions above this are free while steps change places


@dataclass(frozen=True)
class Slot:
    """A lesson and its day, in the order of the series."""

    lesson: Lesson
    day: int


def check(slots: Sequence[Slot]) -> None:
    """Raises Refusal with what to mend."""
    if not slots:
        raise Refusal(_("A series needs at least one lesson."))
    for before, after in pairwise(slots):
        if after.day <= before.day:
            said = _("Day {day} must be later than day {before} of the lesson before.")
            raise Refusal(said.format(day=after.day, before=before.day))
    if slots[0].day < 0 or slots[-1].day > LAST_DAY:
        raise Refusal(_("Days go from 0 to {last}.").format(last=LAST_DAY))
    slugs = [slot.lesson.slug for slot in slots]
    if twice := next((slug for slug in slugs if slugs.count(slug) > 1), ""):
        raise Refusal(_("Two lessons are called {name}: a series can hold one of them.").format(name=twice))


def new_way(series: Series, slots: Sequence[Slot]) -> list[Step]:
    """The steps as they would be, none of them saved. Raises Refusal."""
    check(slots)
    known = {step.lesson_id: step for step in Step.ever.filter(series=series).select_related("lesson")}
    following = max((step.number for step in known.values()), default=-1) + 1
    way = []
    for position, slot in enumerate(slots, start=1):
        step = known.get(slot.lesson.pk)
        if step is None:
            step, following = Step(series=series, lesson=slot.lesson, number=following), following + 1
        step.position, step.day, step.taken_out_at, step.series = position, slot.day, None, series
        way.append(step)
    if following > MOST_STEPS:
        said = _("A series has room for {n} lessons, those taken out before counted: copy it, then go on there.")
        raise Refusal(said.format(n=MOST_STEPS))
    return way


def change_way(series: Series, slots: Sequence[Slot], now: datetime, *, by: str) -> int:
    """Give the series these lessons on these days, from the desk. How many patients under way it looked at. Raises Refusal, with nothing written."""
    with transaction.atomic():
        under_way = change_steps(series, slots, now)
        write_source(series)
        AuditEntry.objects.record(
            "series.way", actor=by, now=now, subject=series.pk, lessons=len(slots), patients=under_way
        )
    return under_way


def change_steps(series: Series, slots: Sequence[Slot], now: datetime) -> int:
    """The same without a trail, for a folder that is loaded."""
    with transaction.atomic():
        Series.objects.select_for_update(no_key=True).get(pk=series.pk)
        before, way = list(series.way()), new_way(series, slots)
        found = moves(series, before, way)
        take_back(before)
        save_way(series, way, now)
        write_moves(found, now)
    return sum(move.under_way for move in found)


def take_back(before: Sequence[Step]) -> None:
    """What is planned and hasn't left gives way to a new plan. A lesson that a person sends again stays."""
    for step in before:
        planned = Message.objects.filter(series=step.series_id, step=step, state=Message.State.PLANNED)
        again = list(planned.behind(step).values_list("pk", flat=True))
        planned.exclude(pk__in=again).unmake()


def save_way(series: Series, way: Sequence[Step], now: datetime) -> None:
    """A step keeps its row and number for good; only one that nobody was ever sent or spared goes."""
    kept = {step.pk for step in way}
    for step in Step.ever.filter(series=series):
        step.position, step.taken_out_at = OUT_OF_THE_WAY + step.number, step.taken_out_at or now
        step.save(update_fields=["position", "taken_out_at"])
    for step in way:
        step.save()
    for step in Step.ever.filter(series=series).exclude(pk__in=kept):
        if not was_used(step):
            step.delete()


def was_used(step: Step) -> bool:
    return Message.objects.filter(step=step).exists() or Skipped.objects.filter(step=step).exists()

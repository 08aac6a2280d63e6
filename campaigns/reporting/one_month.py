"""One month for whoever answers for the clinic: who finished, who asked for help, the idea least understood. Counts over small indexes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from campaigns.models import Enrolment, Series, Step, Tally
from campaigns.models.tally import LEFT
from campaigns.reporting.counting import counts_of
from campaigns.reporting.questions import least_understood, questions


@dataclass(frozen=True)
class Idea:
    """A lesson by how many had its question right at once, of those who answered: over all time, the first answers."""

    step: Step
    answered: int
    right_at_once: int


@dataclass(frozen=True)
class OneMonth:
    """`sent` counts emails that left, or may have; the others count enrolments."""

    first: date
    sent: int
    finished: int
    asked_for_help: int
    idea: Idea | None


def one_month(first: date, zone: ZoneInfo, now: datetime) -> OneMonth:
    """`first`: the first day of the month, in the clinic's zone."""
    following = month_after(first)
    last = following - timedelta(days=1)
    begins, ends = (datetime.combine(day, time(), tzinfo=zone) for day in (first, following))
    return OneMonth(
        first=first,
        sent=sum(Tally.objects.filter(day__range=(first, last), state__in=LEFT).values_list("count", flat=True)),
        finished=Enrolment.objects.filter(state=Enrolment.State.FINISHED, left_on__range=(first, last)).count(),
        asked_for_help=Enrolment.objects.filter(asked_for_help_at__gte=begins, asked_for_help_at__lt=ends).count(),
        idea=idea_least_understood(now),
    )


def idea_least_understood(now: datetime) -> Idea | None:
    """Over all series, where 20 or more answered (questions.ENOUGH); None while nobody can say. Large series are read from kept counts."""
    found = []
    for series in Series.objects.order_by("title"):
        steps = list(series.way().select_related("lesson", "series"))
        asked = questions(steps, counts_of(series.pk, now))
        if step := least_understood(asked):
            one = asked[step]
            found.append(Idea(next(it for it in steps if it.pk == step), one.answered, one.right_at_once))
    return min(found, key=lambda one: one.right_at_once / one.answered, default=None)


def month_after(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def month_before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)

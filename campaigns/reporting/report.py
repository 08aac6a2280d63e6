"""One report: what became of a series, in figures. `report_of(kind, id)` is the one way in, for whatever is reported on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext_noop

from campaigns.enrolments.progress import Progress, at_places
from campaigns.models import Message, Series, Step, Tally
from campaigns.reporting.counting import Counts, counts_of
from campaigns.reporting.delivery_times import delivery_times
from campaigns.reporting.months import Months, in_all, months_of
from campaigns.reporting.questions import Question, least_understood, questions
from campaigns.stopping.reasons import ALL_BY_PATIENT, BY_PATIENT

UNSUBSCRIBED = gettext_noop("The patient unsubscribed at the provider.")
COMPLAINED = gettext_noop("The patient marked an email as spam.")


class Kind(StrEnum):
    """What can be reported on."""

    SERIES = "series"


@dataclass(frozen=True)
class Report:
    """`counted_at` is when rows were last counted: now, or the clock's last count of a large series. `states` and `months` are of now."""

    kind: Kind
    id: UUID
    counted_at: datetime
    steps: Sequence[Step]
    progress: Progress
    ended: Counter[str]
    bounces: Counter[str]
    helpful: Mapping[UUID, Counter[str]]
    questions: Mapping[UUID, Question]
    least_understood: UUID | None
    months: Months
    states: Counter[str]
    times: list[timedelta]

    @property
    def stopped_by_patients(self) -> int:
        """Those who stopped the lessons by their own word, whichever way they said it."""
        return sum(self.ended[reason] for reason in (BY_PATIENT, ALL_BY_PATIENT, UNSUBSCRIBED, COMPLAINED))


def report_of(kind: Kind, key: UUID, now: datetime) -> Report:
    """Raises LookupError for what isn't there."""
    match kind:
        case Kind.SERIES:
            series = Series.objects.filter(pk=key).first()
            if series is None:
                raise LookupError(f"There is no series {key}.")  # not said
            return of_series(series, now)


def of_series(series: Series, now: datetime) -> Report:
    steps, counts = list(series.way().select_related("series", "lesson")), counts_of(series.pk, now)
    months = months_of(Tally.objects.filter(source=series.pk))
    asked = questions(steps, counts)
    return Report(
        kind=Kind.SERIES, id=series.pk, counted_at=counts.at, steps=steps, progress=at_places((*key, number) for key, number in counts.enrolments.items()),
        ended=counts.ended, bounces=counts.bounces, helpful=helpful(steps, counts), questions=asked,
        least_understood=least_understood(asked), months=months, states=in_all(months),
        times=delivery_times(Message.objects.filter(series=series)),
    )  # fmt: skip


def helpful(steps: Sequence[Step], counts: Counts) -> dict[UUID, Counter[str]]:
    """By step, of those of which somebody said it."""
    found: dict[UUID, Counter[str]] = {}
    by_name = {str(step.pk): step.pk for step in steps}
    for (step, said), number in counts.helpful.items():
        if step in by_name:
            found.setdefault(by_name[step], Counter())[said] = number
    return found

"""How far the patients of a series have come. Of a large series it is what the clock last counted (campaigns/reporting/counting.py)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from campaigns.models import Enrolment, Series, SeriesCount, Step

UNDER_WAY = (Enrolment.State.ACTIVE, Enrolment.State.PAUSED)


@dataclass(frozen=True)
class Progress:
    """`at` counts enrolments by state and by the position of the last lesson that left."""

    at: Counter[tuple[str, int]]

    def in_state(self, *states: str) -> int:
        return sum(count for (state, _), count in self.at.items() if state in states)

    @property
    def in_it(self) -> int:
        return self.in_state(*UNDER_WAY)

    @property
    def all(self) -> int:
        return self.at.total()

    def had(self, step: Step) -> int:
        return sum(count for (_, position), count in self.at.items() if position >= step.position)

    def ahead_of(self, step: Step) -> int:
        """Enrolments under way that haven't had this lesson."""
        return sum(count for (state, at), count in self.at.items() if state in UNDER_WAY and at < step.position)

    def waiting(self, step: Step, steps: Sequence[Step]) -> int:
        """Enrolments under way whose next lesson is this one."""
        before = max((one.position for one in steps if one.position < step.position), default=0)
        return sum(
            count for (state, at), count in self.at.items() if state in UNDER_WAY and before <= at < step.position
        )


def progress_of_all() -> dict[UUID, Progress]:
    """By series; a series nobody was enrolled in is missing."""
    kept = {one.pk: as_kept(one) for one in SeriesCount.objects.all()}
    found: dict[UUID, Counter[tuple[str, int]]] = {}
    small = list(Series.objects.exclude(pk__in=kept).values_list("pk", flat=True))
    rows = Enrolment.objects.filter(series__in=small).order_by().values_list("series", "state", "position")
    for series, state, position, count in rows.annotate(count=Count("pk")):
        found.setdefault(series, Counter())[state, position] += count
    return kept | {series: Progress(counted) for series, counted in found.items()}


def progress_of(series: UUID) -> Progress:
    if kept := SeriesCount.objects.filter(pk=series).first():
        return as_kept(kept)
    rows = Enrolment.objects.filter(series=series).order_by().values_list("state", "position")
    return Progress(Counter({(state, at): count for state, at, count in rows.annotate(count=Count("pk"))}))


def as_kept(one: SeriesCount) -> Progress:
    return Progress(Counter({(state, at): count for state, at, count in one.counts["enrolments"]}))

"""How far the patients of a series have come. Of a large series it is what the clock last counted (campaigns/reporting/counting.py)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from campaigns.models import Enrolment, Series, SeriesCount, Step
from campaigns.steps.place import Place, is_behind, to_come

UNDER_WAY = (Enrolment.State.ACTIVE, Enrolment.State.PAUSED)


@dataclass(frozen=True)
class Progress:
    """`at` counts enrolments by state and place."""

    at: Counter[tuple[str, Place]]

    def in_state(self, *states: str) -> int:
        return sum(count for (state, _), count in self.at.items() if state in states)

    @property
    def in_it(self) -> int:
        return self.in_state(*UNDER_WAY)

    @property
    def all(self) -> int:
        return self.at.total()

    def had(self, step: Step) -> int:
        """Enrolments that have this lesson behind them."""
        return sum(count for (_, place), count in self.at.items() if is_behind(step, place))

    def ahead_of(self, step: Step) -> int:
        """Enrolments under way that haven't had this lesson."""
        return sum(
            count for (state, place), count in self.at.items() if state in UNDER_WAY and not is_behind(step, place)
        )

    def waiting(self, step: Step, steps: Sequence[Step]) -> int:
        """Enrolments under way whose next lesson in turn is this one."""
        return sum(
            count
            for (state, place), count in self.at.items()
            if state in UNDER_WAY and next(iter(to_come(steps, place)), None) == step
        )


def progress_of_all() -> dict[UUID, Progress]:
    """By series; a series nobody was enrolled in is missing."""
    kept = {one.pk: as_kept(one) for one in SeriesCount.objects.all()}
    found: dict[UUID, Counter[tuple[str, Place]]] = {}
    small = list(Series.objects.exclude(pk__in=kept).values_list("pk", flat=True))
    rows = Enrolment.objects.filter(series__in=small).order_by().values_list("series", "state", "position", "ahead")
    for series, state, position, ahead, count in rows.annotate(count=Count("pk")):
        found.setdefault(series, Counter())[state, Place(position, ahead)] += count
    return kept | {series: Progress(counted) for series, counted in found.items()}


def progress_of(series: UUID) -> Progress:
    if kept := SeriesCount.objects.filter(pk=series).first():
        return as_kept(kept)
    rows = Enrolment.objects.filter(series=series).order_by().values_list("state", "position", "ahead")
    return at_places(rows.annotate(count=Count("pk")))


def as_kept(one: SeriesCount) -> Progress:
    return at_places(tuple(row) for row in one.counts["enrolments"])


def at_places(rows: Iterable[tuple[str, int, int, int]]) -> Progress:
    """Rows: state, position, ahead (campaigns/steps/place.py), how many."""
    return Progress(Counter({(state, Place(position, ahead)): count for state, position, ahead, count in rows}))

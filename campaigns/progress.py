"""How far the patients of a series have come, counted in one query however many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from campaigns.models import Enrolment, Step

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
    found: dict[UUID, Counter[tuple[str, int]]] = {}
    rows = Enrolment.objects.order_by().values_list("series", "state", "position").annotate(count=Count("pk"))
    for series, state, position, count in rows:
        found.setdefault(series, Counter())[state, position] += count
    return {series: Progress(counted) for series, counted in found.items()}


def progress_of(series: UUID) -> Progress:
    rows = Enrolment.objects.filter(series=series).order_by().values_list("state", "position")
    return Progress(Counter({(state, at): count for state, at, count in rows.annotate(count=Count("pk"))}))

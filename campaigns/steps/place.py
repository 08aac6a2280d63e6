"""Which lessons are behind a patient: pure functions over a place and the steps of a series, in their order.

Steps may change places while patients are on their way, so a place is more than a number: `position` says that every lesson up to there
is behind, `ahead` names the lessons further on that are behind as well, one bit a lesson (`Step.number`, which never changes). A lesson
that was taken out of the series keeps its bit, so that it isn't told again when it comes back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol, TypeVar

MOST_STEPS = 63  # numbers 0 to 62: the bits of a whole number in every database we use


class OfSeries(Protocol):
    """Whatever stands in a series: a Step, or a few columns of one."""

    @property
    def position(self) -> int: ...
    @property
    def number(self) -> int: ...


Of = TypeVar("Of", bound=OfSeries)


class Place(NamedTuple):
    position: int = 0
    ahead: int = 0


START = Place()


def bit(step: OfSeries) -> int:
    return 1 << step.number


def bits(steps: Sequence[OfSeries]) -> int:
    found = 0
    for step in steps:
        found |= bit(step)
    return found


def behind(way: Sequence[OfSeries], place: Place) -> int:
    """The lessons behind this place, one bit each."""
    return place.ahead | bits([step for step in way if step.position <= place.position])


def is_behind(step: OfSeries, place: Place) -> bool:
    return step.position <= place.position or bool(place.ahead & bit(step))


def standing(way: Sequence[OfSeries], lessons: int) -> Place:
    """The place of someone who has these lessons behind them."""
    position = 0
    for step in way:
        if not lessons & bit(step):
            break
        position = step.position
    return Place(position, lessons & ~bits([step for step in way if step.position <= position]))


def past(way: Sequence[OfSeries], place: Place, step: OfSeries) -> Place:
    """The place after this lesson."""
    return standing(way, behind(way, place) | bit(step))


def to_come(way: Sequence[Of], place: Place) -> list[Of]:
    return [step for step in way if not is_behind(step, place)]

"""Which step comes next and when, with a procedure booked and with a series' own distances."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from campaigns.calendar import Left, SendingHours
from campaigns.steps.choosing import Traveller, next_step
from campaigns.steps.conditions import Conditions
from campaigns.steps.place import START, Place

ZONE = ZoneInfo("America/New_York")
MONDAY = date(2026, 11, 2)
EVERY_DAY = SendingHours(weekdays=frozenset(range(7)))


@dataclass(frozen=True)
class Step:
    position: int
    number: int
    day: int
    meant_for: Conditions = Conditions()


WAY = [Step(1, 0, 1), Step(2, 1, 4), Step(3, 2, 20, Conditions(before_procedure=3))]


def chosen(procedure: date | None, place: Place = START, before: Left | None = None, hours=EVERY_DAY, today=None):
    found = next_step(WAY, place, Traveller(MONDAY, ZONE, before, procedure), hours, today)
    return (found.step.position, found.due_at.astimezone(ZONE).date()) if found else None


AFTER_ONE = (Place(1), Left(date(2026, 11, 3), 1))
CASES = {
    "no procedure": (None, (2, date(2026, 11, 6))),
    "a procedure soon comes first": (date(2026, 11, 8), (3, date(2026, 11, 5))),
    "one later than the next lesson waits its turn": (date(2026, 11, 12), (2, date(2026, 11, 6))),
    "one tomorrow still gets the lesson the day after the last": (date(2026, 11, 5), (3, date(2026, 11, 4))),
    "one that leaves no day for it": (date(2026, 11, 3), (2, date(2026, 11, 6))),
}


@pytest.mark.parametrize(("procedure", "expected"), CASES.values(), ids=CASES.keys())
def test_a_booked_procedure_brings_its_lesson_sooner(procedure, expected):
    assert chosen(procedure, *AFTER_ONE) == expected


def test_before_a_weekend_the_lesson_leaves_on_the_last_open_day():
    assert chosen(date(2026, 11, 10), Place(1), Left(date(2026, 11, 4), 1), SendingHours()) == (3, date(2026, 11, 6))


def test_a_procedure_that_is_over_changes_nothing():
    assert chosen(date(2026, 11, 8), *AFTER_ONE, today=date(2026, 11, 8)) == (2, date(2026, 11, 6))


def test_the_lesson_is_not_told_again_in_its_turn():
    assert chosen(date(2026, 11, 8), Place(2, 0b100), Left(date(2026, 11, 6), 4)) is None


def test_a_series_may_ask_for_more_days_between_two_lessons():
    assert chosen(None, *AFTER_ONE, SendingHours(weekdays=frozenset(range(7)), days_between=5)) == (
        2,
        date(2026, 11, 8),
    )

"""Places: what is behind a patient when the steps change theirs."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from campaigns.steps.place import START, Place, behind, past, standing, to_come


@dataclass(frozen=True)
class Stand:
    position: int
    number: int


def in_order(numbers: list[int]) -> list[Stand]:
    return [Stand(position, number) for position, number in enumerate(numbers, start=1)]


ORDERS = st.permutations(range(8)).map(list)


@given(before=ORDERS, after=ORDERS, had=st.integers(0, 8))
def test_after_any_reordering_exactly_the_lessons_not_had_are_to_come(before, after, had):
    old, new = in_order(before), in_order(after)
    place = standing(new, behind(old, Place(had)))
    assert {step.number for step in to_come(new, place)} == set(before[had:])


@given(order=ORDERS, more=ORDERS)
def test_going_through_a_series_meets_every_lesson_once_whatever_changes_on_the_way(order, more):
    way, place, met = in_order(order), START, []
    for number in range(8):
        if number == 4:
            changed = in_order(more)
            way, place = changed, standing(changed, behind(way, place))
        following = to_come(way, place)[0]
        met.append(following.number)
        place = past(way, place, following)
    assert sorted(met) == list(range(8)) and to_come(way, place) == []


def test_a_lesson_taken_out_and_put_back_is_not_told_again():
    whole, less = in_order([0, 1, 2, 3]), in_order([0, 2, 3])
    without = standing(less, behind(whole, Place(2)))
    assert without == Place(1, 0b10)
    assert standing(whole, behind(less, without)) == Place(2, 0)


def test_in_an_unchanged_series_a_place_is_a_plain_number():
    way = in_order([0, 1, 2])
    assert past(way, past(way, START, way[0]), way[1]) == Place(2, 0)
    assert past(way, START, way[2]) == Place(0, 0b100)

"""The days of a series: a rhythm that leaves room between lessons and slows down."""

from collections.abc import Sequence

FIRST_DAYS = (1, 4, 7, 11, 15, 19, 23, 28)  # the rhythm of the shipped series
THEN_EVERY = 5  # days


def days(count: int, known: Sequence[int] = ()) -> list[int]:
    """The days of `count` lessons, counted from the visit. `known` are kept, as far as there are lessons for them."""
    found = list(known[:count])
    while len(found) < count:
        place = len(found)
        goes_on = place < len(FIRST_DAYS) and tuple(found) == FIRST_DAYS[:place]
        found.append(FIRST_DAYS[place] if goes_on else found[-1] + THEN_EVERY)
    return found

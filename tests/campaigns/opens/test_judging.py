"""A person or a machine: what speaks for it, and that the order in which events come doesn't."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.opens.judging import By, Seen, Told, judged

AT = datetime(2026, 10, 20, 15, tzinfo=UTC)
NOBODY, MACHINE, PERSON = By.NOBODY, By.MACHINE, By.PERSON


def told(happened: str, seconds: float, link: str = "", *, machine: bool = False) -> Told:
    return Told(happened, AT + timedelta(seconds=seconds), link, machine)


CAME = told("delivered", 0)


@pytest.mark.parametrize(
    ("events", "seen"),
    [
        ([CAME], Seen(NOBODY, NOBODY)),
        ([CAME, told("opened", 60)], Seen(PERSON, NOBODY)),
        ([CAME, told("opened", 10)], Seen(MACHINE, NOBODY)),
        ([CAME, told("opened", -3)], Seen(MACHINE, NOBODY)),
        ([CAME, told("opened", 60, machine=True)], Seen(MACHINE, NOBODY)),
        ([CAME, told("opened", 60, machine=True), told("opened", 90)], Seen(PERSON, NOBODY)),
        ([told("opened", 1)], Seen(PERSON, NOBODY)),
        ([CAME, told("clicked", 60, "a")], Seen(PERSON, PERSON)),
        ([CAME, told("clicked", 3, "a")], Seen(MACHINE, MACHINE)),
        ([CAME, told("clicked", 60, "a"), told("clicked", 65, "b")], Seen(MACHINE, MACHINE)),
        ([CAME, told("clicked", 60, "a"), told("clicked", 62, "a")], Seen(PERSON, PERSON)),
        ([CAME, told("clicked", 60, "a"), told("clicked", 66, "b")], Seen(PERSON, PERSON)),
        ([CAME, told("clicked", 60, "a"), told("clicked", 61, "b"), told("opened", 900)], Seen(PERSON, MACHINE)),
    ],
    ids=[
        "nobody", "a while later", "in haste", "before the delivery is told", "by its own word", "a person besides", "delivery unknown",
        "a click opens", "a click in haste", "two links at once", "one link twice", "two links apart", "scanned, then read",
    ],
)  # fmt: skip
def test_who_looked(events: list[Told], seen: Seen):
    assert judged(events) == seen


looks = st.builds(
    told, st.sampled_from(["opened", "clicked", "delivered"]), st.integers(-30, 90), st.sampled_from("abc"), machine=st.booleans()
)  # fmt: skip


@given(events=st.lists(looks, max_size=6), data=st.data())
def test_any_order_and_any_repeat_says_the_same(events: list[Told], data: st.DataObject):
    shuffled = data.draw(st.permutations(events))
    assert judged(shuffled) == judged(events) == judged([*events, *shuffled])

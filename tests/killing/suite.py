"""The whole suite: the groups of its table, in order, each told on one database."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from tests.killing.at_random import at_random
from tests.killing.counting import Verdict
from tests.killing.crossings import every_point_and_outcome
from tests.killing.decisions import decisions
from tests.killing.full_disk import full_disk
from tests.killing.house import House
from tests.killing.many_workers import many_workers
from tests.killing.people import people
from tests.killing.restarted import restarted
from tests.killing.set_clocks import set_clocks
from tests.killing.two_clocks import two_clocks


class Group(NamedTuple):
    """`only`: the one database on which it can be told."""

    name: str
    tell: Callable[[House, int], Iterator[Verdict]]
    only: str = ""


def whole(story: Callable[[House, int], Verdict]) -> Callable[[House, int], Iterator[Verdict]]:
    return lambda house, seed: iter([story(house, seed)])


GROUPS = (
    Group("every named point × every outcome", every_point_and_outcome),
    Group("two clocks at once, two machines", whole(two_clocks)),
    Group("the clock set by ±1 day", whole(set_clocks)),
    Group("the disk full", whole(full_disk), "sqlite"),
    Group("PostgreSQL restarted", whole(restarted), "postgresql"),
    Group("suppressed, stopped, paused in mid-claim; the brake", whole(people)),
    Group("held messages decided, late events", whole(decisions)),
)
WORKERS = (1, 2, 4)
AT_RANDOM = "killed at random, the stated mix"


def told_by_workers(house: House, seed: int, most: int, stories: int = 0) -> Iterator[tuple[str, Verdict]]:
    """With a timer and as many workers as `most` allows: a worker killed at each point, PostgreSQL restarted, the network cut."""
    for size in WORKERS:
        if size <= most:
            for verdict in islice(many_workers(size)(house, seed * 1_000 + size), stories or None):
                yield f"a timer and {size} worker{'s' if size > 1 else ''}", verdict


def told(house: House, seed: int, rounds: int, minutes: float, stories: int = 0) -> Iterator[tuple[str, Verdict]]:
    """Each group once, or the first `stories` of it (0: all); then `rounds` stories at random, and more of them until `minutes` are over. In pieces: the same name may come again."""
    began = time.monotonic()
    for group in GROUPS:
        if group.only in ("", house.database.kind):
            for verdict in islice(group.tell(house, seed), stories or None):
                yield group.name, verdict
    done = 0
    while done < rounds or time.monotonic() - began < 60 * minutes:
        yield AT_RANDOM, at_random(house, seed * 100_000 + done)
        done += 1

"""Who looked at an email: a person, or only machines. Pure, and the same in whatever order events come.

Nobody can know. Three signs speak for a machine: it said so itself; it came within seconds of the delivery; it followed several links at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import NamedTuple

from mailer.events.base import Happened

HASTE = timedelta(seconds=10)  # after the delivery: a scanner looks at once, nobody reads so fast
AT_ONCE = timedelta(seconds=5)  # two links followed within it: a scanner tries them all


class By(IntEnum):
    """Who did it, the surest last: a person counts, whatever machines did besides."""

    NOBODY = 0
    MACHINE = 1
    PERSON = 2


class Seen(NamedTuple):
    """What is counted of one email."""

    opened: By = By.NOBODY
    clicked: By = By.NOBODY


@dataclass(frozen=True)
class Told:
    """One event of an email: an open, a click, or its delivery. `machine`: it called itself one. `link`: see mailer.events.machines.link_mark."""

    happened: str
    at: datetime
    link: str = ""
    machine: bool = False


def judged(told: Iterable[Told]) -> Seen:
    """Of one email's events. Whoever followed a link has opened it too: many mail programs show no pictures."""
    events = list(told)
    delivered = min((one.at for one in events if one.happened == Happened.DELIVERED), default=None)
    clicks = [one for one in events if one.happened == Happened.CLICKED]
    opened = most(who(one, delivered) for one in events if one.happened == Happened.OPENED)
    clicked = most(By.MACHINE if one_of_several(one, clicks) else who(one, delivered) for one in clicks)
    return Seen(max(opened, clicked), clicked)


def who(look: Told, delivered: datetime | None) -> By:
    in_haste = delivered is not None and look.at <= delivered + HASTE
    return By.MACHINE if look.machine or in_haste else By.PERSON


def one_of_several(click: Told, clicks: Collection[Told]) -> bool:
    return any(other.link != click.link and abs(other.at - click.at) <= AT_ONCE for other in clicks)


def most(by: Iterable[By]) -> By:
    return max(by, default=By.NOBODY)

"""The three decisions of the week: what needs a person most, in numbers, without a name, a title or a series."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from campaigns.attention import Attention
from campaigns.models import Tally
from campaigns.models.tally import LEFT
from campaigns.newsletters.attention import Why

DECISIONS = 3


@dataclass(frozen=True)
class Decision:
    """`page`: where it is decided, under the address of this installation."""

    text: str
    page: str


def decisions_of_the_week(found: Attention) -> list[Decision]:
    """The first three that there are, most urgent first. Fewer when less needs a person."""
    return list(islice(all_decisions(found), DECISIONS))


def all_decisions(found: Attention) -> Iterator[Decision]:
    if found.stopped or found.brake:
        yield Decision("Nothing leaves: decide when sending goes on.", "/staff/resume/")
    if late := sum(one.count for one in found.requests if one.waited.is_late):
        waits = number(late, "request of a patient waits", "requests of patients wait")
        yield Decision(f"{waits} for over a business day: decide who answers.", "/staff/requests/")
    if held := found.doubtful.get("held", 0):
        yield Decision(f"{number(held, 'email', 'emails')} may not have arrived: decide whether to send again.", "/staff/held/")  # fmt: skip
    why = Counter(one.why for one in found.newsletters)
    if missed := why[Why.MISSED]:
        yield Decision(f"{number(missed, 'newsletter was', 'newsletters were')} missed: choose another time.", "/staff/newsletters/")  # fmt: skip
    if unapproved := why[Why.UNAPPROVED]:
        yield Decision(f"{number(unapproved, 'newsletter waits', 'newsletters wait')} for approval this week.", "/staff/newsletters/")  # fmt: skip
    if unsigned := sum(len(one.unsigned) for one in found.reviews):
        yield Decision(f"{number(unsigned, 'lesson waits', 'lessons wait')} for a signature.", "/staff/reviews/")
    if expiring := sum(len(one.expiring) for one in found.reviews):
        yield Decision(f"{number(expiring, 'signature runs', 'signatures run')} out soon: decide who signs again.", "/staff/reviews/")  # fmt: skip
    if found.bounced:
        yield Decision(f"{number(found.bounced, 'address', 'addresses')} bounced: decide who asks for others.", "/staff/bounced/")  # fmt: skip
    if stopped := why[Why.STOPPED]:
        yield Decision(f"{number(stopped, 'newsletter was', 'newsletters were')} stopped halfway: decide whether the others get it.", "/staff/newsletters/")  # fmt: skip
    if found.unauthorized:
        yield Decision(f"{number(len(found.unauthorized), 'sponsored series waits', 'sponsored series wait')} for an authorization.", "/staff/series/")  # fmt: skip


def number(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def left_last_week(now: datetime) -> int:
    """Emails that left, or may have, on the seven days before this one: read from the tally. `now` in the clinic's zone."""
    today = now.date()
    days = Tally.objects.filter(day__range=(today - timedelta(days=7), today - timedelta(days=1)), state__in=LEFT)
    return sum(days.values_list("count", flat=True))

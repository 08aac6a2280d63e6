"""How many emails that teach went to an address today: a shared mailbox gets no more of them than anybody's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from campaigns.models import Message
from campaigns.sending.waiting import Waiting

LONGEST_LOCAL_DAY = timedelta(hours=26)  # with an hour set back, and one to spare


@dataclass
class Taught:
    """Counts by blind index, so that patients who share a mailbox share the count. `most` 0: no limit."""

    most: int
    counts: Counter[str]

    @classmethod
    def today(cls, rows: Sequence[Waiting], most: int, now: datetime, *, practising: bool) -> Taught:
        indexes = {row.patient.email_index for row in rows if row.kind == Message.Kind.STEP}
        if not most or not indexes:
            return cls(most, Counter())
        gone = Message.objects.filter(
            kind=Message.Kind.STEP, patient__email_index__in=indexes, state__in=Message.GONE_OUT,
            practice=practising, claimed_at__gt=now - LONGEST_LOCAL_DAY,
        )  # fmt: skip
        found = gone.values_list("patient__email_index", "patient__time_zone", "claimed_at")
        return cls(most, Counter(index for index, zone, at in found if at and same_day(at, now, zone)))

    def enough(self, row: Waiting) -> bool:
        return bool(self.most) and self.counts[row.patient.email_index] >= self.most

    def add(self, row: Waiting) -> None:
        if row.kind == Message.Kind.STEP:
            self.counts[row.patient.email_index] += 1


def same_day(one: datetime, other: datetime, zone_name: str) -> bool:
    """On the same date where the patient lives."""
    try:
        zone = ZoneInfo(zone_name)
    except (ZoneInfoNotFoundError, ValueError):
        return True
    return one.astimezone(zone).date() == other.astimezone(zone).date()

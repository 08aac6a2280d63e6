"""Messages looked up for the activity page: newest first, by any combination of filters, with a bounded number of rows read.

One filter leads: it has an index of its own that is in the order of the page, so that its rows are read and no others. The other
filters are held against those rows one by one, and after LOOK_AT_MOST of them the page says how far it got and goes on from there.

| leads | index of Message |
|---|---|
| a state few messages are in | one partial index a state (`message_bounced`, …; `message_held` and `message_uncertain`, sorted: few) |
| lesson | `message_of_step` |
| series | `message_of_series` |
| nothing of these | `message_newest`; days cut a range out of each of them |

Planned, sending, accepted and delivered never lead: an index of them would be written twice for every message that is sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from campaigns.models import Message
from campaigns.models.message import Messages
from campaigns.models.state_table import State

LOOK_AT_MOST = 2_000
LEAD = frozenset({
    State.BOUNCED, State.DROPPED, State.REJECTED, State.SUPPRESSED, State.CANCELLED, State.HELD, State.UNCERTAIN,
})  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What to show; empty means all. `first` and `last` are days of the clinic on which a message was planned."""

    state: str = ""
    series: UUID | None = None
    lesson: UUID | None = None  # a step
    kind: str = ""
    transport: str = ""
    practice: bool | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Found:
    """`older`: the message after which the next page begins, None at the end. `looked` counts the rows read."""

    rows: list[Message]
    older: UUID | None
    looked: int


def look(wanted: Wanted, zone: ZoneInfo, size: int, after: UUID | None = None) -> Found:
    """The newest `size` messages that are wanted, from the one after `after` on. An `after` that is gone begins at the top."""
    rows, rest = led(wanted)
    rows = of_days(rows, wanted, zone)
    place = Message.objects.filter(pk=after).values_list("planned_at", "pk").first() if after else None
    if place:
        rows = rows.filter(planned_at__lte=place[0]).exclude(planned_at=place[0], pk__gte=place[1])
    most = LOOK_AT_MOST if rest else size + 1
    keys: list[UUID] = []
    looked, last = 0, None
    for key, *values in lines(rows, list(rest), most):
        if len(keys) == size:
            return Found(listed(keys), keys[-1], looked)
        looked, last = looked + 1, key
        if values == list(rest.values()):
            keys.append(key)
    return Found(listed(keys), last if looked == most else None, looked)


def led(wanted: Wanted) -> tuple[Messages, dict[str, Any]]:
    """The rows of the filter that leads, and what else has to be true of them, by column."""
    asked = {
        "state": wanted.state or None, "step_id": wanted.lesson, "series_id": wanted.series, "kind": wanted.kind or None,
        "practice": wanted.practice, "attempt__transport": wanted.transport or None,
    }  # fmt: skip
    rest = {name: value for name, value in asked.items() if value is not None}
    order = ["state"] if wanted.state in LEAD else []
    leads = next((name for name in [*order, "step_id", "series_id"] if name in rest), "")
    if not leads:
        return Message.objects.all(), rest
    return Message.objects.filter(**{leads: rest.pop(leads)}), rest


def of_days(rows: Messages, wanted: Wanted, zone: ZoneInfo) -> Messages:
    # message_of_series is used only where the query says something of planned_at: see Message.Meta.
    rows = rows.filter(planned_at__isnull=False)
    if wanted.first:
        rows = rows.filter(planned_at__gte=midnight(wanted.first, zone))
    if wanted.last:
        rows = rows.filter(planned_at__lt=midnight(wanted.last + timedelta(days=1), zone))
    return rows


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)


def lines(rows: Messages, columns: list[str], most: int) -> Iterator[list[Any]]:
    """Read as they are needed: where most rows are wanted, few are looked at."""
    ordered = rows.order_by("-planned_at", "-id").values_list("pk", *columns)[:most]
    return map(list, ordered.iterator(chunk_size=100))


def listed(keys: list[UUID]) -> list[Message]:
    rows = {
        row.pk: row for row in Message.objects.newest_first().select_related("series", "attempt").filter(pk__in=keys)
    }
    return [rows[key] for key in keys]

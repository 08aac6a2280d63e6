"""Counting opens and clicks as their events come: which are let in, and what each changes in its newsletter's figures.

No figure is kept per reader: an email is judged by its events as they were before a call and as they are after it, and the difference is added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from uuid import UUID

from campaigns.events.ours import Ours
from campaigns.models import Event, LookCount, Message
from campaigns.opens.judging import By, Seen, Told, judged
from clinic.models import ClinicProfile
from mailer.events.base import LOOKS, Happened

JUDGED_BY = (*LOOKS, Happened.DELIVERED)
TOLD = ("happened", "at", "link", "machine")
COLUMNS: dict[str, Callable[[Seen], bool]] = {
    "opened": lambda seen: seen.opened == By.PERSON,
    "opened_by_machine": lambda seen: seen.opened == By.MACHINE,
    "clicked": lambda seen: seen.clicked == By.PERSON,
    "clicked_by_machine": lambda seen: seen.clicked == By.MACHINE,
}


def let_in(ours: Sequence[Ours]) -> tuple[list[Ours], int]:
    """Without the looks that nobody asked to have counted. How many those were: they are dropped, and nothing of them is kept."""
    looked = {one.message for one in ours if one.event.happened in LOOKS and one.message}
    counted = newsletters_of(looked) if looked and ClinicProfile.current().looks_counted_since else {}
    kept = [one for one in ours if one.event.happened not in LOOKS or one.message in counted]
    return kept, len(ours) - len(kept)


def count_looks_of(fresh: Sequence[Ours]) -> None:
    """Called inside the transaction that wrote these events down, with their messages locked: two calls never judge one email at once."""
    new = {one.event.id for one in fresh}
    newsletters = newsletters_of({one.message for one in fresh if one.event.happened in JUDGED_BY and one.message})
    if not newsletters:
        return
    before: dict[UUID, list[Told]] = {}
    after: dict[UUID, list[Told]] = {}
    rows = Event.objects.filter(message__in=newsletters, happened__in=JUDGED_BY).order_by()
    for row in rows.only("message", "provider_event_id", *TOLD):
        assert row.message_id is not None
        told = Told(row.happened, row.at, row.link, row.machine)
        after.setdefault(row.message_id, []).append(told)
        if row.provider_event_id not in new:
            before.setdefault(row.message_id, []).append(told)
    changes: dict[UUID, Counter[str]] = {}
    for message, events in after.items():
        grown = changes.setdefault(newsletters[message], Counter())
        grown.update(columns(judged(events)))
        grown.subtract(columns(judged(before.get(message, []))))
    LookCount.objects.add(changes)


def columns(seen: Seen) -> Iterable[str]:
    return [name for name, counts in COLUMNS.items() if counts(seen)]


def newsletters_of(messages: Collection[UUID]) -> dict[UUID, UUID]:
    """By message, of those of a newsletter that is counted."""
    rows = Message.objects.filter(pk__in=messages, newsletter__counts_looks=True).order_by()
    return dict(rows.values_list("pk", "newsletter"))

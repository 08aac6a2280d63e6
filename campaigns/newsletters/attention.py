"""Newsletters that need a person: planned soon and not approved, missed, stopped halfway. Few rows over a small index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from campaigns.models import Newsletter
from campaigns.newsletters.approving import unapproved

SOON = timedelta(days=7)  # an approval that is needed sooner than this is asked for on Today
LATELY = timedelta(days=7)  # a stopped one is shown for so long: whether to send it again is decided by then


class Why(StrEnum):
    MISSED = "its time passed, and nothing was sent"  # not said
    UNAPPROVED = "waits for approval"
    STOPPED = "stopped before everybody had it"  # not said


@dataclass(frozen=True)
class NewsletterNeed:
    """`at`: when it is planned for, or when it was missed or stopped."""

    newsletter: Newsletter
    why: Why
    at: datetime | None


def newsletters_in_need(now: datetime) -> list[NewsletterNeed]:
    """The missed ones, then those that wait for approval, then the stopped ones. One query while there are none."""
    rows = Newsletter.objects.that_may_need_someone(soon=now + SOON, lately=now - LATELY).prefetch_related("editions")
    found = [need for need in map(need_of, rows) if need]
    return sorted(found, key=lambda one: (list(Why).index(one.why), one.at or now))


def need_of(one: Newsletter) -> NewsletterNeed | None:
    match one.state:
        case Newsletter.State.MISSED:
            return NewsletterNeed(one, Why.MISSED, one.begins_at)
        case Newsletter.State.STOPPED:
            return NewsletterNeed(one, Why.STOPPED, one.ended_at)
    return NewsletterNeed(one, Why.UNAPPROVED, one.begins_at) if unapproved(one, practising=False) else None

"""What happened lately. Ids are made in order of time (UUIDv7), so the primary key finds it among however many rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count

from campaigns.models import Attempt, Event
from mailer.transports.base import Verdict

LATELY = timedelta(minutes=15)
EVENTS = 100
DIED, OPEN = "died", "open"


def attempts_by_verdict(now: datetime) -> dict[str, float]:
    """Begun in the last 15 minutes; every verdict is named, also those that none had."""
    rows = Attempt.objects.filter(pk__gte=first_id_at(now - LATELY)).order_by().values_list("verdict")
    found = dict(rows.annotate(count=Count("pk")))
    return {
        **{one.value.replace(" ", "_"): float(found.get(one.value, 0)) for one in Verdict},
        DIED: float(found.get(DIED, 0)),
        OPEN: float(found.get("", 0)),
    }


def event_lag() -> float | None:
    """Seconds from the provider's time to ours, on average over the last 100 events; None before the first."""
    newest: Iterable[tuple[datetime, datetime]] = Event.objects.order_by("-pk").values_list("received_at", "at")[
        :EVENTS
    ]
    lags = [max(0.0, (received - at).total_seconds()) for received, at in newest]
    return sum(lags) / len(lags) if lags else None


def last_event() -> datetime | None:
    at: datetime | None = Event.objects.order_by("-pk").values_list("received_at", flat=True).first()
    return at


def first_id_at(moment: datetime) -> UUID:
    """The least id that could have been made then (RFC 9562 §5.7: milliseconds of Unix time, then version and variant)."""
    return UUID(int=int(moment.timestamp() * 1000) << 80 | 0x7 << 76 | 0x8 << 60)

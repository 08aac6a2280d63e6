"""What Prometheus is told, read from the database at each scrape.

So every web worker gives the same figures, none of them keeps a count of its own, and a restart loses nothing. Labels are
states, verdicts and names of transports: never a series, a title, a worker or a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from campaigns.models import OutgoingEvent, WayOut
from campaigns.outgoing.trouble import told_in_vain
from clinic.models import Installation
from operations.metrics.lately import attempts_by_verdict, event_lag, last_event
from operations.metrics.queue import messages_by_state, oldest_email_due, oldest_lesson_due

Family = GaugeMetricFamily
Measure = Callable[[datetime], Iterable[Family]]


class Measures(Collector):
    """As they are at `now`. Raises DatabaseError."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def describe(self) -> Iterable[Family]:
        """Nothing: the registry would measure everything once more to learn the names."""
        return ()

    def collect(self) -> Iterator[Family]:
        for measure in MEASURES:
            yield from measure(self.now)


def queue(now: datetime) -> Iterator[Family]:
    yield labelled("aftervisit_messages", "Messages in each state, of all days.", "state", messages_by_state())
    by_what = {"email": oldest_email_due(now), "lesson": oldest_lesson_due(now)}
    told = "Seconds since the oldest one was due: emails planned, and lessons yet to be planned. 0 where none is."
    yield labelled("aftervisit_oldest_due_seconds", told, "what", {name: age(at, now) for name, at in by_what.items()})


def attempts(now: datetime) -> Iterator[Family]:
    told = "Hand-overs to a provider that began in the last 15 minutes, by what became of them."
    yield labelled("aftervisit_attempts_of_15_minutes", told, "verdict", attempts_by_verdict(now))


def events(now: datetime) -> Iterator[Family]:
    lag, last = event_lag(), last_event()
    if lag is not None and last is not None:  # where a provider tells nothing, silence says nothing
        yield Family(
            "aftervisit_event_lag_seconds", "From the provider's clock to ours, mean of the last 100 events.", lag
        )
        yield Family("aftervisit_last_event_age_seconds", "Seconds since the last event came in.", age(last, now))


def clock(now: datetime) -> Iterator[Family]:
    row = Installation.objects.first()
    if row is None:
        return
    if row.ticked_at:
        yield Family(
            "aftervisit_heartbeat_age_seconds", "Seconds since the clock last ticked.", age(row.ticked_at, now)
        )
    if row.timer_took is not None:
        yield Family("aftervisit_tick_seconds", "How long the timer's last whole tick took.", row.timer_took)
    yield Family("aftervisit_live", "1 when emails go to real people, 0 while practising.", float(bool(row.live_mark)))
    yield Family("aftervisit_paused", "1 when a person paused all sending.", float(row.paused))
    yield Family("aftervisit_braked", "1 when the brake waits for a person's yes.", float(row.braked_at is not None))


def ways_out(now: datetime) -> Iterator[Family]:
    rows = list(WayOut.objects.order_by("name"))
    stopped = {one.name: float(one.stopped_at is not None) for one in rows}
    told = "1 when the provider refuses us until a person has mended it."
    yield labelled("aftervisit_way_out_stopped", told, "transport", stopped)
    told = "1 while we leave the provider alone, as it asked or after failures."
    yield labelled("aftervisit_way_out_rests", told, "transport", {one.name: float(one.rests(now)) for one in rows})


def webhooks(now: datetime) -> Iterator[Family]:
    found = {"waiting": OutgoingEvent.objects.waiting().count(), "given_up": told_in_vain().count()}
    told = "Events for other systems that wait to be told, and those told in vain for three days."
    yield labelled(
        "aftervisit_webhook_events", told, "state", {state: float(number) for state, number in found.items()}
    )


def labelled(name: str, told: str, label: str, values: dict[str, float]) -> Family:
    family = Family(name, told, labels=[label])
    for value, number in values.items():
        family.add_metric([value], number)
    return family


def age(at: datetime | None, now: datetime) -> float:
    """Seconds, and never less than none: clocks differ."""
    return max(0.0, (now - at).total_seconds()) if at else 0.0


MEASURES: tuple[Measure, ...] = (queue, attempts, events, clock, ways_out, webhooks)

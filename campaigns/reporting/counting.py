"""What takes a count over the rows of one series. A small one is counted when a page asks; a large one by the clock, and the page says when."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from campaigns.models import Answer, Enrolment, Helpfulness, Message, Series, SeriesCount, Tally

LARGE = 2_000  # messages; to count what belongs to so many takes a few milliseconds
EVERY = timedelta(minutes=55)  # the clock looks once an hour
NIGHTLY = timedelta(hours=20)
LONG = 10.0  # seconds: what takes longer is counted in the quiet hours only, once a day
QUIET = range(0, 6)  # hours of the clinic


@dataclass(frozen=True)
class Counts:
    """Each counts rows by what tells them apart. Lists hold the number last, as JSON keeps them.

    enrolments: state, position up to which every lesson is behind, those ahead of it (campaigns/steps/place.py) · ended: why an enrolment ended early · bounces: why a message bounced
    answers: step, revision, first choice, first right, right in the end · helpful: step, what was said
    """

    at: datetime
    enrolments: Counter[tuple[str, int, int]]
    ended: Counter[str]
    bounces: Counter[str]
    answers: Counter[tuple[str, str, int, bool, bool]]
    helpful: Counter[tuple[str, str]]

    def to_json(self) -> dict[str, Any]:
        return {
            "enrolments": [[*key, count] for key, count in self.enrolments.items()],
            "ended": list(self.ended.items()),
            "bounces": list(self.bounces.items()),
            "answers": [[*key, count] for key, count in self.answers.items()],
            "helpful": [[*key, count] for key, count in self.helpful.items()],
        }

    @classmethod
    def from_json(cls, at: datetime, kept: dict[str, Any]) -> Counts:
        return cls(
            at, of_many(kept["enrolments"]), of_one(kept["ended"]), of_one(kept["bounces"]), of_many(kept["answers"]),
            of_many(kept["helpful"]),
        )  # fmt: skip


def counts_of(series: UUID, now: datetime) -> Counts:
    kept = SeriesCount.objects.filter(pk=series).first()
    return Counts.from_json(kept.counted_at, kept.counts) if kept else counted(series, now)


def counted(series: UUID, now: datetime) -> Counts:
    """From the rows themselves, as they are now."""
    enrolments = Enrolment.objects.filter(series=series)
    # Says something of planned_at so that message_of_series can serve: see Message.Meta.
    of_series = {"message__series": series, "message__planned_at__isnull": False}
    bounced = Message.objects.filter(series=series, state=Message.State.BOUNCED)
    return Counts(
        now,
        of_many(each(enrolments, "state", "position", "ahead")),
        of_one(each(enrolments.filter(state=Enrolment.State.ENDED), "end_reason")),
        of_one(each(bounced, "reason")),
        of_many(
            [str(step), str(revision), *rest]
            for step, revision, *rest in each(
                Answer.objects.filter(**of_series), "message__step", "message__revision", "first_choice", "first_right", "right"
            )
        ),
        of_many([str(step), *rest] for step, *rest in each(Helpfulness.objects.filter(**of_series), "message__step", "said")),
    )  # fmt: skip


def each(rows: QuerySet[Any], *columns: str) -> Iterable[tuple[Any, ...]]:
    found: Iterable[tuple[Any, ...]] = rows.order_by().values_list(*columns).annotate(number=Count("pk"))
    return found


def of_many(rows: Iterable[Iterable[Any]]) -> Counter[Any]:
    return Counter({tuple(key): number for *key, number in rows})


def of_one(rows: Iterable[Iterable[Any]]) -> Counter[str]:
    return Counter(dict(tuple(row) for row in rows))


def count_large(now: datetime, hour: int) -> int:
    """For the clock: count the series that are large, each when it is its turn. `hour` of the clinic. How many."""
    series_of = Series.objects.values("pk")
    sums = Tally.objects.filter(source__in=series_of).order_by().values_list("source").annotate(sum=Sum("count"))
    kept = {one.pk: one for one in SeriesCount.objects.defer("counts")}
    due = [
        series for series, messages in sums
        if messages > LARGE and is_due(kept.get(series), now, hour)
    ]  # fmt: skip
    for series in due:
        began = time.monotonic()
        counts = counted(series, now).to_json()
        known = {"counted_at": now, "seconds": time.monotonic() - began, "counts": counts}
        SeriesCount.objects.update_or_create(series_id=series, defaults=known)
    return len(due)


def is_due(kept: SeriesCount | None, now: datetime, hour: int) -> bool:
    if kept is None:
        return True
    if kept.seconds > LONG:
        return now - kept.counted_at >= NIGHTLY and hour in QUIET
    return now - kept.counted_at >= EVERY

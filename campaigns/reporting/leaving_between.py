"""What will leave, and what runs out, between two days: one query a kind, however many rows there are.

Lessons are counted by the due times that are stored. A patient's next lesson has one; the lesson after it gets its
own when that one has left, so it isn't counted before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from campaigns.models import Enrolment, Message, Newsletter, Series, Step
from campaigns.newsletters.repeating import Rule
from campaigns.series.lesson_states import lesson_states

MOST_NEWSLETTERS = 300  # planned ones in one month; more would fill no page anyone reads
State = Newsletter.State


@dataclass(frozen=True)
class Days:
    """From `first` to `last`, both included, in the clinic's zone."""

    first: date
    last: date
    zone: ZoneInfo

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.first, time(), tzinfo=self.zone)

    @property
    def ends(self) -> datetime:
        return datetime.combine(self.last + timedelta(days=1), time(), tzinfo=self.zone)


@dataclass(frozen=True)
class Emails:
    """So many on this day, of a series or of a newsletter that is leaving. Neither: an address confirmation, or a like email."""

    on: date
    count: int
    slug: str = ""
    title: str = ""
    newsletter: str = ""


@dataclass(frozen=True)
class Issue:
    """A newsletter on its day. `expected`: nobody has planned it for this day, its repetition leads there."""

    on: date
    newsletter: Newsletter
    expected: bool = False


@dataclass(frozen=True)
class RunsOut:
    """Lessons of a series that no longer go out from this day on: a signature's last day was the day before."""

    on: date
    slug: str
    title: str
    lessons: int


def emails(days: Days, now: datetime) -> list[Emails]:
    """What is due by its stored times. What is overdue counts as today. Served by the indexes of what is due, up to the last day."""
    today = now.astimezone(days.zone).date()
    if days.last < today:
        return []
    since = days.begins if days.first > today else None
    lessons, planned = Enrolment.objects.due(days.ends), Message.objects.due(days.ends)
    if since:
        lessons, planned = lessons.filter(next_due_at__gte=since), planned.filter(due_at__gte=since)
    found: Counter[tuple[date, str, str, str]] = Counter()

    def add(due: datetime, count: int, slug: str, title: str, newsletter: str = "") -> None:
        found[max(due.astimezone(days.zone).date(), today), slug, title, newsletter] += count

    # Many are due at one instant, when sending opens: grouped by it, no row's date has to be worked out in SQL.
    alike = lessons.order_by().values_list("next_due_at", "series__slug", "series__title")
    for due, slug, title, count in alike.annotate(count=Count("pk")):
        add(due, count, slug, title)
    made = planned.order_by().values_list("due_at", "series__slug", "series__title", "newsletter", "newsletter__name")
    for due, slug, title, newsletter, name, count in made.annotate(count=Count("pk")):
        add(due, count, slug or "", title or name or "", str(newsletter or ""))
    rows = [Emails(on, count, slug, title, newsletter) for (on, slug, title, newsletter), count in found.items()]
    return sorted(
        (one for one in rows if one.on in days), key=lambda one: (one.on, one.title, one.slug, one.newsletter)
    )


def issues(days: Days) -> list[Issue]:
    """Planned newsletters, and where repeating ones lead. What hasn't been planned is expected, a draft of it too."""
    repeats = ~Q(repeats={}) & Q(state__in=(State.DRAFT, State.SCHEDULED, State.SENDING), followers=None)
    planned = Q(state=State.SCHEDULED, send_on__range=(days.first, days.last))
    rows = Newsletter.objects.filter(planned | repeats, send_on__lte=days.last).order_by("send_on", "id")
    found = [one for row in rows[:MOST_NEWSLETTERS] for one in of_newsletter(row, days)]
    return sorted(found, key=lambda one: (one.on, one.newsletter.send_at or time(), one.newsletter.pk))


def of_newsletter(row: Newsletter, days: Days) -> Iterator[Issue]:
    """Its own day, then the days on which its rule brings it again."""
    assert row.send_on is not None
    if row.state != State.SENDING and row.send_on in days:
        yield Issue(row.send_on, row, expected=row.state == State.DRAFT)
    rule, on = Rule.read(row.repeats), row.send_on
    while rule and (on := rule.next_after(on)) <= days.last:
        if on in days:
            yield Issue(on, row, expected=True)


def running_out(days: Days, now: datetime) -> list[RunsOut]:
    """Of series that patients are in now."""
    active = Series.objects.filter(state__in=(Series.State.ACTIVE, Series.State.PAUSED))
    steps = list(Step.objects.filter(series__in=active).select_related("series", "lesson"))
    found: Counter[tuple[date, str, str]] = Counter()
    states = lesson_states(steps, now)
    for step in steps:
        state = states[step.id]
        if state.is_signed and state.stops_on and state.stops_on in days:
            found[state.stops_on, step.series.slug, step.series.title] += 1
    return [RunsOut(*key, lessons) for key, lessons in sorted(found.items())]

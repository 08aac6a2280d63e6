"""What needs a person, found in a few queries over small indexes: every page of the desk asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, QuerySet

from campaigns.consents.reminding_to_confirm import still_silent
from campaigns.evidence import Evidence
from campaigns.models import BouncedAddress, Enrolment, Event, Message, PendingVisit, Series, Step, WayOut
from campaigns.newsletters.attention import NewsletterNeed, newsletters_in_need
from campaigns.outgoing import trouble
from campaigns.record_systems.trouble import Trouble, troubles
from campaigns.requests.queue import OwnersRequests, waiting_by_owner
from campaigns.series.lesson_states import LessonState, lesson_states
from clinic.models import ClinicProfile, Installation
from patients.models import Consent


@dataclass(frozen=True)
class Reviews:
    """An active series and its lessons that no clinician has signed, or whose signature runs out soon."""

    series: Series
    lessons: int
    unsigned: Sequence[Step]
    expiring: Sequence[tuple[Step, LessonState]]


@dataclass(frozen=True)
class Attention:
    """`doubtful` counts uncertain and held messages by state; `missing` are settings of the clinic."""

    doubtful: dict[str, int]
    doubtful_since: datetime | None
    brake: str
    braked_at: datetime | None
    stopped: Sequence[WayOut]
    reviews: Sequence[Reviews]
    missing: Sequence[str]
    unauthorized: Sequence[Series] = ()  # sponsored, without authorization: nothing of them leaves
    requests: Sequence[OwnersRequests] = ()  # of patients
    newsletters: Sequence[NewsletterNeed] = ()
    bounced: int = 0  # patients nobody has asked for another address
    bounced_since: datetime | None = None
    pending: int = 0  # visits of record systems whose patient nobody has asked
    pending_since: datetime | None = None
    records: Sequence[Trouble] = ()  # of record systems that we ask ourselves
    receivers: Sequence[trouble.Trouble] = ()  # of webhooks, that fail


@dataclass(frozen=True)
class Waiting:
    """Enrolments that wait for something other than their day."""

    count: int
    since: datetime


def look_around(now: datetime) -> Attention:
    installation = Installation.current()
    doubtful, since = doubts()
    bounced = BouncedAddress.objects.open().order_by().aggregate(count=Count("pk"), since=Min("since"))
    pending = PendingVisit.objects.filter(state=PendingVisit.State.WAITING).aggregate(
        count=Count("pk"), since=Min("came_at")
    )
    return Attention(
        doubtful=doubtful,
        doubtful_since=since,
        brake=installation.brake_reason if installation.braked_at else "",
        braked_at=installation.braked_at,
        stopped=list(WayOut.objects.exclude(stopped_at=None)),
        reviews=[one for one in reviews_of_all(now) if one.unsigned or one.expiring],
        missing=ClinicProfile.current().missing(),
        unauthorized=list(
            Series.objects.filter(
                sponsor__gt="", authorization=None, state__in=(Series.State.ACTIVE, Series.State.DRAFT)
            )
        ),
        requests=waiting_by_owner(now),
        newsletters=newsletters_in_need(now),
        bounced=bounced["count"],
        bounced_since=bounced["since"],
        pending=pending["count"],
        pending_since=pending["since"],
        records=troubles(installation, now),
        receivers=trouble.troubles(now),
    )


def doubts() -> tuple[dict[str, int], datetime | None]:
    """How many are uncertain and held, and since when. A query each, so that each is served by its own small index."""
    found = {
        state: Message.objects.filter(state=state).aggregate(count=Count("pk"), since=Min("claimed_at"))
        for state in (Message.State.UNCERTAIN, Message.State.HELD)
    }
    since = min((one["since"] for one in found.values() if one["since"]), default=None)
    return {state.value: one["count"] for state, one in found.items() if one["count"]}, since


def in_doubt(state: str) -> QuerySet[Message]:
    """Messages in this state with what a page says of them, those of one call together, the oldest call first."""
    rows = Message.objects.filter(state=state).defer("values", "revision__source")
    return rows.select_related("patient", "step", "revision", "enrolment__series", "attempt").order_by(
        "attempt_id", "id"
    )


def evidence_of(messages: Sequence[Message]) -> dict[UUID, Evidence]:
    """campaigns.evidence for many messages at once: two queries, however many there are."""
    calls: dict[UUID | None, Counter[str]] = {}
    rows = Message.objects.filter(attempt__in={one.attempt_id for one in messages if one.attempt_id}).order_by()
    for attempt, state, count in rows.values_list("attempt_id", "state").annotate(count=Count("pk")):
        calls.setdefault(attempt, Counter())[state] = count
    events: dict[UUID | None, list[Event]] = {}
    for event in Event.objects.filter(message__in=[one.pk for one in messages]).order_by("at", "id"):
        events.setdefault(event.message_id, []).append(event)
    return {
        one.pk: Evidence(
            one.attempt, events.get(one.pk, []), dict(+(calls.get(one.attempt_id, Counter()) - Counter([one.state])))
        )
        for one in messages
    }


def reviews_of_all(now: datetime) -> list[Reviews]:
    steps = list(
        Step.objects.filter(series__state=Series.State.ACTIVE)
        .select_related("series", "lesson")
        .order_by("series__title", "position")
    )
    states = lesson_states(steps, now)
    ways: dict[Series, list[Step]] = {}
    for step in steps:
        ways.setdefault(step.series, []).append(step)
    return [of_series(series, way, states) for series, way in ways.items()]


def of_series(series: Series, way: list[Step], states: dict) -> Reviews:  # type: ignore[type-arg]
    expiring = [(step, states[step.id]) for step in way if states[step.id].is_expiring]
    return Reviews(series, len(way), [step for step in way if not states[step.id].is_signed], expiring)


def waiting() -> dict[str, Waiting]:
    """Active enrolments by what they wait for (Enrolment.WaitsFor)."""
    rows = Enrolment.objects.filter(state=Enrolment.State.ACTIVE).exclude(waits_for="").order_by()
    counted = rows.values_list("waits_for").annotate(count=Count("pk"), since=Min("enrolled_at"))
    return {what: Waiting(count, since) for what, count, since in counted}


def silent(now: datetime) -> Waiting | None:
    """Enrolments whose patient answered neither the email that asks for the address nor the reminder."""
    found = still_silent(now).order_by().aggregate(count=Count("pk"), since=Min("enrolled_at"))
    return Waiting(found["count"], found["since"]) if found["count"] else None


def without_consent() -> int:
    """Of the enrolments that wait for the patient, those whose patient hasn't agreed to lessons; the others have to confirm the address."""
    agreed = Consent.objects.standing(Consent.Stream.LESSONS).filter(patient=OuterRef("patient"))
    return Enrolment.objects.waiting(Enrolment.WaitsFor.CONFIRMATION).filter(~Exists(agreed)).count()

"""A call may hold thousands of events: they cost a bounded number of queries, and their order and their split don't matter."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.events import applying
from campaigns.events.applying import Applied, apply_events
from campaigns.models import Enrolment, Event, Message, Tally
from mailer.events.base import Happened, ProviderEvent
from patients.models import Consent, Patient, Suppression
from tests.campaigns.events.in_the_post import Post, told

pytestmark = pytest.mark.django_db


def many_in_the_post(post: Post, number: int) -> list[Message]:
    """Of one attempt; nobody opens these identities, so they hold nothing."""
    attempt = post.attempt()
    like = {"language": "en", "time_zone": "America/New_York", "created_at": post.now, "identity": b"-"}
    people = Patient.objects.bulk_create(
        [Patient(wrapped_key=b"-", email_index=f"{n}", index_key="-", **like) for n in range(number)]
    )
    ways = Enrolment.objects.bulk_create(
        [
            Enrolment(patient=one, series=post.series, enrolled_at=post.now, anchored_on=post.now.date())
            for one in people
        ]
    )
    step = post.series.way()[0]
    emails = [
        Message(
            key=f"step:{way.id}", kind=Message.Kind.STEP, patient=way.patient, enrolment=way, step=step, series=post.series,
            due_at=post.now, planned_at=post.now, claimed_at=post.now, day=post.now.date(), state="sending", attempt=attempt,
        )
        for way in ways
    ]  # fmt: skip
    Message.objects.make(emails)
    return emails


def deliveries(emails: list[Message]) -> list[ProviderEvent]:
    return [told(email, kind, address="") for kind in ("delivered", "taken") for email in emails]


def queries(events: list[ProviderEvent], post: Post) -> int:
    with CaptureQueriesContext(connection) as seen:
        apply_events("sendgrid", events, post.now)
    return len(seen)


def test_a_thousand_events_cost_no_more_queries_a_part_than_a_few(post):
    emails = many_in_the_post(post, 510)
    few, many = deliveries(emails[:10]), deliveries(emails[10:])
    parts = len(many) // applying.AT_ONCE
    assert len(many) == 1_000 and queries(many, post) <= parts * (queries(few, post) + 2)
    assert set(Message.objects.values_list("state", flat=True)) == {"delivered"} and Event.objects.count() == 1_020
    assert Enrolment.objects.filter(position=1).count() == 510


def test_a_thousand_that_were_told_before_cost_less_and_change_nothing(post):
    events = deliveries(many_in_the_post(post, 500))
    first = queries(events, post)
    before = list(Message.objects.order_by("pk").values())
    assert queries(events, post) <= first and list(Message.objects.order_by("pk").values()) == before
    assert apply_events("sendgrid", events, post.now) == Applied()


def test_sending_never_waits_for_more_than_a_part(post, monkeypatch):
    """Each part is a transaction of its own: what was applied stays applied when a later one fails, and is told again."""
    monkeypatch.setattr(applying, "AT_ONCE", 2)
    emails = [post.email(f"p{n}@example.org") for n in range(5)]
    events = [told(email, "delivered") for email in emails]
    real, calls = applying.bear_consequences, []

    def fails_in_the_third(*arguments):
        calls.append(arguments)
        if len(calls) == 3:
            raise OSError("the machine")
        real(*arguments)

    monkeypatch.setattr(applying, "bear_consequences", fails_in_the_third)
    with pytest.raises(OSError, match="machine"):
        apply_events("sendgrid", events, post.now)
    assert Event.objects.count() == 4 and Message.objects.filter(state="delivered").count() == 4
    assert apply_events("sendgrid", events, post.now) == Applied(new=1, moved=1)


# ---- any order, any repetition, any split

STATES = ["sending", "uncertain", "held", "accepted", "delivered"]


def picture() -> dict[str, object]:
    """All that must not depend on the order; the first reason given stays, so reasons may."""
    return {
        "messages": list(Message.objects.order_by("pk").values_list("pk", "state")),
        "enrolments": list(Enrolment.objects.order_by("pk").values_list("pk", "state", "position", "next_due_at")),
        "suppressed": sorted(Suppression.objects.values_list("email_index", flat=True)),
        "consents": list(Consent.objects.order_by("pk").values_list("pk", "withdrawn_at")),
        "events": sorted(Event.objects.values_list("provider_event_id", "happened", "message", "attempt")),
        "tally": Tally.objects.kept(),
    }


@pytest.fixture
def mixed(post) -> list[ProviderEvent]:
    """Emails in every state, each with events of its own attempt and of another, proofs of one kind of end each."""
    other, events = post.attempt(), []
    for number, state in enumerate(STATES):
        for end in (Happened.HARD_BOUNCE, Happened.DROPPED, Happened.COMPLAINT):
            email = post.email(f"p{number}-{end.name}@example.org", state=state)
            events += [told(email, kind) for kind in (Happened.TAKEN, Happened.DELIVERED, end)]
            events.append(told(email, Happened.DELIVERED, attempt=other.id))
    return events


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_order_repetition_and_split_into_calls_lead_to_the_same_rows(mixed, post, data):
    expected = applied(mixed, [len(mixed)], post)
    jumbled = data.draw(st.permutations(mixed))
    again = data.draw(st.lists(st.sampled_from(mixed), max_size=8))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(mixed)), max_size=6)))
    assert applied([*jumbled, *again], [*cuts, len(mixed) + len(again)], post) == expected


def applied(events: list[ProviderEvent], cuts: list[int], post: Post) -> dict[str, object]:
    """What the rows look like after these calls; then all is as before."""
    with transaction.atomic():
        for start, end in zip([0, *cuts], cuts, strict=False):
            apply_events("sendgrid", events[start:end], post.now + timedelta(hours=1))
        seen = picture()
        assert Tally.objects.kept() == Tally.objects.counted_anew()
        transaction.set_rollback(True)
    return seen

"""An event, its message and its consequences are written in one transaction: all of it, or nothing."""

from __future__ import annotations

import pytest
from django.db import DatabaseError

from campaigns.models import Enrolment, Event, Message, Tally
from clinic.models import AuditEntry
from clinic.models.audit import AuditTrail
from patients.models import Consent, SoftBounces, Suppression
from tests.campaigns.events.in_the_post import told, without_ids

pytestmark = pytest.mark.django_db
TABLES = (Event, Message, Enrolment, Tally, Suppression, SoftBounces, Consent, AuditEntry)


class DiskFull(DatabaseError):
    pass


def fails(*_: object, **__: object) -> None:
    raise DiskFull


def rows() -> list[list[dict]]:
    return [list(table.objects.order_by("pk").values()) for table in TABLES]


@pytest.fixture
def call(post) -> list:
    """A hard bounce, a complaint, a third soft bounce, a delivery and a bounce without ids, with something planned for each."""
    soft = post.email("soft@example.org")
    SoftBounces.objects.count_one("soft@example.org", post.now)
    SoftBounces.objects.count_one("soft@example.org", post.now)
    emails = [soft, *(post.email(f"p{n}@example.org", state="sending") for n in range(4))]
    for email in emails:
        post.email(patient=email.patient, series=post.new_series(f"more-{email.id}"), state="planned")
    kinds = ["soft bounce", "hard bounce", "complaint", "delivered"]
    events = [told(email, kind) for email, kind in zip(emails, kinds, strict=False)]
    return [*events, without_ids("p3@example.org", "hard bounce", post.now)]


@pytest.mark.parametrize(
    ("place", "step"),
    [
        (AuditTrail, "record"),
        (type(Suppression.objects.all()), "suppress"),
        (type(SoftBounces.objects.all()), "count_one"),
        (type(Consent.objects.all()), "withdraw"),
        (type(Enrolment.objects.all()), "end"),
        (type(Tally.objects.all()), "moved"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_when_a_step_fails_nothing_of_the_call_is_left_and_it_may_come_again(
    post, tell, call, monkeypatch, place, step
):
    before = rows()
    with monkeypatch.context() as patched:
        patched.setattr(place, step, fails)
        with pytest.raises(DiskFull):
            tell(*call)
    assert rows() == before
    assert tell(*call).new == len(call)
    assert Suppression.objects.count() == 4 and Tally.objects.kept() == Tally.objects.counted_anew()


def test_when_the_very_last_line_fails_nothing_is_left(post, tell, call, monkeypatch):
    real, calls = AuditTrail.record, []

    def fails_at_last(*arguments, **named):
        calls.append(named)
        return real(*arguments, **named) if len(calls) < 4 else fails()

    before = rows()
    with monkeypatch.context() as patched:
        patched.setattr(AuditTrail, "record", fails_at_last)
        with pytest.raises(DiskFull):
            tell(*call)
    assert len(calls) == 4 and rows() == before

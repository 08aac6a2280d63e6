"""What concerns one patient leaves before any newsletter, however much of that is due and however long it has been."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from campaigns.models import Enrolment, Message
from campaigns.sending.by_workers import due_now, send_planned
from tests.campaigns.newsletters.conftest import approved, planned, reader, reviewer, tuesday, written

__all__ = ["approved", "planned", "reader", "reviewer", "tuesday", "written"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def both_due(live, planned, reader, enrol, tuesday, run):
    """A newsletter for four that was due first, and a lesson."""
    for name in ("ana", "bo", "cy", "di"):
        reader(f"{name}@example.org")
    live.batch_size = 2
    from campaigns.newsletters.planning import plan_newsletters
    from campaigns.sending.planning import plan_due

    plan_newsletters(tuesday, practising=False)
    enrol("patient@example.org", "Pat")
    later = tuesday + timedelta(minutes=5)
    Enrolment.objects.update(next_due_at=later)
    plan_due(later, practising=False)
    return later


def test_a_lesson_overtakes_a_newsletter_that_was_due_before_it(both_due, live, run):
    first, later = Message.objects.due(both_due)[0], both_due + timedelta(seconds=1)
    assert first.kind == "news"
    run(later)
    assert live.addresses[0] == "patient@example.org" and len(live.batches) == 3


def test_a_workers_turn_for_patients_takes_no_newsletter(both_due, live):
    from clinic.models import Installation

    Installation.current().tick(both_due)
    assert (due_now(both_due, news=False, most=10), due_now(both_due, news=True, most=3)) == (1, 3)
    assert send_planned(lambda: both_due, "w", news=False).attempts == 1 and live.addresses == ["patient@example.org"]
    assert send_planned(lambda: both_due, "w", news=True, most=1).attempts == 1 and len(live.batches) == 2


def test_a_large_newsletter_is_not_read_through_to_find_that_nothing_else_is_due(both_due):
    if connection.vendor == "sqlite":
        plan = Message.objects.due(both_due).exclude(kind="news").explain()
        assert "message_due_first" in plan

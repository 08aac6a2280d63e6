"""What leaves next is found without counting what leaves later."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Enrolment
from campaigns.reporting.outlook import leaving_next

HOURS = [1, 1, 5, 30, 60, 24 * 9, 24 * 200]  # from now, one for each enrolment


@pytest.fixture
def due(signed_series, enrol, now) -> list[int]:
    """Enrolments of one place that are due at each of HOURS."""
    for number, hours in enumerate(HOURS):
        key = enrol(f"p{number}@example.org").enrolment.pk
        Enrolment.objects.filter(pk=key).update(next_due_at=now + timedelta(hours=hours))
    return HOURS


@pytest.mark.parametrize("most", [1, 3, 5, 9])
def test_the_next_few_are_the_first_of_all_however_far_apart(due, now, most):
    found = leaving_next(now, most)
    whole = [(1, 2), (5, 1), (30, 1), (60, 1), (24 * 9, 1), (24 * 200, 1)]
    assert [(one.at - now, one.count) for one in found] == [(timedelta(hours=at), n) for at, n in whole[:most]]


def test_what_is_due_after_the_last_of_them_is_not_counted(due, now):
    with CaptureQueriesContext(connection) as asked:
        leaving_next(now, 3)
    days = [f"{now + timedelta(hours=first, days=1):%Y-%m-%d}" for first in (1, 30)]
    counts = [one["sql"] for one in asked if "COUNT(" in one["sql"] and 'FROM "campaigns_enrolment"' in one["sql"]]
    assert [day in sql for day, sql in zip(days, counts, strict=True)] == [True, True]

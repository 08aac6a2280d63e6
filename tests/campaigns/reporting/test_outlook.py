"""What leaves next is found without counting what leaves later."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Enrolment
from campaigns.reporting import outlook

HOURS = [1, 1, 5, 30, 60, 24 * 9, 24 * 200]  # from now, one for each enrolment


@pytest.fixture
def due(signed_series, enrol, now) -> list[int]:
    """Enrolments of one place that are due at each of HOURS."""
    for number, hours in enumerate(HOURS):
        key = enrol(f"p{number}@example.org").enrolment.pk
        Enrolment.objects.filter(pk=key).update(next_due_at=now + timedelta(hours=hours))
    return HOURS


@pytest.mark.parametrize("most", [1, 3, 5, 9])
@pytest.mark.parametrize("enough", [1, 2, 1_000])
def test_the_next_few_are_the_first_of_all_however_far_apart(due, now, most, enough, monkeypatch):
    monkeypatch.setattr(outlook, "ENOUGH", enough)
    found = outlook.leaving_next(now, most)
    whole = [(1, 2), (5, 1), (30, 1), (60, 1), (24 * 9, 1), (24 * 200, 1)]
    assert [(one.at - now, one.count) for one in found] == [(timedelta(hours=at), n) for at, n in whole[:most]]


def counted(now, most: int) -> list[int]:
    """Rows that each statement of the lessons ahead went through to count them."""
    with CaptureQueriesContext(connection) as asked:
        outlook.leaving_next(now, most)
    counts = [one["sql"] for one in asked if "COUNT(" in one["sql"] and 'FROM "campaigns_enrolment"' in one["sql"]]
    with connection.cursor() as cursor:
        rows = []
        for sql in counts:
            cursor.execute(sql.rsplit("LIMIT", 1)[0])
            rows.append(sum(row[-1] for row in cursor.fetchall()))
    return rows


def test_what_is_due_after_the_last_of_them_is_not_counted(due, now, monkeypatch):
    monkeypatch.setattr(outlook, "ENOUGH", 3)
    assert counted(now, 3) == [4]  # two, one and one of seven
    assert counted(now, 4) == [4, 7]

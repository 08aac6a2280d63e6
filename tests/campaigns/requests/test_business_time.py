"""A request ages in the hours in which the clinic works."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from campaigns.requests.business_time import WorkingDays, business_time, is_late

CHICAGO = WorkingDays(
    time(9), time(17), frozenset(range(5)), frozenset({date(2026, 10, 12)}), ZoneInfo("America/Chicago")
)
HOUR = timedelta(hours=1)


def at(day: int, hour: int, month: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=CHICAGO.zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("since", "now", "hours"),
    [
        pytest.param(at(13, 10), at(13, 12), 2, id="within a day"),
        pytest.param(at(13, 16), at(14, 10), 2, id="over a night"),
        pytest.param(at(9, 16), at(13, 10), 2, id="over a weekend and a holiday"),
        pytest.param(at(10, 10), at(11, 10), 0, id="while it is closed"),
        pytest.param(at(30, 16), at(2, 10, 11), 2, id="over the end of summer time"),
        pytest.param(at(14, 10), at(13, 10), 0, id="never less than nothing"),
    ],
)
def test_only_working_hours_count(since, now, hours):
    assert business_time(since, now, CHICAGO) == hours * HOUR


def test_a_request_is_late_at_the_same_hour_of_the_next_working_day():
    assert not is_late(at(9, 11), at(13, 10), CHICAGO)
    assert is_late(at(9, 11), at(13, 11), CHICAGO)


def test_a_clinic_without_a_working_day_is_never_late():
    assert not is_late(at(1, 11), at(30, 11), CHICAGO._replace(weekdays=frozenset()))

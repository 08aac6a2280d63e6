from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from patients.dates import aware, clean_birth_date, clean_visit_date

TODAY = date(2026, 11, 20)


@given(st.dates(date(1896, 11, 20), TODAY))
def test_a_birth_date_of_the_last_130_years_is_accepted(born: date) -> None:
    assert clean_birth_date(born, today=TODAY) == born


@pytest.mark.parametrize(("born", "why"), [(date(2026, 11, 21), "future"), (date(1896, 11, 19), "130 years")])
def test_an_impossible_birth_date_is_refused(born: date, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        clean_birth_date(born, today=TODAY)


def test_a_birthday_on_a_leap_day_is_compared_without_error() -> None:
    assert clean_birth_date(date(1904, 2, 29), today=date(2034, 2, 28))


@given(st.integers(0, 365))
def test_a_visit_of_the_last_year_is_accepted(days: int) -> None:
    visited = TODAY - timedelta(days=days)
    assert clean_visit_date(visited, today=TODAY) == visited


@pytest.mark.parametrize(("days", "why"), [(-1, "future"), (366, "more than a year ago")])
def test_an_impossible_visit_date_is_refused(days: int, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        clean_visit_date(TODAY - timedelta(days=days), today=TODAY)


def test_a_moment_without_a_zone_is_refused() -> None:
    assert aware(datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(ValueError, match="time zone"):
        aware(datetime(2026, 1, 1))

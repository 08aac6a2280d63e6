"""Dates of practice systems: read in the order a person said, and never guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.readers.date_orders import DateOrder, orders_that_fit, read_date

MONTH, DAY = DateOrder.MONTH_FIRST, DateOrder.DAY_FIRST


@pytest.mark.parametrize(
    "text",
    ["2026-02-03", "20260203", "2026/02/03", "2/3/2026", "02-03-2026", "02.03.2026", "3-Feb-2026", "Feb 3, 2026", "February 3 2026",
     "20260203 1430", "2026-02-03T14:30:00Z", "2/3/2026 2:30 PM", "2026-02-03 14:30:00.000"],
)  # fmt: skip
def test_what_systems_write_is_read_with_the_time_passed_over(text: str) -> None:
    assert read_date(text, MONTH) == date(2026, 2, 3)


def test_the_order_decides_only_where_two_readings_are_possible() -> None:
    assert read_date("02/03/2026", DAY) == date(2026, 3, 2) and read_date("2026-02-03", DAY) == date(2026, 2, 3)


@pytest.mark.parametrize(
    "text", ["2/3/26", "2026-13-01", "31/31/2026", "Foo 3, 2026", "2/3-2026", "٢/٣/٢٠٢٦", "2026", "", "2026-02-03x"]
)
def test_what_has_no_one_reading_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_date(text, MONTH)


def test_the_orders_that_fit_are_those_in_which_every_date_is_in_the_calendar() -> None:
    assert orders_that_fit(["02/03/2026", ""]) == [MONTH, DAY]
    assert orders_that_fit(["02/03/2026", "14/02/2026"]) == [DAY]
    assert orders_that_fit(["02/14/2026", "14/02/2026"]) == []


@given(st.dates(), st.sampled_from(DateOrder))
def test_every_day_is_read_back(day: date, order: DateOrder) -> None:
    written = f"{day.month}/{day.day}/{day.year:04}" if order == MONTH else f"{day.day}.{day.month}.{day.year:04}"
    assert read_date(written, order) == day == read_date(day.isoformat(), order)


@given(st.text(max_size=30), st.sampled_from(DateOrder))
def test_any_text_is_a_date_or_refused(text: str, order: DateOrder) -> None:
    try:
        read_date(text, order)
    except ValueError as refused:
        assert str(refused)

"""The usual ways to write when a phone is answered are understood; all else is left to the clinic's own words."""

from __future__ import annotations

from datetime import time

import pytest

from clinic.office_hours import OfficeHours, read_office_hours

WEEK = OfficeHours(0, 4, time(8), time(17))


@pytest.mark.parametrize(
    "sentence",
    [
        "Monday to Friday, 8 am to 5 pm.", "Monday through Friday: 8 a.m. to 5 p.m.", "Mon-Fri 8am-5pm", "monday – friday, 8:00 AM – 5:00 PM",
        "Monday to Friday from 8 am until 5 pm",
    ],
)  # fmt: skip
def test_a_week_is_read_however_it_is_written(sentence):
    assert read_office_hours(sentence) == WEEK


def test_one_day_noon_and_minutes_are_read():
    assert read_office_hours("Saturday, 9:30 am to 12 pm") == OfficeHours(5, 5, time(9, 30), time(12))
    assert read_office_hours("Sunday, 12 am to 1:05 am") == OfficeHours(6, 6, time(0), time(1, 5))


@pytest.mark.parametrize(
    "sentence",
    ["", "Day and night", "Monday to Friday, 8 am to 5 pm. Closed at noon.", "Weekdays 8 to 5", "Monday, 13 am to 5 pm", "Friday, 8:75 am to 5 pm"],
)  # fmt: skip
def test_what_says_more_or_something_else_is_not_guessed(sentence):
    assert read_office_hours(sentence) is None

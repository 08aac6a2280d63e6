from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from campaigns.hours import HoursOfSeries, sending_hours
from campaigns.models import Enrolment
from campaigns.sending.going_on import GoneStep, Places, Standing
from campaigns.steps.place import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def standing(signed_series):
    def after(position: int) -> Standing:
        step = signed_series.steps.get(position=position)
        day = date(2026, 10, 13)
        gone = GoneStep(step.position, step.number, step.day)
        place = Place(position - 1)
        return Standing(signed_series.pk, place, gone, day, "", day, None, 100, None, ZoneInfo("America/New_York"))

    return after


def test_the_place_is_the_one_the_enrolment_itself_works_out(standing, enrol, clinic):
    one, enrolment, hours = standing(1), enrol().enrolment, sending_hours(clinic)
    enrolment.position, enrolment.left_day, enrolment.left_on = one.step.position, one.step.day, one.left_on
    enrolment.anchored_on = one.anchored_on
    enrolment.set_next_due(hours)
    place, was_last = Places(HoursOfSeries(clinic)).after(one)
    assert {name: getattr(enrolment, name) for name in place._fields} == place._asdict()
    assert not was_last and place.next_due_at is not None


def test_those_who_stand_alike_are_worked_out_once(standing, clinic, django_assert_num_queries):
    places = Places(HoursOfSeries(clinic))
    first = places.after(standing(1))
    again = standing(1)
    with django_assert_num_queries(0):
        assert places.after(again) is first


def test_the_last_lesson_finishes_the_series(standing, signed_series, clinic):
    last = signed_series.steps.order_by("position").last().position
    place, was_last = Places(HoursOfSeries(clinic)).after(standing(last))
    assert was_last and place.next_due_at is None


def test_a_clinic_that_never_sends_leaves_it_waiting_for_hours(standing, clinic):
    clinic.weekdays = []
    place, was_last = Places(HoursOfSeries(clinic)).after(standing(1))
    assert (place.waits_for, place.next_due_at, was_last) == (Enrolment.WaitsFor.HOURS, None, False)

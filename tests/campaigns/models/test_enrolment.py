"""Those under way are few among all who were ever enrolled, and a patient's are fewer: neither question reads the others."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Enrolment

pytestmark = pytest.mark.django_db


def test_those_under_way_are_counted_by_an_index_of_each_state(signed_series, enrol):
    states = ("active", "paused", "finished", "ended")
    for state in states:
        Enrolment.objects.filter(pk=enrol(f"{state}@example.org", state.title()).enrolment.pk).update(state=state)
    first = signed_series.way()[0]
    asked = (
        Enrolment.objects.all(),
        Enrolment.objects.filter(series=signed_series),
        Enrolment.objects.yet_to_get(first),
    )
    with CaptureQueriesContext(connection) as captured:
        assert [rows.count_under_way() for rows in asked] == [2, 2, 2]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for one, index in zip(captured, ("enrolment_active", "enrolment_paused") * len(asked), strict=True):
                cursor.execute(f"EXPLAIN QUERY PLAN {one['sql']}")
                assert index in str(cursor.fetchall())


def test_one_patients_way_through_a_series_is_found_by_the_patient(signed_series, enrol):
    one = enrol().enrolment
    found = Enrolment.objects.under_way().filter(patient=one.patient, series=signed_series)
    assert list(found) == [one]
    assert connection.vendor != "sqlite" or "enrolment_of_patient (patient_id=? AND series_id=?)" in found.explain()

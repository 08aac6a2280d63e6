from __future__ import annotations

import pytest

from campaigns.models import WayOut
from campaigns.rows import insert_new, update_each

pytestmark = pytest.mark.django_db
FIELDS = ("name", "failures", "reason", "tokens")


def kept() -> dict[str, int]:
    return dict(WayOut.objects.values_list("name", "failures"))


def test_rows_are_stored_and_counted():
    assert insert_new(WayOut, FIELDS, [("one", 1, "", 0.0), ("two", 2, "", 0.0)], unless_same="name") == 2
    assert kept() == {"one": 1, "two": 2}


def test_a_row_that_is_there_already_stays_as_it_is():
    insert_new(WayOut, FIELDS, [("one", 1, "", 0.0)], unless_same="name")
    assert insert_new(WayOut, FIELDS, [("one", 9, "", 0.0), ("two", 2, "", 0.0)], unless_same="name") == 1
    assert kept() == {"one": 1, "two": 2}


def test_nothing_to_store_or_to_change_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert insert_new(WayOut, FIELDS, [], unless_same="name") == 0
        update_each(WayOut, ["failures"], [])


def test_each_row_is_given_its_own_values_where_the_condition_holds():
    insert_new(WayOut, FIELDS, [("one", 1, "", 0.0), ("two", 2, "", 0.0)], unless_same="name")
    update_each(WayOut, ["failures"], [("one", (5,)), ("two", (6,))], where="failures < %s", given=[2])
    assert kept() == {"one": 5, "two": 2}

"""The kill suite's short form: the same stories as `make kill-test`, fewer of them (docs/reliability.md); on PostgreSQL with the timer and workers of docs/many-machines.md."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from tests.killing.at_random import at_random
from tests.killing.counting import Verdict
from tests.killing.crossings import ALL_POINTS, IN_TURN, each_once
from tests.killing.decisions import decisions
from tests.killing.full_disk import full_disk
from tests.killing.house import House, a_house
from tests.killing.many_workers import one_story
from tests.killing.outcomes import OUTCOMES
from tests.killing.people import people, unsubscribed
from tests.killing.restarted import restarted
from tests.killing.set_clocks import between_two_runs, set_clocks
from tests.killing.two_clocks import two_clocks


def clean(verdict: Verdict) -> bool:
    """Nothing twice, lost, falsely accepted or unaccounted for, and nothing else amiss. What is, stands in the failure."""
    assert verdict.violations == [] and verdict.uncertain == 0
    return True


def test_killed_at_every_named_point_and_met_by_every_outcome(house: House):
    verdict = each_once(house, 1)
    assert clean(verdict) and verdict.kills >= len(ALL_POINTS)
    assert sorted(IN_TURN) == sorted(ALL_POINTS) and set(OUTCOMES) == set(IN_TURN.values())


def test_killed_at_any_moment_while_events_go_astray(house: House):
    verdict = at_random(house, 2, days=3)
    assert clean(verdict) and verdict.kills


def test_two_clocks_send_once_even_past_their_lock(house: House):
    assert clean(two_clocks(house, 3, points=("after_request_before_answer",)))


def test_a_full_disk_loses_nothing_and_sends_nothing_twice(house: House):
    assert clean(full_disk(house, 4, steps=3))


def test_a_clock_set_by_a_day_sends_nothing_twice(house: House):
    assert clean(set_clocks(house, 5, ways=(between_two_runs,)))


def test_what_people_say_just_before_a_claim_counts_in_it(house: House):
    assert clean(people(house, 6, changes=(unsubscribed,)))


def test_what_nobody_can_prove_is_held_decided_and_proven_late(house: House):
    verdict = decisions(house, 7)
    assert clean(verdict) and verdict.held


@pytest.fixture(scope="module")
def house_on_postgres() -> Iterator[House]:
    with a_house("postgresql") as made:
        yield made


on_postgres = pytest.mark.skipif(connection.vendor != "postgresql", reason="told where the tests run on PostgreSQL")


@on_postgres
@pytest.mark.django_db
def test_killed_where_postgresql_differs(house_on_postgres: House):
    """Its locks, its transactions and its one clock are others than SQLite's."""
    points = ("inside_plan_transaction", "inside_claim_transaction", "after_claim", "inside_settle_transaction", "inside_bury", "inside_event_transaction")  # fmt: skip
    assert clean(each_once(house_on_postgres, 1, {point: IN_TURN[point] for point in points}))


@on_postgres
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("workers", "point", "moment"),
    [
        (1, "after_answer_before_settle", "inside_settle_transaction"),
        (2, "inside_claim_transaction", "after_claim"),
        (4, "before_first_byte", "after_answer_before_settle"),
    ],
)
def test_workers_that_are_killed_cut_off_or_restarted_under_send_once(house_on_postgres: House, workers, point, moment):
    verdict = one_story(house_on_postgres, workers, workers, [(point, IN_TURN[point])], [moment])
    assert clean(verdict) and verdict.kills == 1


@on_postgres
@pytest.mark.django_db
def test_a_postgresql_that_crashes_in_the_middle_of_a_run_loses_nothing(house_on_postgres: House):
    assert clean(restarted(house_on_postgres, 2, moments=("inside_claim_transaction", "after_answer_before_settle")))

"""A test of the tests: each fault put into the product on purpose is called by its name, and without it the same story is clean."""

from __future__ import annotations

import pytest

from tests.killing.house import House
from tests.killing.mutations import MUTATIONS
from tests.killing.trials import TRIALS, Trial, tried

BY_NAME = [trial.mutation for trial in TRIALS]


@pytest.mark.parametrize("trial", TRIALS, ids=BY_NAME)
def test_the_suite_calls_each_fault_by_its_name(house: House, trial: Trial):
    assert trial.violation in tried(house, trial, mutated=True).names


@pytest.mark.parametrize("trial", TRIALS, ids=BY_NAME)
def test_without_the_fault_the_same_story_is_clean(house: House, trial: Trial):
    assert tried(house, trial, mutated=False).violations == []


def test_every_mutation_has_its_trial():
    assert sorted(BY_NAME) == sorted(MUTATIONS)

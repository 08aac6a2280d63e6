"""docs/reliability.md says what the code and the tests say."""

from __future__ import annotations

import re

import pytest

from campaigns.models.state_table import TABLE
from tests.journeys.homes import BASE
from tests.killing.counting import Verdict
from tests.killing.points import POINTS
from tests.killing.table import PAGE, fates, mix, standing, state_table, table, written


def test_the_state_table_on_the_page_is_the_one_in_the_code():
    assert standing("the state table") == state_table()
    assert len(state_table().splitlines()) == len(TABLE) + 2


def test_the_stated_mix_is_the_one_that_is_drawn():
    assert standing("the mix") == mix() and standing("the fates") == fates()


def test_every_point_is_on_the_page():
    said = PAGE.read_text()
    assert [point for point in POINTS if f"`{point}`" not in said] == []


def test_every_test_the_page_names_exists():
    named = re.findall(r"`(tests/\S+\.py)::(test_\w+)`", PAGE.read_text())
    assert len(named) > 20
    missing = [f"{file}::{test}" for file, test in named if f"def {test}(" not in (BASE / file).read_text()]
    assert missing == []


@pytest.mark.parametrize("name", ["the kill suite", "the workers"])
def test_the_table_shows_a_clean_run_against_our_double(name):
    told = standing(name)
    assert "against our double" in told
    total = next(line for line in told.splitlines() if line.startswith("| **all** |"))
    *_, twice, lost, falsely, unaccounted, others, _, uncertain, held = total.strip("| ").split(" | ")
    assert [twice, lost, falsely, unaccounted, others, uncertain] == ["0"] * 6 and held != "0"


def test_a_table_counts_each_violation_under_its_name():
    bad = Verdict(messages=1_200, kills=3, violations=[("twice", ""), ("twice", ""), ("counted twice", "")])
    *_, total = table({("sqlite", "a story"): bad}).splitlines()
    assert total == "| **all** | 1,200 | 0 | 3 | 2 | 0 | 0 | 0 | 1 | 0 | 0 | 0 |"


def test_what_is_written_stands_between_its_marks_and_nothing_else_changes(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- it: begin -->\nold\n<!-- it: end -->\nafter\n")
    written("it", "new", page)
    assert page.read_text() == "before\n<!-- it: begin -->\nnew\n<!-- it: end -->\nafter\n"
    assert standing("it", page) == "new"

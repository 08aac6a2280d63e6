"""The soak's short form, and that it would see what it watches for."""

from __future__ import annotations

from dataclasses import replace

from tests.killing.house import a_house
from tests.soak.__main__ import soak
from tests.soak.judging import growth, table
from tests.soak.life import Life, Measured

DAY = Measured(1, 10, 10, 90.0, 12, 5.0, 0.5)


def test_a_day_leaves_nothing_twice_lost_or_unaccounted_for():
    with a_house() as house:
        life = Life(house, 3)
        try:
            verdict, amiss = soak(life, 0)
        finally:
            life.close()
    assert verdict.violations == [] and amiss == []
    assert verdict.messages and life.pages and life.measured[-1].memory > 10 and life.measured[-1].files > 3
    assert table(life.measured).count("\n") >= 2


def test_what_grows_without_end_is_said():
    steady = [replace(DAY, day=day) for day in range(12)]
    assert growth(steady) == []
    assert growth([replace(one, memory=90 + 20 * one.day) for one in steady]) == ["the web process grew by 80 MB"]
    assert growth([replace(one, files=12 + 3 * one.day) for one in steady]) == ["12 more files are open"]
    assert growth([*steady, replace(DAY, log=80.0)]) == ["the write-ahead log was 80 MB"]

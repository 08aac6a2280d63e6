"""The soak's short form, and that it would see what it watches for."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from types import SimpleNamespace

from tests.killing.counting import of_mailboxes
from tests.killing.house import a_house
from tests.killing.truth import Taken, Truth
from tests.soak.__main__ import soak
from tests.soak.judging import growth, table
from tests.soak.life import Life, Measured
from tests.soak.pressing import Pressing

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
    assert life.backups == 1 and life.patients.answers


def test_what_grows_without_end_is_said():
    steady = [replace(DAY, day=day) for day in range(12)]
    assert growth(steady) == []
    assert growth([replace(one, memory=90 + 20 * one.day) for one in steady]) == ["the web process grew by 80 MB"]
    assert growth([replace(one, files=12 + 3 * one.day) for one in steady]) == ["12 more files are open"]
    assert growth([*steady, replace(DAY, log=80.0)]) == ["the write-ahead log was 80 MB"]


def test_a_copy_that_nobody_asked_for_is_twice():
    truth = Truth()
    truth.taken = [Taken(n, one, "a", "p@example.org", "P", "Sleep", "", True, {}) for n, one in enumerate(("m", "c"))]
    rows = {"messages": [{"id": "m", "key": "step:m"}, {"id": "c", "key": "resend:m:1"}]}
    assert [name for name, _ in of_mailboxes(rows, truth)] == ["twice"]
    truth.asked_again.append("m")
    assert list(of_mailboxes(rows, truth)) == []
    rows["messages"][1]["key"] = "step:c"
    assert [name for name, _ in of_mailboxes(rows, truth)] == ["twice"]


def test_what_a_patient_pressed_and_we_forgot_is_said():
    kept = {"t": {"answer": 2, "called": False}, "u": {"answer": None, "called": True}}
    pressed = Pressing(SimpleNamespace(do=lambda *_, **__: kept), lambda *_: 200, Random(1))
    pressed.answers, pressed.called = {"t": "2"}, {"u"}
    assert pressed.forgotten() == []
    pressed.answers["u"], pressed.called = "1", {"t"}
    assert pressed.forgotten() == ["1 of 2 answers are lost", "1 of 1 call-backs are lost"]

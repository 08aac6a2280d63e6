"""The clock waits out the pace, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaigns.sending.run import Run
from clinic.models import ClinicProfile
from scheduler import paced

pytestmark = pytest.mark.django_db


def test_ten_messages_at_three_a_second_leave_in_one_run_with_waits_of_a_third(live, enrol, lesson_day, monkeypatch):
    ClinicProfile.objects.update(per_second=3)
    for number in range(10):
        enrol(f"p{number}@example.org", f"P{number}")
    at, waits = [lesson_day], []

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        at[0] += timedelta(seconds=seconds)
        return False

    run = paced.send_paced(lambda: at[0], "w", wait=wait)
    assert run.accepted == 10 and [len(batch) for batch in live.batches] == [3, 1, 1, 1, 1, 1, 1, 1]
    assert at[0] - lesson_day == pytest.approx(timedelta(seconds=7 / 3), abs=timedelta(milliseconds=100))


def test_a_signal_while_waiting_ends_the_run_and_loses_nothing(live, enrol, lesson_day):
    ClinicProfile.objects.update(per_second=1)
    for number in range(3):
        enrol(f"p{number}@example.org", f"P{number}")
    run = paced.send_paced(lambda: lesson_day, "w", wait=lambda seconds: True)
    assert run.accepted == 1 and "a second" in run.why


def test_an_outage_is_not_waited_out(monkeypatch, lesson_day):
    monkeypatch.setattr(paced, "send_due", lambda *_, **__: Run(why="sendgrid rests"))
    assert paced.send_paced(lambda: lesson_day, "w", wait=lambda seconds: pytest.fail("it waited")).why


def test_a_pace_set_later_owes_nothing_for_what_left_without_one(live, enrol, lesson_day):
    for number in range(20):
        enrol(f"p{number}@example.org", f"P{number}")
    assert paced.send_paced(lambda: lesson_day, "w", wait=lambda seconds: True).accepted == 20
    ClinicProfile.objects.update(per_second=2)
    enrol("late@example.org", "Late")
    again = lesson_day + timedelta(seconds=1)
    assert paced.send_paced(lambda: again, "w", wait=lambda seconds: True).accepted == 1

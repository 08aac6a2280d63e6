"""The brake: a run far beyond the ordinary, or a clock that jumped, waits for a person's yes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaigns.live.pausing import BRAKE_STAYS_OFF, resume
from campaigns.models import Message, Tally
from campaigns.sending import brake as braking
from campaigns.sending.brake import DRIFT, LONG_SILENCE, SET_BACK, brake, jumped, too_many
from campaigns.sending.planning import plan_due
from campaigns.sending.run import send_due
from clinic.models import ClinicProfile, Installation
from tests.campaigns.rows import states, unaccounted

pytestmark = pytest.mark.django_db
SECOND, MINUTE, HOUR, DAY = (timedelta(seconds=n) for n in (1, 60, 3_600, 86_400))
NONE = timedelta()


def on() -> bool:
    return Installation.current().braked_at is not None


def enrol_many(enrol, number: int) -> None:
    for n in range(number):
        enrol(f"p{n}@example.org", f"P{n}")


# ---- the clock


@pytest.mark.parametrize("passed", [NONE, MINUTE, DAY, LONG_SILENCE, -MINUTE, -SET_BACK])
def test_what_an_honest_clock_does_is_no_reason(now, passed):
    assert jumped(now - passed, now, NONE) == ""


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (LONG_SILENCE + SECOND, "7 days passed since the last run"),
        (365 * DAY, "365 days passed"),
        (-SET_BACK - MINUTE, "The last run was 1501 minutes ahead of now"),
        (-400 * DAY, "The last run was 400 days ahead of now: the date is wrong, or was."),
    ],
)
def test_a_long_silence_and_a_clock_set_far_back_are_reasons_with_their_figure(now, passed, words):
    assert words in jumped(now - passed, now, NONE)


@pytest.mark.parametrize("drift", [DRIFT + SECOND, -DRIFT - SECOND, DAY, -DAY])
def test_a_clock_set_while_the_program_ran_is_a_reason_in_either_direction(now, drift):
    said = jumped(now, now, drift)
    assert said.startswith("The clock was set by") and said.endswith("Is the date right?")
    assert jumped(None, now, drift) == said, "at the first run ever, too"


@pytest.mark.parametrize("drift", [NONE, DRIFT, -DRIFT])
def test_a_small_correction_is_none(now, drift):
    assert jumped(now, now, drift) == ""


def test_the_first_run_ever_has_nothing_to_compare_with(live, enrol, run, lesson_day):
    Installation.objects.update(ticked_at=None)
    enrol_many(enrol, 3)
    assert run(lesson_day).accepted == 3 and not on()


@pytest.mark.parametrize("jump", [LONG_SILENCE + HOUR, -SET_BACK - HOUR], ids=["ahead", "back"])
def test_after_a_jump_nothing_leaves_before_a_persons_yes(live, enrol, run, lesson_day, jump):
    run(lesson_day)
    enrol_many(enrol, 2)
    there = lesson_day + DAY if jump > NONE else lesson_day
    Installation.objects.update(ticked_at=there - jump)
    stopped = run(there)
    assert live.batches == [] and on() and "The brake is on" in stopped.why and "run resume" in stopped.why.lower()
    assert run(there + HOUR).accepted == 0, "an hour later the clock seems to run well: it stays on all the same"
    assert states() == ["planned"] * 2 and unaccounted() == 0
    resume(there + HOUR, by="test")
    assert run(there + HOUR).accepted == 2


def test_a_drift_told_by_the_program_pulls_it_too(live, enrol, lesson_day):
    enrol_many(enrol, 1)
    told = send_due(lambda: lesson_day, "w", drift=timedelta(days=1))
    assert live.batches == [] and "The clock was set by 1440 minutes" in told.why


def test_the_heartbeat_is_noted_with_the_brake_on_and_off(live, now):
    for at in (now, now + LONG_SILENCE + HOUR, now + LONG_SILENCE + 2 * HOUR):
        brake(at)
        assert Installation.current().ticked_at == at
    assert on()


def test_it_keeps_the_moment_and_the_reason_of_the_first_pull(live, now):
    brake(now)
    brake(now + 10 * DAY)
    first = Installation.current()
    brake(now + 40 * DAY)
    assert (first.braked_at, first.brake_reason) == (
        Installation.current().braked_at,
        Installation.current().brake_reason,
    )


# ---- the number


def test_planned_and_due_lessons_count_together(live, enrol, run, lesson_day):
    enrol_many(enrol, 2)
    plan_due(lesson_day, practising=False)
    enrol("late@example.org", "Late")
    assert Message.objects.count() == 2 and too_many(lesson_day, 3) == ""
    assert too_many(lesson_day, 2) == "3 emails are due at once, and the brake is set to 2."


def test_far_more_than_on_the_busiest_day_is_unusual(live, enrol, run, lesson_day, monkeypatch):
    monkeypatch.setattr(braking, "ORDINARY", 2)
    day, series = lesson_day.date() - 9 * DAY, enrol("first@example.org", "First").enrolment.series_id
    Tally.objects.add({(day, series, "accepted"): 1, (day, series, "delivered"): 1})
    enrol_many(enrol, 5)
    assert too_many(lesson_day, 100) == "", "three times as many are ordinary"
    enrol("seventh@example.org", "Seventh")
    assert too_many(lesson_day, 100) == "7 emails are due at once; the busiest day so far had 2."
    assert run(lesson_day).accepted == 0 and on()


def test_a_small_run_is_never_unusual(live, enrol, lesson_day):
    series = enrol().enrolment.series_id
    Tally.objects.add({(lesson_day.date() - DAY, series, "accepted"): 1})
    enrol_many(enrol, 9)
    assert braking.ORDINARY == 500 and too_many(lesson_day, 1_000) == ""


def test_days_on_which_nothing_left_are_no_measure(live, enrol, lesson_day, monkeypatch):
    monkeypatch.setattr(braking, "ORDINARY", 1)
    series = enrol().enrolment.series_id
    Tally.objects.add({(lesson_day.date() - DAY, series, state): 9 for state in ("cancelled", "suppressed")})
    enrol_many(enrol, 3)
    assert too_many(lesson_day, 100) == ""


def test_what_is_not_due_yet_doesnt_count(live, enrol, now):
    enrol_many(enrol, 5)
    assert too_many(now, 1) == ""


# ---- a person's yes


def test_resume_releases_it_for_a_day(live, enrol, run, lesson_day):
    ClinicProfile.objects.update(brake=1)
    enrol_many(enrol, 3)
    run(lesson_day)
    assert resume(lesson_day, by="test") and not on()
    assert run(lesson_day).accepted == 3
    assert Installation.current().released_until == lesson_day + BRAKE_STAYS_OFF
    for n in range(3):
        enrol(f"late{n}@example.org", f"Late{n}", at=lesson_day)
    run(lesson_day + BRAKE_STAYS_OFF)
    assert on() and len(live.messages) == 3


def test_a_resume_after_a_mere_pause_is_no_yes_to_the_brake(live, enrol, run, lesson_day):
    ClinicProfile.objects.update(brake=1)
    Installation.current().pause(lesson_day)
    assert not resume(lesson_day, by="test")
    enrol_many(enrol, 3)
    assert run(lesson_day).accepted == 0 and on()


def test_practising_needs_none(signed_series, enrol, run, lesson_day):
    ClinicProfile.objects.update(brake=1)
    Installation.objects.update(ticked_at=lesson_day + 300 * DAY)
    enrol_many(enrol, 3)
    assert run(lesson_day).accepted == 3 and not on()


def test_what_it_says_holds_numbers_only(live, enrol, run, lesson_day, caplog):
    ClinicProfile.objects.update(brake=1)
    enrol_many(enrol, 2)
    run(lesson_day)
    said = [record.getMessage() for record in caplog.records if record.name == "aftervisit.brake"]
    assert said == ["brake: 2 emails are due at once, and the brake is set to 1."]

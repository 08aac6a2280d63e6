"""The breaker: after failures the way rests, longer each time; then one message tries it for all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaigns.live.going_live import go_live
from campaigns.live.pausing import resume
from campaigns.models import WayOut
from campaigns.models.way_out import LONGEST_WAIT, PAUSES
from campaigns.sending.way import way_now
from clinic.models import Installation
from mailer.transports.base import Outcome, Verdict
from tests.campaigns.rows import states, unaccounted

pytestmark = pytest.mark.django_db
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
NO = Outcome(Verdict.REFUSED, reason="Not connected.")
DOUBT = Outcome(Verdict.UNCERTAIN, 500, reason="Answered 500.")
GROWING = [1, 2, 5, 15, 30, 60, 60, 60]


@pytest.fixture
def four(live, enrol):
    for number in range(4):
        enrol(f"p{number}@example.org", f"P{number}")
    return live


def way() -> WayOut:
    return WayOut.named("sendgrid")


def sizes(provider) -> list[int]:
    return [len(batch) for batch in provider.batches]


# ---- growing pauses


def test_each_failure_in_a_row_makes_it_rest_longer_up_to_an_hour(db, now):
    rests = []
    for _ in GROWING:
        way_out = way()
        way_out.failed(now, "Not connected.", proven=True)
        rests.append((way().look_again_at - now) // MINUTE)
    assert rests == GROWING and PAUSES[-1] < LONGEST_WAIT


def test_a_run_during_the_rest_tries_nothing_and_says_until_when(four, run, lesson_day):
    at = lesson_day
    for number, minutes in enumerate(GROWING[:4]):
        four.answers.append(NO)
        run(at)
        told = run(at + minutes * MINUTE - SECOND)
        assert told.attempts == 0 and "Not connected" in told.why and f"{way().look_again_at:%H:%M:%S} UTC" in told.why
        assert len(four.batches) == number + 1
        at += minutes * MINUTE
    assert run(at).accepted == 4 and unaccounted() == 0


def test_the_status_says_the_same(four, run, lesson_day):
    four.answers.append(NO)
    run(lesson_day)
    assert way_now(lesson_day + SECOND).why.startswith("Nothing leaves by sendgrid before 2026-10-13 15:01:00 UTC")
    assert way_now(lesson_day + MINUTE).transport is four


def test_hundreds_of_failures_are_counted_to_a_bound(db, now):
    WayOut.objects.create(name="sendgrid", failures=32_000)
    way().failed(now, "x" * 999, proven=True)
    assert way().failures == 1_000 and way().look_again_at == now + timedelta(hours=1) and len(way().reason) == 200


# ---- doubts


def test_a_single_doubt_doesnt_close_the_way_but_the_next_one_goes_alone(four, run, lesson_day):
    four.batch_size = 2
    four.answers.append(DOUBT)
    told = run(lesson_day)
    assert (told.uncertain, told.accepted) == (2, 2) and sizes(four) == [2, 1, 1]
    assert way().failures == 0


def test_a_second_doubt_in_a_row_closes_it(four, run, lesson_day):
    four.batch_size = 2
    four.answers.extend([DOUBT, DOUBT])
    told = run(lesson_day)
    assert sizes(four) == [2, 1] and told.uncertain == 3 and "Answered 500" in told.why
    assert way().look_again_at == lesson_day + 2 * MINUTE
    assert run(lesson_day + 2 * MINUTE).accepted == 1
    assert sorted(states()) == ["accepted", "uncertain", "uncertain", "uncertain"]


@pytest.mark.parametrize(("first", "second"), [(DOUBT, NO), (NO, DOUBT)])
def test_doubts_and_failures_count_together(four, run, lesson_day, first, second):
    four.answers.extend([first, second])
    four.batch_size = 1
    run(lesson_day)
    run(lesson_day + MINUTE)
    assert way().failures == 2 and len(four.batches) == 2 and way().rests(lesson_day + MINUTE)


# ---- one message probes


def test_after_a_failure_exactly_one_message_tries_the_way_and_a_yes_opens_it_for_all(four, run, lesson_day):
    four.answers.extend([NO, NO, NO])
    for minutes in (0, 1, 3):
        run(lesson_day + minutes * MINUTE)
    assert sizes(four) == [4, 1, 1] and len({four.batches[1][0].message, four.batches[2][0].message}) == 1
    assert run(lesson_day + 8 * MINUTE).accepted == 4
    assert sizes(four) == [4, 1, 1, 1, 3] and (way().failures, way().look_again_at, way().reason) == (0, None, "")


@pytest.mark.parametrize("verdict", [Verdict.ACCEPTED, Verdict.TOO_MUCH, Verdict.FAULTY], ids=str)
def test_whatever_shows_that_the_provider_works_opens_it(four, run, lesson_day, verdict):
    four.answers.append(NO)
    run(lesson_day)
    four.answers.append(Outcome(verdict))
    run(lesson_day + MINUTE)
    assert way().failures == 0 and not way().look_again_at


def test_a_refusal_that_names_somebody_opens_it_too(four, run, lesson_day):
    four.answers.append(NO)
    run(lesson_day)
    four.answers.append(lambda batch: Outcome(Verdict.REJECTED, 400, rejected=frozenset({batch[0].message})))
    told = run(lesson_day + MINUTE)
    assert (told.rejected, told.accepted) == (1, 3) and way().failures == 0


# ---- a person, a limit, a clock


def test_resume_opens_it_at_once(four, run, lesson_day):
    four.answers.extend([NO, NO])
    run(lesson_day)
    run(lesson_day + MINUTE)
    resume(lesson_day + MINUTE, by="test")
    assert run(lesson_day + MINUTE).accepted == 4 and sizes(four) == [4, 1, 4]


def test_going_live_anew_opens_it(four, run, lesson_day):
    four.answers.append(NO)
    run(lesson_day)
    Installation.objects.update(live_mark="")
    go_live(lesson_day, by="test")
    assert way_now(lesson_day).transport is four


def test_a_stopped_way_waits_for_a_person_however_long(four, run, lesson_day):
    four.answers.append(Outcome(Verdict.STOPPED, 401, reason="The key isn't known."))
    run(lesson_day)
    told = run(lesson_day + timedelta(days=2))
    assert told.attempts == 0 and told.why == "sendgrid refused us (The key isn't known.): mend it, then run resume."
    resume(lesson_day + timedelta(days=2), by="test")
    assert run(lesson_day + timedelta(days=2)).accepted == 4


def test_a_limit_is_no_failure_and_its_reset_is_obeyed_to_the_second(four, run, lesson_day):
    reset = lesson_day + 59 * MINUTE
    four.answers.append(Outcome(Verdict.LIMITED, 429, retry_at=reset))
    run(lesson_day)
    assert way().failures == 0 and way().look_again_at == reset
    assert run(reset - SECOND).attempts == 0
    assert run(reset).accepted == 4 and sizes(four) == [4, 4], "all at once: the way was never in doubt"


def test_a_rest_that_lies_far_ahead_was_written_by_a_clock_that_jumped(four, run, lesson_day):
    WayOut.objects.create(name="sendgrid", failures=1, reason="x", look_again_at=lesson_day + LONGEST_WAIT + MINUTE)
    assert run(lesson_day).accepted == 4


def test_another_transport_isnt_closed_with_it(four, run, lesson_day):
    four.answers.append(NO)
    run(lesson_day)
    four.name = "ses"
    assert run(lesson_day).accepted == 4

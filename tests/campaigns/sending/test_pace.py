"""Pace per second: a token bucket, kept in the database, with nobody sleeping."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.models import PaceDay, WayOut
from campaigns.sending.pace import NO_LIMIT, room, spend
from clinic.models import ClinicProfile
from mailer.transports.base import Outcome, Verdict
from tests.campaigns.rows import states

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
ONE_EXAMPLE = settings(
    max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def paced(clinic):
    """The clinic's profile with these limits."""

    def profile(**limits) -> ClinicProfile:
        ClinicProfile.objects.update(**limits)
        return ClinicProfile.current()

    return profile


def leave(provider, profile, now, wanted: int) -> int:
    """As a claim does: as many of `wanted` as there is room for. How many."""
    found = room(provider, profile, now)
    taken = min(wanted, found.most)
    if taken:
        spend(provider, profile, ["a@example.org"] * taken, now, found.today)
    return taken


# ---- any sequence of runs

gaps = st.floats(0, 3, allow_nan=False).map(lambda seconds: timedelta(seconds=seconds))
runs = st.lists(st.tuples(gaps, st.integers(0, 40)), min_size=1, max_size=25)


@ONE_EXAMPLE
@given(per_second=st.integers(1, 15), sequence=runs)
def test_no_window_of_a_second_gets_more_than_the_limit_and_its_burst(provider, paced, now, per_second, sequence):
    WayOut.objects.all().delete()
    profile, at, left = paced(per_second=per_second), now, []
    for gap, wanted in sequence:
        at += gap
        left.append((at, leave(provider, profile, at, wanted)))
    for start, _ in left:
        for end, _ in left:
            span, sent = (end - start).total_seconds(), sum(n for moment, n in left if start <= moment <= end)
            assert span < 0 or sent <= per_second * span + per_second + 1e-3


@ONE_EXAMPLE
@given(per_second=st.integers(1, 100), sequence=runs)
def test_whoever_asks_again_at_the_moment_told_finds_room(provider, paced, now, per_second, sequence):
    WayOut.objects.all().delete()
    profile, at = paced(per_second=per_second), now
    for gap, wanted in sequence:
        at += gap
        leave(provider, profile, at, wanted)
    found = room(provider, profile, at)
    if found.most == 0:
        assert at < found.again_at <= at + SECOND and f"{per_second} emails leave a second" in found.why
        assert room(provider, profile, found.again_at + timedelta(microseconds=1)).most >= 1


@ONE_EXAMPLE
@given(per_second=st.integers(1, 20), steady=st.integers(20, 60))
def test_a_steady_queue_isnt_starved(provider, paced, now, per_second, steady):
    """Over many seconds it gets its limit, less one at most."""
    WayOut.objects.all().delete()
    profile = paced(per_second=per_second)
    left = sum(leave(provider, profile, now + n * SECOND / 4, 1_000) for n in range(steady))
    assert left >= per_second * (steady - 1) / 4 - 1


@ONE_EXAMPLE
@given(behind=st.floats(0.001, 30))
def test_a_worker_whose_clock_is_a_little_behind_gets_no_second_bucket(provider, paced, now, behind):
    WayOut.objects.all().delete()
    profile, its_time = paced(per_second=10), now - timedelta(seconds=behind)
    assert leave(provider, profile, now, 10) == 10
    assert room(provider, profile, its_time).again_at == now + SECOND / 10
    assert leave(provider, profile, its_time, 50) == leave(provider, profile, now, 50) == 0
    assert leave(provider, profile, now + SECOND, 50) == 10


@ONE_EXAMPLE
@given(back=st.floats(31, 10_000_000), wanted=st.integers(1, 50))
def test_a_clock_that_was_set_back_starts_the_bucket_anew_and_neither_floods_nor_stalls(
    provider, paced, now, back, wanted
):
    WayOut.objects.all().delete()
    profile, earlier = paced(per_second=10), now - timedelta(seconds=back)
    leave(provider, profile, now, 10)
    first = leave(provider, profile, earlier, wanted)
    assert first == min(wanted, 10)
    assert leave(provider, profile, earlier, 1_000) == 10 - first
    assert leave(provider, profile, earlier + SECOND, 1_000) == 10


# ---- plain words


def test_no_limit_is_no_limit(provider, paced, now):
    found = room(provider, paced(), now)
    assert (found.most, found.again_at, found.why) == (NO_LIMIT, None, "")


def test_the_first_second_may_use_the_whole_bucket_and_no_more(provider, paced, now):
    profile = paced(per_second=5)
    assert [leave(provider, profile, now, 4), leave(provider, profile, now, 4)] == [4, 1]
    assert leave(provider, profile, now + SECOND / 5, 9) == 1


def test_a_long_rest_saves_up_one_second_only(provider, paced, now):
    profile = paced(per_second=5)
    leave(provider, profile, now, 5)
    assert leave(provider, profile, now + timedelta(days=1), 1_000) == 5


def test_looking_uses_nothing_up(provider, paced, now):
    profile = paced(per_second=3)
    assert [room(provider, profile, now).most for _ in range(5)] == [3] * 5


def test_a_limit_that_was_lowered_counts_at_once(provider, paced, now):
    leave(provider, paced(per_second=100), now, 10)
    assert room(provider, paced(per_second=2), now).most == 2


def test_a_run_ends_instead_of_sleeping_and_says_when_to_look_again(live, enrol, run, paced, lesson_day):
    paced(per_second=2)
    for number in range(5):
        enrol(f"p{number}@example.org", f"P{number}")
    told = run(lesson_day)
    assert told.accepted == 2 and told.again_at == lesson_day + SECOND / 2 and "2 emails leave a second" in told.why
    assert run(told.again_at - SECOND / 10).accepted == 0
    assert run(told.again_at).accepted == 1
    assert run(told.again_at + 5 * SECOND, "after a restart").accepted == 2
    assert states() == ["accepted"] * 5 and len(set(live.messages)) == 5


def test_what_a_provider_refused_has_used_its_seconds_all_the_same(live, enrol, run, paced, lesson_day):
    """It is the provider's own door that is guarded: a call that was refused was a call."""
    paced(per_second=1)
    enrol()
    live.answers.append(Outcome(Verdict.LIMITED, 429, retry_at=lesson_day))
    run(lesson_day)
    assert len(live.batches) == 1


def test_the_inbox_has_no_pace(signed_series, enrol, run, paced, lesson_day):
    paced(per_second=1, per_day=1, warm_up=[1], per_domain={"example.org": 1})
    for number in range(3):
        enrol(f"p{number}@example.org", f"P{number}")
    assert run(lesson_day).accepted == 3
    assert not PaceDay.objects.exists() and WayOut.named("inbox").tokens_at is None

"""Pace per day: the daily limit, the warm-up plan and each mailbox provider's share, counted by the clinic's own date."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaigns.models import Attempt, Message, PaceDay, WayOut
from campaigns.models.pace_day import IN_ALL
from campaigns.sending.claiming import claim_next
from campaigns.sending.pace import NO_LIMIT, domain_of, limit_on, room, spend
from campaigns.sending.planning import plan_due
from campaigns.sending.settling import settle
from clinic.models import ClinicProfile
from mailer.transports.base import Outcome, Verdict
from tests.campaigns.rows import states, unaccounted

pytestmark = pytest.mark.django_db
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
NOES = [Verdict.REFUSED, Verdict.LIMITED, Verdict.STOPPED, Verdict.TOO_MUCH, Verdict.FAULTY]


@pytest.fixture
def paced(clinic):
    """The clinic's profile with these limits."""

    def profile(**limits) -> ClinicProfile:
        ClinicProfile.objects.update(**limits)
        return ClinicProfile.current()

    return profile


@pytest.fixture
def people(enrol):
    """Enrol them, at these addresses or at made-up ones."""

    def enrolled(number: int = 0, *addresses: str) -> None:
        for address in addresses or [f"p{n}@example.org" for n in range(number)]:
            enrol(address, address.partition("@")[0].capitalize())

    return enrolled


def used() -> dict[str, int]:
    """By domain, zeros left out; IN_ALL is ''."""
    return {row.domain: row.sent for row in PaceDay.objects.all() if row.sent}


# ---- per day


def test_on_a_day_no_more_leave_than_the_limit_and_the_rest_on_the_next(live, people, run, paced, lesson_day):
    paced(per_day=2)
    people(5)
    told = run(lesson_day)
    assert told.accepted == 2 and "rest leaves tomorrow" in told.why and told.again_at is None
    assert run(lesson_day + HOUR, "after a restart").accepted == 0
    assert [run(lesson_day + n * DAY).accepted for n in (1, 2)] == [2, 1]
    assert len(set(live.messages)) == 5 and unaccounted() == 0


def test_the_day_is_the_clinics_own(provider, paced, lesson_day):
    profile = paced(per_day=10)  # in Chicago, five hours behind
    late = lesson_day.replace(day=14, hour=4)
    spend(provider, profile, ["a@example.org"] * 10, late, room(provider, profile, late).today)
    assert room(provider, profile, late + 59 * MINUTE).most == 0
    assert room(provider, profile, late + HOUR).most == 10


def test_a_limit_that_was_raised_counts_at_once(live, people, run, paced, lesson_day):
    paced(per_day=1)
    people(3)
    run(lesson_day)
    paced(per_day=2)
    assert run(lesson_day + MINUTE).accepted == 1
    paced(per_day=0)
    assert run(lesson_day + 2 * MINUTE).accepted == 1


def test_another_transport_has_a_day_of_its_own(provider, paced, now):
    profile = paced(per_day=5)
    spend(provider, profile, ["a@example.org"] * 5, now, now.date())
    assert room(provider, profile, now).most == 0
    provider.name = "ses"
    assert room(provider, profile, now).most == 5


def test_nothing_is_counted_while_nothing_is_limited(live, people, run, lesson_day):
    people(2)
    run(lesson_day)
    assert not PaceDay.objects.exists()


# ---- the warm-up plan


def test_a_warm_up_plan_limits_each_of_its_days_and_then_ends(live, people, run, paced, lesson_day):
    paced(warm_up=[1, 2])
    people(6)
    assert [run(lesson_day + n * DAY).accepted for n in (0, 1, 2)] == [1, 2, 3]


def test_the_plan_keeps_within_the_daily_limit(paced, now):
    profile, first = paced(warm_up=[50, 100, 400], per_day=80), now.date()
    assert [limit_on(first + n * DAY, first, profile) for n in range(5)] == [50, 80, 80, 80, 80]


def test_without_a_limit_the_plan_ends_without_one(paced, now):
    assert limit_on(now.date() + DAY, now.date(), paced(warm_up=[50])) == NO_LIMIT


def test_a_clock_set_before_the_first_day_has_the_first_days_limit(paced, now):
    assert limit_on(now.date() - 9 * DAY, now.date(), paced(warm_up=[50, 100])) == 50


def test_the_first_day_is_the_one_on_which_the_way_was_first_used(live, people, run, paced, lesson_day):
    people(1)
    run(lesson_day)
    assert WayOut.named("sendgrid").first_used_on == lesson_day.date()
    run(lesson_day + DAY)
    assert WayOut.named("sendgrid").first_used_on == lesson_day.date()


# ---- mailbox providers


def test_a_limited_mailbox_provider_gets_its_share_and_nobody_else_waits(live, people, run, paced, lesson_day):
    paced(per_domain={"gmail.com": 1})
    people(0, "a@gmail.com", "b@GMAIL.com", "c@example.org", "d@mail.gmail.com", "e@notgmail.com")
    assert run(lesson_day).accepted == 4
    assert sorted(live.addresses)[1:] == ["c@example.org", "d@mail.gmail.com", "e@notgmail.com"]
    waiting = Message.objects.get(state="planned")
    assert "gmail" not in waiting.reason and waiting.due_at == lesson_day.replace(day=14, hour=13)
    assert run(lesson_day + 6 * HOUR).accepted == 0
    assert run(lesson_day + DAY).accepted == 1 and unaccounted() == 0


def test_each_mailbox_provider_has_its_own_share_within_the_day(live, people, run, paced, lesson_day):
    paced(per_domain={"gmail.com": 2, "outlook.com": 1}, per_day=4)
    people(0, *(f"p{n}@{domain}" for n in range(3) for domain in ("gmail.com", "outlook.com", "example.org")))
    run(lesson_day)
    sent = [address.partition("@")[2] for address in live.addresses]
    assert len(sent) == 4 and sent.count("gmail.com") <= 2 and sent.count("outlook.com") <= 1


def test_a_share_is_kept_from_batch_to_batch(live, people, run, paced, lesson_day):
    paced(per_domain={"gmail.com": 2})
    live.batch_size = 1
    people(0, *(f"p{n}@gmail.com" for n in range(4)))
    assert run(lesson_day).accepted == 2 and used() == {IN_ALL: 2, "gmail.com": 2}


def test_zero_is_no_limit(live, people, run, paced, lesson_day):
    paced(per_domain={"gmail.com": 0})
    people(0, *(f"p{n}@gmail.com" for n in range(3)))
    assert run(lesson_day).accepted == 3


def test_the_address_confirmation_counts_and_waits_too(live, enrol, run, paced, now):
    paced(per_domain={"gmail.com": 1})
    for name in ("Ana", "Bo"):
        enrol(f"{name}@gmail.com", name, consent="", confirmed=False)
    assert run(now).accepted == 1 and run(now + DAY).accepted == 1


def test_no_row_names_a_domain_the_clinic_didnt(live, people, run, paced, lesson_day):
    paced(per_domain={"gmail.com": 9})
    people(0, "a@gmail.com", "b@a-private-domain.example")
    run(lesson_day)
    assert used() == {IN_ALL: 2, "gmail.com": 1}
    assert Attempt.objects.get().paced == {IN_ALL: 2, "gmail.com": 1}


@pytest.mark.parametrize("address", ["a@Gmail.com", "a@GMAIL.COM", "a@b@gmail.com"])
def test_a_domain_is_what_follows_the_last_at_in_lower_case(address):
    assert domain_of(address) == "gmail.com"


# ---- given back


@pytest.fixture
def claim(live, people, paced, lesson_day):
    """Three of one batch, counted, and not yet handed over."""
    paced(per_day=3, per_domain={"gmail.com": 5})
    people(0, "a@gmail.com", "b@gmail.com", "c@example.org")
    plan_due(lesson_day, practising=False)
    claimed = claim_next(lesson_day, "w").claim
    assert used() == {IN_ALL: 3, "gmail.com": 2}
    return claimed


@pytest.mark.parametrize("verdict", NOES)
def test_after_a_definite_no_the_room_is_given_back_once(claim, lesson_day, verdict):
    for _ in range(2):
        settle(claim.attempt, Outcome(verdict), lesson_day)
        assert used() == {}


@pytest.mark.parametrize("verdict", [Verdict.ACCEPTED, Verdict.UNCERTAIN])
def test_after_a_yes_or_a_doubt_it_stays_used(claim, run, lesson_day, verdict):
    settle(claim.attempt, Outcome(verdict), lesson_day)
    settle(claim.attempt, Outcome(Verdict.REFUSED), lesson_day)
    assert used() == {IN_ALL: 3, "gmail.com": 2} and run(lesson_day + MINUTE).accepted == 0


def test_after_our_own_death_it_stays_used(claim, run, lesson_day):
    run(lesson_day + MINUTE, "w")
    assert states() == ["uncertain"] * 3 and used() == {IN_ALL: 3, "gmail.com": 2}


@pytest.mark.parametrize("named", ["accepted", "uncertain"])
def test_when_some_of_a_batch_had_it_no_more_leave_than_the_limit(claim, run, live, lesson_day, named):
    some = frozenset({claim.recipients[0].message})
    settle(claim.attempt, Outcome(Verdict.REFUSED, **{named: some}), lesson_day)
    assert used()[IN_ALL] >= 1
    run(lesson_day + HOUR)
    assert len(live.messages) <= 2


def test_what_was_given_back_leaves_the_same_day(claim, run, live, lesson_day):
    settle(claim.attempt, Outcome(Verdict.LIMITED, retry_at=lesson_day + MINUTE), lesson_day)
    assert run(lesson_day + MINUTE).accepted == 3 and used() == {IN_ALL: 3, "gmail.com": 2}


def test_room_is_given_back_to_the_day_it_was_taken_from(claim, paced, live, lesson_day):
    settle(claim.attempt, Outcome(Verdict.REFUSED), lesson_day + DAY)
    assert used() == {} and room(live, ClinicProfile.current(), lesson_day).by_domain == {"gmail.com": 5}

"""Leases: what a dead worker left open becomes uncertain, and never while a living one still holds it."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import DatabaseError

from campaigns.events.applying import apply_events
from campaigns.models import Attempt, Enrolment, Message, Tally
from campaigns.models.state_table import State
from campaigns.sending import leases
from campaigns.sending.claiming import claim_next
from campaigns.sending.leases import LEASE, bury
from campaigns.sending.planning import plan_due
from campaigns.sending.settling import settle
from campaigns.sending.workers import namespace, started
from mailer.transports.base import LONGEST_HAND_OVER, Outcome, Verdict
from tests.campaigns.events.in_the_post import told
from tests.campaigns.rows import only_message, reread, states, unaccounted

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
LONG = timedelta(days=30)
ELSEWHERE = "another-machine:1:4711:12"
ALIVE = f"{namespace()}:{os.getppid()}:{started(os.getppid())}"  # whoever started these tests
SAME_NUMBER = f"{namespace()}:{os.getppid()}:1"  # a process id is given out again; its start is not


@pytest.fixture
def claimed(live, enrol, lesson_day):
    """A claim in the name of a worker, never handed over."""

    def claim(worker: str, *addresses: str) -> Attempt:
        for address in addresses or ["ana@example.org"]:
            enrol(address, address[:1].upper())
        plan_due(lesson_day, practising=False)
        return claim_next(lesson_day, worker).claim.attempt

    return claim


@pytest.fixture
def gone() -> str:
    """The name of a process on this machine that has ended."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        name = f"{namespace()}:{other.pid}:{started(other.pid)}"
        other.kill()
    return name


def test_a_lease_outlasts_the_longest_call_by_far():
    assert LONGEST_HAND_OVER + timedelta(minutes=5) <= LEASE


# ---- who is dead


def test_a_worker_that_ended_on_this_machine_is_buried_at_once(claimed, gone, lesson_day):
    claimed(gone)
    assert bury("me", lesson_day + SECOND) == 1 and states() == ["uncertain"]


def test_another_process_with_its_number_isnt_it(claimed, lesson_day):
    claimed(SAME_NUMBER)
    assert bury("me", lesson_day + SECOND) == 1


@pytest.mark.parametrize("later", [SECOND, LEASE, LEASE + SECOND, LONG])
def test_a_living_worker_keeps_what_it_holds_however_long(claimed, run, live, lesson_day, later):
    claimed(ALIVE)
    assert bury("me", lesson_day + later) == 0 and states() == ["sending"]
    run(lesson_day + later)
    assert live.batches == [] and only_message().state == State.SENDING


def test_a_worker_on_another_machine_is_believed_until_its_lease_ends(claimed, lesson_day):
    claimed(ELSEWHERE)
    assert bury("me", lesson_day + LEASE) == 0 and states() == ["sending"]
    assert bury("me", lesson_day + LEASE + SECOND) == 1 and states() == ["uncertain"]


def test_what_stands_under_ones_own_name_is_of_an_earlier_life(claimed, lesson_day):
    claimed("me")
    assert bury("me", lesson_day) == 1


# ---- what becomes of it


def test_it_is_uncertain_with_its_reason_and_the_series_goes_on(claimed, live, run, lesson_day):
    attempt = claimed(ELSEWHERE)
    later = lesson_day + LEASE + SECOND
    run(later)
    message = only_message()
    assert message.attempt_id == attempt.id and "program ended" in message.reason and message.settled_at == later
    assert (reread(attempt).verdict, attempt.settled_at) == ("died", later)
    enrolment = Enrolment.objects.get()
    assert enrolment.position == 1 and enrolment.left_on == lesson_day.date() and unaccounted() == 0
    run(enrolment.next_due_at)
    assert states() == ["uncertain", "accepted"] and str(message.id) not in live.messages


def test_all_of_its_batch_and_nothing_of_another(claimed, gone, lesson_day):
    claimed(gone, "a@example.org", "b@example.org")
    claimed(ALIVE, "c@example.org")
    assert bury("me", lesson_day + SECOND) == 2
    assert sorted(states()) == ["sending", "uncertain", "uncertain"]
    assert Tally.objects.kept() == Tally.objects.counted_anew()


def test_what_an_event_has_proven_meanwhile_stays_proven(claimed, gone, lesson_day):
    attempt = claimed(gone, "a@example.org", "b@example.org")
    first = Message.objects.order_by("id").first()
    apply_events("sendgrid", [told(first, "delivered")], lesson_day)
    assert bury("me", lesson_day + SECOND) == 1
    assert sorted(states()) == ["delivered", "uncertain"] and reread(attempt).settled_at


def test_an_event_after_the_burial_still_solves_the_doubt(claimed, gone, lesson_day):
    claimed(gone)
    bury("me", lesson_day)
    apply_events("sendgrid", [told(only_message(), "taken")], lesson_day + SECOND)
    assert states() == ["accepted"] and Enrolment.objects.get().position == 1


@pytest.mark.parametrize("verdict", Verdict)
def test_a_settlement_after_the_burial_changes_no_message(claimed, lesson_day, verdict):
    attempt = claimed(ELSEWHERE)
    bury("me", lesson_day + LEASE + SECOND)
    before = Message.objects.values().get()
    settle(attempt, Outcome(verdict), lesson_day + LEASE + 2 * SECOND)
    assert Message.objects.values().get() == before and reread(attempt).verdict == "died"


def test_a_settled_attempt_is_nobodys_to_bury(claimed, gone, lesson_day):
    attempt = claimed(gone)
    settle(attempt, Outcome(Verdict.ACCEPTED, 202), lesson_day)
    assert bury("me", lesson_day + LONG) == 0 and states() == ["accepted"]


def test_a_burial_is_written_whole_or_not_at_all(claimed, gone, lesson_day, monkeypatch):
    attempt = claimed(gone)
    with monkeypatch.context() as patched:
        patched.setattr(leases, "DIED", None)
        with pytest.raises(DatabaseError):
            bury("me", lesson_day)
    assert states() == ["sending"] and reread(attempt).settled_at is None
    assert bury("me", lesson_day) == 1

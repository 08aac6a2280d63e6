"""An attempt we took for a definite no had left after all: what is known to have left never leaves again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaigns.models import Attempt, Enrolment, Message
from campaigns.models.state_table import State
from campaigns.sending.claiming import claim_next
from campaigns.sending.settling import settle
from campaigns.stopping.lessons import stop
from mailer.events.base import Happened
from mailer.transports.base import Outcome, Verdict
from tests.campaigns.events.in_the_post import states_of, told
from tests.campaigns.rows import only_message, reread, states, unaccounted

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NO = Outcome(Verdict.REFUSED, reason="Not connected.")
NOES = [Outcome(verdict) for verdict in (Verdict.REFUSED, Verdict.LIMITED, Verdict.STOPPED, Verdict.FAULTY)]
PROOFS = ["taken", "delivered", "soft bounce", "complaint", "not sent"]


@pytest.fixture
def refused(live, enrol, run, lesson_day) -> Attempt:
    """The one attempt so far: refused, as far as we could tell."""
    enrol()
    live.answers.append(NO)
    run(lesson_day)
    assert states() == ["planned"]
    return Attempt.objects.get()


@pytest.mark.parametrize("happened", PROOFS)
def test_while_it_is_planned_again_the_proof_keeps_it_from_leaving_a_second_time(
    refused, live, run, tell, lesson_day, happened
):
    assert tell(told(only_message(), happened, attempt=refused.id)).moved == 1
    run(lesson_day + HOUR)
    assert len(live.messages) == 1 and only_message().state not in (State.PLANNED, State.SENDING)


def test_the_series_goes_on_from_the_day_the_proof_came(refused, live, run, tell, lesson_day):
    tell(told(only_message(), "delivered", attempt=refused.id), at=lesson_day + HOUR)
    enrolment = Enrolment.objects.get()
    assert (enrolment.position, enrolment.left_on) == (1, lesson_day.date()) and unaccounted() == 0
    run(enrolment.next_due_at)
    assert states() == ["delivered", "accepted"] and len(set(live.messages)) == 2


def test_a_message_that_never_left_is_moved_by_no_proof_of_another(refused, live, run, tell, enrol, lesson_day):
    first = only_message()
    enrol("bo@example.org", "Bo")
    live.answers.append(NO)
    run(lesson_day + HOUR)
    other = Message.objects.exclude(pk=first.pk).get()
    tell(told(first, "delivered", attempt=refused.id))
    assert states_of([first, other]) == ["delivered", "planned"]
    run(lesson_day + 2 * HOUR)
    assert live.messages.count(str(first.pk)) <= 2 and reread(other).state == State.ACCEPTED


@pytest.mark.parametrize("second", NOES, ids=lambda outcome: outcome.verdict)
@pytest.mark.parametrize("happened", ["taken", "soft bounce"])
def test_while_a_second_attempt_is_under_way_its_no_doesnt_put_it_back(
    refused, live, run, tell, lesson_day, happened, second
):
    email = only_message()
    claim = claim_next(lesson_day + HOUR, "w").claim
    assert tell(told(email, happened, attempt=refused.id)).moved == 0, "the second attempt isn't proven by the first"
    assert reread(email).state == State.SENDING
    settle(claim.attempt, second, lesson_day + HOUR)
    assert reread(email).state not in (State.PLANNED, State.SENDING)
    assert "earlier attempt" in email.reason and reread(email.enrolment).position == 1
    run(lesson_day + 5 * HOUR)
    assert str(email.pk) not in live.messages[1:] and unaccounted() == 0


def test_a_later_named_by_the_second_attempt_doesnt_put_it_back_either(refused, live, tell, lesson_day):
    email = only_message()
    claim = claim_next(lesson_day + HOUR, "w").claim
    tell(told(email, "delivered", attempt=refused.id))
    settle(claim.attempt, Outcome(Verdict.ACCEPTED, later=frozenset({str(email.pk)})), lesson_day + HOUR)
    assert reread(email).state == State.DELIVERED


def test_of_a_halved_batch_only_the_proven_stay_where_they_are(live, enrol, run, tell, lesson_day):
    for number in range(4):
        enrol(f"p{number}@example.org", f"P{number}")
    live.answers.append(Outcome(Verdict.LIMITED, 429))
    run(lesson_day)
    first = Attempt.objects.get()
    claim = claim_next(lesson_day + HOUR, "w").claim
    proven = Message.objects.get(pk=claim.recipients[0].message)
    tell(told(proven, "delivered", attempt=first.id))
    settle(claim.attempt, Outcome(Verdict.TOO_MUCH, 413), lesson_day + HOUR)
    live.batches.clear()
    run(lesson_day + 2 * HOUR)
    assert sorted(states()) == ["accepted", "accepted", "accepted", "delivered"]
    assert str(proven.pk) not in live.messages and len(live.messages) == len(set(live.messages)) == 3


def test_a_yes_to_the_second_attempt_stands_and_its_own_events_count(refused, live, run, tell, lesson_day):
    run(lesson_day + HOUR)
    email = only_message()
    assert email.state == State.ACCEPTED
    assert tell(told(email, "hard bounce", attempt=refused.id)).moved == 0
    assert tell(told(email, "delivered")).moved == 1 and reread(email).state == State.DELIVERED


def test_a_doubt_about_the_second_attempt_isnt_solved_by_the_first(refused, live, run, tell, lesson_day):
    live.answers.append(Outcome(Verdict.UNCERTAIN))
    run(lesson_day + HOUR)
    email = only_message()
    tell(told(email, "delivered", attempt=refused.id))
    assert reread(email).state == State.UNCERTAIN and email.events.count() == 1
    run(lesson_day + timedelta(days=30))
    assert live.messages.count(str(email.pk)) == 2, "nothing uncertain is sent again by itself"


@pytest.mark.parametrize("happened", [Happened.DELIVERED, Happened.HARD_BOUNCE])
def test_one_cancelled_meanwhile_stays_cancelled_and_the_event_on_record(refused, live, tell, lesson_day, happened):
    email = only_message()
    stop(email.enrolment, lesson_day, by="patient")
    assert tell(told(email, happened, attempt=refused.id)).new == 1
    assert reread(email).state == State.CANCELLED and email.events.count() == 1

"""Events are applied once, in any order, each to its own message and attempt, even before our own settling."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from campaigns.events.applying import Applied
from campaigns.events.proofs import PROVES
from campaigns.models import Attempt, Enrolment, Event, Message
from campaigns.models.state_table import State
from campaigns.sending.settling import settle
from mailer.events.base import LOOKS, Happened
from mailer.transports.base import Outcome, Verdict
from tests.campaigns.events.in_the_post import states_of, told
from tests.campaigns.rows import reread, unaccounted

pytestmark = pytest.mark.django_db
PASSING = (Happened.TAKEN, Happened.DEFERRED, Happened.DELIVERED)


def everything() -> list[list[dict]]:
    return [list(model.objects.order_by("pk").values()) for model in (Message, Enrolment, Attempt)]


# ---- once


def test_an_event_is_kept_with_its_ids_and_its_time_and_moves_its_message(post, tell, lesson_day):
    email = post.email()
    assert tell(told(email, "delivered", id="abc", code="2.0.0")) == Applied(new=1, moved=1)
    kept = Event.objects.get()
    assert (kept.provider, kept.provider_event_id, kept.happened, kept.code) == (
        "sendgrid",
        "abc",
        "delivered",
        "2.0.0",
    )
    assert (kept.message_id, kept.attempt, kept.received_at) == (email.id, email.attempt_id, lesson_day)
    assert reread(email).state == State.DELIVERED and email.settled_at == lesson_day


def test_a_call_that_comes_again_changes_nothing_more(post, tell, lesson_day):
    calls = [told(post.email(f"p{n}@example.org"), kind) for n, kind in enumerate(("delivered", "hard bounce"))]
    tell(*calls)
    before = everything()
    assert tell(*reversed(calls), at=lesson_day.replace(hour=20)) == Applied()
    assert everything() == before and Event.objects.count() == 2


def test_the_same_event_twice_in_one_call_counts_once(post, tell):
    event = told(post.email(), "delivered", id="same")
    assert tell(event, event) == Applied(new=1, moved=1)


def test_the_same_id_from_another_provider_is_another_event(post, tell):
    email = post.email()
    tell(told(email, "taken", id="1"), provider="ses")
    assert tell(told(email, "delivered", id="1"), provider="sendgrid").new == 1
    assert Event.objects.count() == 2 and reread(email).state == State.DELIVERED


def test_no_events_are_no_call_worth_a_row(post, tell):
    assert tell() == Applied() and not Event.objects.exists()


# ---- what it proves


@pytest.mark.parametrize("state", ["sending", "uncertain", "held", "accepted"])
def test_an_event_takes_its_message_to_what_it_proves_from_wherever_it_stands(post, tell, state):
    kept = [one for one in Happened if one not in LOOKS]  # of a lesson no open or click is kept
    emails = {happened: post.email(f"p{n}@example.org", state=state) for n, happened in enumerate(kept)}
    tell(*(told(email, happened) for happened, email in emails.items()))
    for happened, email in emails.items():
        assert reread(email).state == PROVES[happened] and reread(email.enrolment).position == 1
    assert unaccounted() == 0


@pytest.mark.parametrize("late", PASSING)
def test_no_event_takes_a_message_backward(post, tell, late):
    states = ["delivered", "bounced", "dropped"]
    emails = [post.email(f"{state}@example.org", state=state) for state in states]
    assert tell(*(told(email, late) for email in emails)) == Applied(new=3, moved=0)
    assert states_of(emails) == states


@pytest.mark.parametrize(
    ("happened", "code", "reason"),
    [
        ("hard bounce", "5.1.1", "The mailbox refused it for good (5.1.1)."),
        ("soft bounce", "4.2.2", "The mailbox refused it for now (4.2.2)."),
        ("soft bounce", "", "The mailbox refused it for now."),
        ("dropped", "", "The provider took it, then didn't send it."),
        ("delivered", "2.0.0", ""),
    ],
)
def test_the_reason_is_in_our_own_words(post, tell, happened, code, reason):
    email = post.email()
    tell(told(email, happened, code=code))
    assert reread(email).reason == reason


# ---- before our own settling


@pytest.mark.parametrize("early", ["taken", "delivered", "hard bounce"])
def test_an_event_that_came_before_our_own_settling_is_not_undone_by_it(post, tell, lesson_day, early):
    emails = {verdict: post.email(f"p{n}@example.org", state="sending") for n, verdict in enumerate(Verdict)}
    Attempt.objects.update(settled_at=None)
    tell(*(told(email, early) for email in emails.values()))
    before = everything()[:2]
    assert set(states_of(emails.values())) == {PROVES[Happened(early)]}
    for verdict, email in emails.items():
        settle(email.attempt, Outcome(verdict), lesson_day)
        assert reread(email.attempt).verdict == verdict, "the attempt itself is closed all the same"
    assert everything()[:2] == before


def test_after_an_early_event_the_series_goes_on_once(post, tell, lesson_day):
    email = post.email(state="sending")
    tell(told(email, "taken"), told(email, "delivered"))
    place = reread(email.enrolment)
    assert (place.position, place.left_on) == (1, lesson_day.date()) and place.next_due_at > lesson_day
    before = Enrolment.objects.values().get()
    tell(told(email, "delivered"))
    settle(email.attempt, Outcome(Verdict.ACCEPTED, 202), lesson_day)
    assert Enrolment.objects.values().get() == before


def test_after_the_last_lesson_an_event_finishes_the_series(post, tell):
    email = post.email(state="sending", position=4)
    tell(told(email, "delivered"))
    assert reread(email.enrolment).state == Enrolment.State.FINISHED and unaccounted() == 0


def test_an_event_of_a_lesson_moves_no_series_back(post, tell):
    email = post.email(state="uncertain")
    Enrolment.objects.update(position=3, left_day=9)
    tell(told(email, "delivered"))
    assert reread(email.enrolment).position == 3


# ---- other attempts, other messages, other installations


@pytest.mark.parametrize("happened", PASSING)
def test_an_event_of_another_attempt_moves_nothing_and_stays_on_record(post, tell, happened):
    states, other = ["sending", "uncertain", "held", "accepted", "delivered"], post.attempt()
    emails = [post.email(f"{state}@example.org", state=state) for state in states]
    assert tell(*(told(email, happened, attempt=other.id) for email in emails)) == Applied(new=5, moved=0)
    assert states_of(emails) == states
    assert set(Event.objects.values_list("attempt", flat=True)) == {other.id}


@pytest.mark.parametrize("state", ["sending", "uncertain", "held", "accepted"])
def test_an_event_that_names_no_attempt_counts_for_the_present_one(post, tell, state):
    """SendGrid's deferred event: its own field of that name holds a count."""
    email, other = post.email(state=state), post.email("bo@example.org", state=state)
    assert tell(replace(told(email, "deferred"), attempt="")).moved == (state != "accepted")
    assert states_of([email, other]) == ["accepted", state]


def test_an_event_touches_no_other_message_of_its_patient_or_its_attempt(post, tell):
    family = post.patient()
    attempt = post.attempt()
    own = post.email(patient=family, attempt=attempt)
    others = [
        post.email(patient=family, series=post.new_series("other"), attempt=attempt),
        post.email("bo@example.org", attempt=attempt),
        post.email("eva@example.org", state="uncertain"),
    ]
    before = list(Message.objects.filter(pk__in=[one.pk for one in others]).order_by("pk").values())
    tell(told(own, "delivered"))
    assert list(Message.objects.filter(pk__in=[one.pk for one in others]).order_by("pk").values()) == before


@pytest.mark.parametrize("happened", ["delivered", "hard bounce", "complaint"])
def test_an_event_of_another_installation_leaves_no_trace(post, tell, happened):
    email = post.email()
    before = everything()
    strangers = [
        told(str(uuid4()), happened, attempt=uuid4(), at=post.now, address="ana@example.org"),
        told(str(uuid4()), happened, attempt=email.attempt_id, at=post.now, address="ana@example.org"),
        told(email, happened, attempt=uuid4()),
        told("not-an-id-of-ours", happened, attempt="1", at=post.now, address="ana@example.org"),
        replace(told(email, happened), message=""),
        replace(told(str(uuid4()), happened, attempt=email.attempt_id, at=post.now), attempt=""),
    ]
    assert tell(*strangers) == Applied(unknown=6)
    assert everything() == before and not Event.objects.exists()


def test_a_mixed_call_is_taken_apart(post, tell):
    here, gone, later = post.email("a@example.org"), post.email("b@example.org"), post.email("c@example.org")
    tell(told(here, "taken", id="old"))
    done = tell(
        told(here, "taken", id="old"),
        told(str(uuid4()), "delivered", attempt=uuid4(), at=post.now),
        told(here, "delivered"),
        told(gone, "hard bounce"),
        told(later, "delivered", attempt=gone.attempt_id),
        told(gone, "delivered"),
    )
    assert done == Applied(new=4, moved=2, unknown=1)
    assert states_of([here, gone, later]) == ["delivered", "bounced", "accepted"]


def test_an_ended_enrolment_stays_ended_whatever_arrives(post, tell):
    email = post.email(state="sending")
    Enrolment.objects.all().end("Moved away.", post.now)
    tell(told(email, "delivered"))
    assert reread(email).state == State.DELIVERED
    assert reread(email.enrolment).end_reason == "Moved away." and email.enrolment.next_due_at is None


def test_what_is_logged_are_numbers(post, tell, caplog):
    caplog.set_level("DEBUG")
    tell(told(post.email(), "hard bounce"), told("x", "delivered", attempt="y", at=post.now))
    said = [record.getMessage() for record in caplog.records if record.name.startswith("aftervisit")]
    assert said == ["events of sendgrid: 1 new, 1 messages moved, 1 unknown"]

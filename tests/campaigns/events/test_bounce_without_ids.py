"""An asynchronous bounce carries no ids of ours: its message is found by the address, when only one can be meant."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaigns.events.applying import Applied
from campaigns.events.bounce_without_ids import LONG_AGO
from campaigns.models import Enrolment, Event
from campaigns.models.state_table import State
from patients.models import Suppression
from tests.campaigns.events.in_the_post import states_of, told, without_ids
from tests.campaigns.rows import reread, unaccounted

pytestmark = pytest.mark.django_db
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def given_up() -> bool:
    return bool(Suppression.objects.covering(["ana@example.org"]))


@pytest.mark.parametrize("state", ["sending", "uncertain", "held", "accepted", "delivered"])
def test_the_only_email_that_went_there_lately_is_the_one_that_bounced(post, tell, lesson_day, state):
    email, other = post.email(state=state), post.email("bo@example.org", state=state)
    tell(without_ids("ANA@Example.org", "hard bounce", lesson_day + HOUR, code="5.1.1"))
    assert states_of([email, other]) == ["bounced", state]
    assert reread(email).reason == "The mailbox refused it later (5.1.1)."
    assert Event.objects.get().message_id == email.id and given_up()
    assert reread(email.enrolment).state == Enrolment.State.ENDED and unaccounted() == 0


def test_of_two_nobody_can_tell_so_none_is_blamed_but_the_mailbox_is_given_up(post, tell, lesson_day):
    first = post.email()
    both = [first, post.email(patient=first.patient, series=post.new_series("other"), state="delivered")]
    tell(without_ids("ana@example.org", "hard bounce", lesson_day + HOUR))
    assert states_of(both) == ["accepted", "delivered"] and Event.objects.get().message is None
    assert given_up() and not Enrolment.objects.under_way().exists()


def test_of_two_patients_who_share_the_mailbox_neither_is_blamed(post, tell, lesson_day):
    both = [post.email(patient=post.patient("ana@example.org", name)) for name in ("Ana", "Bo")]
    tell(without_ids("ana@example.org", "hard bounce", lesson_day + HOUR))
    assert states_of(both) == ["accepted", "accepted"] and not Enrolment.objects.under_way().exists()


def test_one_that_went_long_ago_isnt_meant(post, tell, lesson_day):
    old = post.email(claimed_at=lesson_day - LONG_AGO)
    tell(without_ids("ana@example.org", "hard bounce", lesson_day))
    assert states_of([old]) == ["accepted"] and Event.objects.get().message is None and given_up()


def test_beside_an_old_one_the_late_one_is_meant(post, tell, lesson_day):
    old = post.email(claimed_at=lesson_day - LONG_AGO - HOUR)
    late = post.email(patient=old.patient, series=post.new_series("x"), claimed_at=lesson_day - LONG_AGO + HOUR)
    tell(without_ids("ana@example.org", "hard bounce", lesson_day))
    assert states_of([old, late]) == ["accepted", "bounced"]


def test_one_that_was_claimed_after_the_bounce_isnt_meant(post, tell, lesson_day):
    email = post.email(claimed_at=lesson_day)
    tell(without_ids("ana@example.org", "hard bounce", lesson_day - SECOND))
    assert states_of([email]) == ["accepted"] and given_up()


def test_what_never_left_isnt_meant(post, tell, lesson_day):
    first = post.email(state="planned")
    never = [first, post.email(patient=first.patient, series=post.new_series("x"), state="rejected")]
    tell(without_ids("ana@example.org", "hard bounce", lesson_day + HOUR))
    assert states_of(never) == ["cancelled", "rejected"] and Event.objects.get().message is None


def test_nobody_at_that_address_is_no_fault_and_the_address_is_never_mailed(post, tell, lesson_day):
    post.email()
    assert tell(without_ids("stranger@example.org", "hard bounce", lesson_day)) == Applied(new=1)
    assert Suppression.objects.covering(["stranger@example.org"]) and Enrolment.objects.under_way().exists()


def test_a_soft_bounce_without_ids_finds_its_message_too_and_the_third_gives_the_mailbox_up(post, tell, lesson_day):
    email = post.email()
    for minutes in (1, 2):
        tell(without_ids("ana@example.org", "soft bounce", lesson_day + timedelta(minutes=minutes)))
        assert reread(email).state == State.BOUNCED and not given_up()
    tell(without_ids("ana@example.org", "soft bounce", lesson_day + HOUR))
    assert given_up()


@pytest.mark.parametrize("happened", ["unsubscribed", "group unsubscribed", "complaint", "dropped"])
def test_a_persons_word_without_ids_gives_the_mailbox_up_and_calls_no_email_bounced(post, tell, lesson_day, happened):
    email = post.email()
    tell(without_ids("ana@example.org", happened, lesson_day + HOUR))
    assert states_of([email]) == ["accepted"] and given_up()


def test_the_same_bounce_again_looks_for_no_second_message(post, tell, lesson_day):
    bounce = without_ids("ana@example.org", "hard bounce", lesson_day + HOUR, id="once")
    email = post.email()
    tell(bounce)
    second = post.email("ana@example.org", claimed_at=lesson_day)
    assert tell(bounce) == Applied() and states_of([email, second]) == ["bounced", "accepted"]


@pytest.mark.parametrize("happened", ["taken", "deferred", "delivered", "not sent"])
def test_other_news_without_ids_moves_nothing(post, tell, lesson_day, happened):
    email = post.email()
    assert tell(without_ids("ana@example.org", happened, lesson_day + HOUR)) == Applied(new=1)
    assert states_of([email]) == ["accepted"] and not given_up()


def test_a_bounce_with_ids_blames_its_own_message_however_many_went_there(post, tell):
    first = post.email()
    second = post.email(patient=first.patient, series=post.new_series("x"))
    tell(told(first, "hard bounce"))
    assert states_of([first, second]) == ["bounced", "accepted"]


def test_the_series_of_an_uncertain_one_isnt_moved_twice(post, tell, lesson_day):
    email = post.email(state="sending")
    tell(without_ids("ana@example.org", "hard bounce", lesson_day + HOUR))
    enrolment = reread(email.enrolment)
    assert (enrolment.position, enrolment.next_due_at, enrolment.state) == (1, None, Enrolment.State.ENDED)

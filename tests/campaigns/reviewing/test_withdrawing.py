"""Withdrawn words stop at the next claim, and it is known for whom they were planned."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from campaigns.models import Enrolment, Message
from campaigns.reviewing.readers import Words, still_to_come
from campaigns.reviewing.withdrawing import withdraw
from campaigns.sending.planning import plan_due
from clinic.models import AuditEntry
from clinic.refusal import Refusal
from content.models import Review
from tests.campaigns.reviewing.conftest import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(live, lesson, enrol, lesson_day) -> Message:
    """A live clinic, and a first lesson that is planned and has not left."""
    enrol()
    plan_due(lesson_day, practising=False)
    return Message.objects.get()


def words(lesson) -> Words:
    return Words(lesson, "en", lesson.latest("en").content_hash)


def test_what_is_unsent_stops_at_the_next_claim_and_waits_for_a_signature(planned, live, lesson, esi, run, lesson_day):
    assert still_to_come(words(lesson)) == 1
    withdraw(Review.objects.get(lesson=lesson), "A new warning.", esi, lesson_day)
    run(lesson_day)
    assert live.batches == [] and still_to_come(words(lesson)) == 0
    assert Enrolment.objects.get().waits_for == "review"


def test_a_new_signature_lets_those_who_waited_go_on(planned, live, lesson, esi, run, accept_all, sign, lesson_day):
    withdraw(Review.objects.get(lesson=lesson), "A new warning.", esi, lesson_day)
    run(lesson_day)
    accept_all(lesson, esi)
    sign(lesson, esi, now=lesson_day)
    run(lesson_day)
    assert live.addresses == ["ana@example.org"]


def test_every_signature_on_the_same_words_goes(lesson, signed_series, esi, sign, now):
    sign(lesson, esi)
    assert withdraw(Review.objects.filter(lesson=lesson).first(), "A new warning.", esi, now) == 2
    assert lesson.signed_text("en", now, practising=True) is None


def test_it_says_who_when_and_why(lesson, signed_series, esi, now):
    review = Review.objects.get(lesson=lesson)
    withdraw(review, " A new warning. ", esi, now)
    review.refresh_from_db()
    assert (review.withdrawn_at, review.withdrawn_by, review.withdrawn_why) == (now, str(esi.pk), "A new warning.")
    assert AuditEntry.objects.get(action="review.withdraw").subject == str(review.id)


@pytest.mark.parametrize("why", ["", "   ", "x" * 301], ids=["empty", "blank", "too long"])
def test_a_withdrawal_says_why(why, lesson, signed_series, esi, now):
    with pytest.raises(Refusal, match="Say why"):
        withdraw(Review.objects.get(lesson=lesson), why, esi, now)
    assert lesson.signed_text("en", now, practising=False)


def test_the_front_desk_withdraws_nothing_and_an_admin_may(lesson, signed_series, now):
    review, desk = Review.objects.get(lesson=lesson), make_person("Dana", "front desk")
    with pytest.raises(Refusal, match="Reviewers and admins"):
        withdraw(review, "A new warning.", desk, now)
    assert withdraw(review, "A new warning.", User.objects.create_superuser("root", password="x"), now) == 1


def test_a_signature_that_is_over_isnt_withdrawn_again(lesson, signed_series, esi, now):
    review = Review.objects.get(lesson=lesson)
    withdraw(review, "A new warning.", esi, now)
    with pytest.raises(Refusal, match="doesn't stand any more"):
        withdraw(review, "Once more.", esi, now + timedelta(days=1))

"""What pages say of a lesson: draft, in review, approved, expiring or withdrawn, in every language it has."""

from datetime import timedelta

import pytest

from campaigns.models import Step
from campaigns.reviewing.asking import ask
from campaigns.reviewing.withdrawing import withdraw
from campaigns.series.lesson_states import lesson_states, states_by_language
from content.models import Review
from tests.campaigns.reviewing.conftest import edited, make_person, translated

pytestmark = pytest.mark.django_db


def step_of(lesson) -> Step:
    return Step.objects.select_related("series", "lesson").get(lesson=lesson)


def state(lesson, now):
    step = step_of(lesson)
    return lesson_states([step], now)[step.id]


def translation(lesson, now, language="es"):
    step = step_of(lesson)
    return states_by_language([step], now)[step.id][language]


def test_from_draft_to_review_to_approved_to_expiring_to_withdrawn(lesson, esi, accept_all, sign, now):
    assert state(lesson, now).word == "draft"
    ask(lesson.latest("en"), "7", now)
    assert state(lesson, now).word == "in_review"
    accept_all(lesson, esi)
    review = sign(lesson, esi)
    assert state(lesson, now).word == "approved"
    assert state(lesson, now + timedelta(days=119)).word == "approved"
    assert state(lesson, now + timedelta(days=120)).word == "expiring"
    withdraw(review, "A new warning.", esi, now)
    assert state(lesson, now).word == "withdrawn"


def test_after_its_last_day_it_is_a_draft_that_says_when_it_ran_out(lesson, esi, accept_all, sign, now):
    accept_all(lesson, esi)
    review = sign(lesson, esi)
    assert state(lesson, now + timedelta(days=180)).is_signed and state(lesson, now).ran_out is None
    after = state(lesson, now + timedelta(days=181))
    assert after.word == "draft" and after.ran_out == review


def test_signed_words_stay_approved_while_newer_ones_are_a_draft(lesson, esi, accept_all, sign, now):
    accept_all(lesson, esi)
    sign(lesson, esi)
    draft = edited(lesson, "long-term", "lifelong", now=now)
    assert (state(lesson, now).word, state(lesson, now).word_of_newest) == ("approved", "draft")
    ask(draft, "7", now)
    assert state(lesson, now).word_of_newest == "in_review"


def test_a_translation_lacks_each_of_its_two_signatures(lesson, esi, translator, sign, now):
    translated(lesson, now)
    assert translation(lesson, now).lacks() == ["translator", "clinician"]
    sign(lesson, esi, "es")
    one = translation(lesson, now)
    assert one.lacks() == ["translator"] and not one.is_signed
    sign(lesson, translator, "es", kind=Review.Kind.TRANSLATOR, again_by=(now + timedelta(days=30)).date())
    both = translation(lesson, now)
    assert both.word == "expiring" and len(both.let_out_by) == 2
    assert both.stops_on == (now + timedelta(days=31)).date()
    assert state(lesson, now).word == "draft"


def test_a_translation_with_one_made_up_signature_is_not_signed(lesson, esi, sign, now):
    translated(lesson, now)
    sign(lesson, esi, "es")
    made_up = make_person("Robin", "translator", practice=True)
    sign(lesson, made_up, "es", kind=Review.Kind.TRANSLATOR)
    assert not translation(lesson, now).is_signed


def test_a_signature_for_practice_is_enough_for_those_who_practise(lesson, accept_all, sign, now):
    robin = make_person("Robin", "reviewer", practice=True)
    accept_all(lesson, robin)
    sign(lesson, robin)
    assert state(lesson, now).lacks() == ["clinician"] and state(lesson, now).lacks(practice=True) == []


def test_many_lessons_in_two_queries(signed_series, now, django_assert_num_queries):
    steps = list(signed_series.way().select_related("series"))
    with django_assert_num_queries(2):
        states_by_language(steps, now)

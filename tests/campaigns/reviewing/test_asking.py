"""Authors ask for a review once a text is finished; the newest text is the one asked about."""

import pytest

from campaigns.reviewing.asking import ask
from clinic.refusal import Refusal
from content.models import Review, ReviewRequest
from tests.campaigns.reviewing.conftest import edited, make_person, translated

pytestmark = pytest.mark.django_db


def test_asking_twice_is_asking_once(lesson, now):
    first = ask(lesson.latest("en"), "7", now)
    assert ask(lesson.latest("en"), "8", now) == first and first.asked_by == "7"


def test_a_newer_text_replaces_the_older_request_of_the_same_language_only(lesson, now):
    older, other = ask(lesson.latest("en"), "7", now), ask(translated(lesson, now), "7", now)
    ask(edited(lesson, "long-term", "lifelong", now=now), "7", now)
    older.refresh_from_db()
    other.refresh_from_db()
    assert older.outcome == "changed" and other.closed_at is None


def test_an_unfinished_text_is_refused_with_what_it_lacks(lesson, now):
    draft, _ = lesson.revise("en", '+++\ndraft = true\ntitle = "A start"\n+++\n\nOne line.\n', now=now, by="a")
    with pytest.raises(Refusal, match="it has no goal"):
        ask(draft, "7", now)
    assert not ReviewRequest.objects.exists()


def test_a_signature_answers_the_request(lesson, esi, accept_all, sign, now):
    request = ask(lesson.latest("en"), "7", now)
    accept_all(lesson, esi)
    sign(lesson, esi)
    request.refresh_from_db()
    assert request.outcome == "signed"


def test_a_request_for_a_translation_stays_open_until_both_have_signed(lesson, esi, translator, sign, now):
    request = ask(translated(lesson, now), "7", now)
    sign(lesson, esi, "es")
    request.refresh_from_db()
    assert request.closed_at is None
    sign(lesson, translator, "es", kind=Review.Kind.TRANSLATOR)
    request.refresh_from_db()
    assert request.outcome == "signed"


def test_a_signature_made_up_for_practice_answers_nothing(lesson, accept_all, sign, now):
    request, robin = ask(lesson.latest("en"), "7", now), make_person("Robin", "reviewer", practice=True)
    accept_all(lesson, robin)
    sign(lesson, robin)
    request.refresh_from_db()
    assert request.closed_at is None

"""A reviewer's place in the change sheet is kept, and belongs to the words they saw."""

import pytest

from campaigns.reviewing.claims import accept, claims_about, sheet_for, take_back
from clinic.refusal import Refusal
from content.models import AcceptedClaim
from tests.campaigns.reviewing.conftest import edited, translated

pytestmark = pytest.mark.django_db


def test_what_was_accepted_stays_accepted_and_the_rest_is_left(lesson, now):
    revision, claims = lesson.latest("en"), claims_about(lesson, "en")
    assert accept(revision, revision.content_hash, [claims[0].key, claims[2].key], "7", now) == 2
    sheet = sheet_for(revision, "7")
    assert sheet.accepted == {claims[0].key, claims[2].key} and len(sheet.left) == len(claims) - 2


def test_accepting_twice_is_accepting_once(lesson, now):
    revision, claims = lesson.latest("en"), claims_about(lesson, "en")
    for expected in (1, 0):
        assert accept(revision, revision.content_hash, [claims[0].key], "7", now) == expected
    assert AcceptedClaim.objects.count() == 1


def test_a_claim_that_isnt_on_the_sheet_is_passed_over(lesson, now):
    revision = lesson.latest("en")
    assert accept(revision, revision.content_hash, ["0" * 16], "7", now) == 0


def test_an_acceptance_can_be_taken_back(lesson, now):
    revision, claims = lesson.latest("en"), claims_about(lesson, "en")
    accept(revision, revision.content_hash, [claims[0].key], "7", now)
    take_back(revision, [claims[0].key], "8")
    assert sheet_for(revision, "7").accepted
    take_back(revision, [claims[0].key], "7")
    assert not sheet_for(revision, "7").accepted


def test_words_that_were_overtaken_accept_nothing(lesson, now):
    seen, claims = lesson.latest("en").content_hash, claims_about(lesson, "en")
    newest = edited(lesson, "long-term", "lifelong", now=now)
    with pytest.raises(Refusal, match="words have changed"):
        accept(newest, seen, [claims[0].key], "7", now)


def test_new_words_open_every_claim_again_and_say_which_were_accepted_before(lesson, now):
    revision, claims = lesson.latest("en"), claims_about(lesson, "en")
    accept(revision, revision.content_hash, [claims[0].key], "7", now)
    sheet = sheet_for(edited(lesson, "long-term", "lifelong", now=now), "7")
    assert not sheet.accepted and sheet.again == [claims[0]]


def test_a_claim_that_is_told_otherwise_is_open_again(lesson, series, now):
    revision, claims = lesson.latest("en"), claims_about(lesson, "en")
    accept(revision, revision.content_hash, [claim.key for claim in claims], "7", now)
    series.coverage = series.coverage.replace("not *caused by* damage", "not *due to* damage")
    series.save()
    assert len(sheet_for(revision, "7").left) == 1


def test_a_translation_has_no_sheet_of_its_own(lesson, now):
    translated(lesson, now)
    assert claims_about(lesson, "es") == []


def test_a_series_without_a_coverage_file_has_no_sheet(lesson, series):
    series.coverage = ""
    series.save()
    assert claims_about(lesson, "en") == []

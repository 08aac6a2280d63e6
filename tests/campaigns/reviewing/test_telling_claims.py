"""Authors say what became of each claim of the article; the reviewer's sheet follows."""

from __future__ import annotations

import pytest

from campaigns.models import Series
from campaigns.reviewing.claims import claims_about
from campaigns.reviewing.telling_claims import add, tell
from clinic.refusal import Refusal
from content.coverage import Fate
from content.models import Lesson

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(series: Series) -> Lesson:
    return series.way().get(lesson__slug="07-procedures").lesson


def claim_named(lesson: Lesson, text: str):
    return next(one for one in claims_about(lesson, "en") if one.claim.startswith(text))


def test_a_claim_told_anew_changes_one_line_of_the_sheet(lesson, series, now) -> None:
    before = series.coverage
    told = tell(
        lesson, claim_named(lesson, "research limited").key, Fate.SOFTENED, "", "small studies (R7)", now=now, by="7"
    )
    assert (told.fate, told.why) == (Fate.SOFTENED, "Softened: small studies (R7)")
    series.refresh_from_db()
    changed = [
        after for was, after in zip(before.split("\n"), series.coverage.split("\n"), strict=True) if was != after
    ]
    assert changed == ["| 128 | research limited | Softened: small studies (R7) |"]
    assert claim_named(lesson, "research limited").references[0].name == "R7"


def test_saving_a_claim_unchanged_changes_nothing(lesson, series, now) -> None:
    before = series.coverage
    for one in claims_about(lesson, "en"):
        tell(lesson, one.key, one.fate, one.says, one.reason, now=now, by="7")
    series.refresh_from_db()
    assert series.coverage == before


def test_two_people_telling_the_same_claim_do_not_overwrite_each_other(lesson, now) -> None:
    key = claim_named(lesson, "research limited").key
    tell(lesson, key, Fate.SOFTENED, "", "small studies", now=now, by="7")
    with pytest.raises(Refusal, match="changed this line"):
        tell(lesson, key, Fate.DROPPED, "", "no room", now=now, by="8")


def test_a_dropped_claim_stays_with_its_neighbours(lesson, now) -> None:
    tell(lesson, claim_named(lesson, "research limited").key, Fate.DROPPED, "", "no room", now=now, by="7")
    assert claim_named(lesson, "research limited").fate is Fate.DROPPED


def test_what_the_article_lacks_is_added_for_this_lesson_only(lesson, series, now) -> None:
    add(lesson, "Bring someone | to drive you.", "It is safer.", now=now, by="7")
    add(lesson, "Eat before you come.", "It is usual.", now=now, by="7")
    added = [one for one in claims_about(lesson, "en") if one.section == "Added while writing"]
    assert {(one.says, one.fate, one.why) for one in added} == {
        ("Bring someone | to drive you.", Fate.ADDED, "Added: It is safer."),
        ("Eat before you come.", Fate.ADDED, "Added: It is usual."),
    }
    other = series.way().first().lesson
    assert not [one for one in claims_about(other, "en") if one.section == "Added while writing"]


def test_an_empty_addition_is_refused(lesson, now) -> None:
    with pytest.raises(Refusal, match="Write what the lesson says"):
        add(lesson, " ", "why", now=now, by="7")


def test_a_series_without_a_sheet_gets_one_with_its_first_line(lesson, series, now) -> None:
    Series.objects.filter(pk=series.pk).update(coverage="")
    add(lesson, "Bring someone.", "It is safer.", now=now, by="7")
    assert [one.says for one in claims_about(lesson, "en")] == ["Bring someone."]


def test_a_translation_has_no_sheet(lesson) -> None:
    assert claims_about(lesson, "es") == []

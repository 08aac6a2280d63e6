"""A review: every word the signature covers stands on the page, claims are accepted one by one, and a stale signature is refused."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from campaigns.reviewing.claims import claims_about
from clinic.models import AuditEntry, ClinicProfile
from content.models import AcceptedClaim, Lesson, Review
from tests.campaigns.reviewing.conftest import edited, make_person, translated
from tests.staff.conftest import page, said
from tests.staff.test_reviews import browser_of

pytestmark = pytest.mark.django_db
URL = "/staff/reviews/fibromyalgia/07-procedures/"


@pytest.fixture
def esi(db) -> User:
    return make_person("Esi", "reviewer")


@pytest.fixture
def reviewer(esi) -> Client:
    return browser_of(esi)


@pytest.fixture
def lesson(series) -> Lesson:
    return series.steps.get(lesson__slug="07-procedures").lesson


def keys(lesson: Lesson) -> list[str]:
    return [claim.key for claim in claims_about(lesson, "en")]


def accept(client: Client, lesson: Lesson, *claims: str, seen: str = ""):
    return client.post(f"{URL}accept/", {"claim": claims, "hash": seen or lesson.latest("en").content_hash})


def sign(client: Client, lesson: Lesson, now: datetime, **more):
    form = {
        "hash": lesson.latest("en").content_hash,
        "statement": "on",
        "again_by": (now + timedelta(days=364)).date().isoformat(),
        **more,
    }
    return client.post(f"{URL}sign/", form, follow=True)


def test_the_sheet_comes_first_with_what_became_of_each_claim(lesson, reviewer: Client):
    words = said(reviewer.get(URL))
    assert "5 softened 6 dropped 9 added 6 kept" in words and "Claim 1 of 26" in words
    assert (
        words.index("trigger points are a hallmark")
        < words.index("Same meaning, plainer words")
        < words.index("The whole lesson")
    )
    assert "0 of 26 accepted" in words and "Sign, after the last 26" in words


def test_a_reference_is_a_link_and_one_without_an_address_is_said_whole(lesson, reviewer: Client):
    answer = reviewer.get(URL)
    assert 'href="https://doi.org/10.5772/intechopen.72936"' in answer.content.decode()
    assert "Wolfe, Semin Arthritis Rheum 2016;46:319–329" in said(answer)


def test_every_word_the_signature_covers_is_on_the_page(lesson, reviewer: Client):
    words, text = said(reviewer.get(URL)), lesson.latest("en").text
    parts = [text.title, text.goal, text.preheader, text.question.ask, text.action.title, *text.sources,
             *(part for answer in text.question.answers for part in (answer.text, answer.why)),
             text.when_to_call.emergency, text.when_to_call.crisis, text.when_to_call.clinic]  # fmt: skip
    assert [part for part in parts if " ".join(part.split()) not in words] == []


def test_an_accepted_claim_folds_to_a_line_and_the_page_goes_on_at_the_next(lesson, reviewer: Client):
    first, second = keys(lesson)[:2]
    answer = accept(reviewer, lesson, first)
    assert answer["Location"] == f"{URL}#claim-{second}"
    shown = page(reviewer, URL)
    assert ("details", f"claim-{first}") in {(tag, attrs.get("id")) for tag, attrs in shown.tags}
    assert "1 of 26 accepted" in shown.words and "Sign, after the last 25" in shown.words


def test_an_accepted_claim_can_be_taken_back(lesson, reviewer: Client):
    accept(reviewer, lesson, keys(lesson)[0])
    reviewer.post(f"{URL}accept/", {"back": keys(lesson)[0]})
    assert "0 of 26 accepted" in said(reviewer.get(URL))


def test_accepting_words_that_were_overtaken_is_refused_and_the_new_ones_are_shown(lesson, reviewer: Client, now):
    seen = lesson.latest("en").content_hash
    edited(lesson, "doctor", "clinician", now=now)
    accept(reviewer, lesson, keys(lesson)[0], seen=seen)
    assert "The words have changed since you opened this page" in said(reviewer.get(URL))
    assert not AcceptedClaim.objects.exists()


def test_the_same_claims_are_accepted_again_together_after_an_edit(lesson, reviewer: Client, now):
    accept(reviewer, lesson, *keys(lesson)[:5])
    edited(lesson, "doctor", "clinician", now=now)
    assert "Accept the same 5 again" in said(reviewer.get(URL))


def test_a_reviewer_signs_on_the_page(lesson, esi, reviewer: Client, now, enrol):
    enrol()
    accept(reviewer, lesson, *keys(lesson))
    shown = said(reviewer.get(URL))
    assert "Sign revision 1 1 patient has yet to reach it. They get these words." in shown
    assert "Revision 1 is signed until October 11, 2027." in said(sign(reviewer, lesson, now))
    assert Review.objects.get(lesson=lesson).signer == str(esi.pk)


@pytest.mark.parametrize(
    ("more", "why"),
    [({"statement": ""}, "Tick the statement"), ({"again_by": "2029-01-01"}, "12 months at most"), ({"again_by": "x"}, "Write the day"),
     ({"hash": "0" * 64}, "words have changed")],
    ids=["not ticked", "too long", "no day", "stale"],
)  # fmt: skip
def test_a_refused_signature_says_why_and_keeps_what_was_filled_in(more, why, lesson, reviewer: Client, now):
    accept(reviewer, lesson, *keys(lesson))
    form = {"hash": lesson.latest("en").content_hash, "statement": "on", "again_by": "2027-05-05", **more}
    answer = reviewer.post(f"{URL}sign/", {name: value for name, value in form.items() if value})
    assert "Not signed." in said(answer) and why in said(answer)
    assert f'value="{form["again_by"]}"' in answer.content.decode()
    assert not Review.objects.exists()


def test_claims_left_refuse_the_signature(lesson, reviewer: Client, now):
    accept(reviewer, lesson, *keys(lesson)[:-1])
    assert "1 claim of the change sheet is left to accept" in said(sign(reviewer, lesson, now))


def test_others_read_the_sheet_and_can_neither_accept_nor_sign(lesson, staff: Client, now):
    words = said(staff.get(URL))
    assert "Claim 1 of 26" in words and "Accept" not in words and "Reviewers sign lessons." in words
    accept(staff, lesson, keys(lesson)[0])
    sign(staff, lesson, now)
    assert not AcceptedClaim.objects.exists() and not Review.objects.exists()


def test_ones_own_edit_is_refused_and_where_it_is_allowed_every_page_says_so(lesson, esi, reviewer: Client, staff, now):
    edited(lesson, "doctor", "clinician", now=now, by=str(esi.pk))
    accept(reviewer, lesson, *keys(lesson))
    assert "somebody else signs them" in said(reviewer.get(URL)) and "somebody else" in said(
        sign(reviewer, lesson, now)
    )
    ClinicProfile.objects.update(own_edits_signed=True)
    assert "the signature will say so" in said(reviewer.get(URL))
    assert "It says that you signed your own edit." in said(sign(reviewer, lesson, now))
    for url in (URL, "/staff/series/fibromyalgia/07-procedures/", "/staff/series/fibromyalgia/", "/staff/reviews/"):
        assert "igned their own edit" in said(staff.get(url)), url


def test_a_lesson_without_a_sheet_opens_with_its_text_and_can_be_signed(lesson, series, reviewer: Client, now):
    series.coverage = ""
    series.save()
    assert "No article stands behind this lesson" in said(reviewer.get(URL))
    assert "is signed until" in said(sign(reviewer, lesson, now))


def test_a_translation_shows_its_own_words_and_needs_no_claims(lesson, reviewer: Client, now):
    translated(lesson, now)
    words = said(reviewer.get(f"{URL}?language=es"))
    assert "A translation into Spanish" in words and "Claim 1" not in words
    sign(reviewer, lesson, now, language="es")
    assert Review.objects.get().language == "es"


def test_a_changed_lesson_is_said_to_who_reviews_its_translation(lesson, reviewer: Client, now):
    translated(lesson, now)
    edited(lesson, "doctor", "clinician", now=now)
    assert "The lesson has changed since it was translated." in said(reviewer.get(f"{URL}?language=es"))


def test_a_text_that_isnt_there_is_not_found(lesson, reviewer: Client):
    assert reviewer.get(f"{URL}?language=xx").status_code == 404


def test_the_lessons_page_says_who_signed_and_leads_to_the_review(signed_series, reviewer: Client):
    answer = reviewer.get("/staff/series/fibromyalgia/07-procedures/")
    assert "Signed by Test Reviewer, MD, October 12, 2026. Holds until October 12, 2027." in said(answer)
    assert {URL, f"{URL}withdraw/"} <= {*page(reviewer, "/staff/series/fibromyalgia/07-procedures/").addresses}


def test_an_author_asks_once_and_the_button_is_gone(series, staff: Client):
    lesson = "/staff/series/fibromyalgia/07-procedures/"
    assert "Ask for a review" in said(staff.get(lesson))
    words = said(staff.post(f"{lesson}ask/", follow=True))
    assert "In review" in words and "Ask for a review" not in words
    assert AuditEntry.objects.filter(action="review.ask").count() == 1

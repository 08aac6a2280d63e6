"""The Reviews page: what waits for me first, what runs out and can be signed again together, what is signed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from clinic.models import ClinicProfile
from content.models import Review
from tests.campaigns.reviewing.conftest import edited, make_person
from tests.staff.conftest import page, said

pytestmark = pytest.mark.django_db
URL = "/staff/reviews/"


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def esi(db) -> User:
    return make_person("Esi", "reviewer")


@pytest.fixture
def reviewer(esi) -> Client:
    return browser_of(esi)


@pytest.fixture
def runs_out(signed_series, now: datetime) -> list[Review]:
    """Three signatures that end in 40 days, the others in a year."""
    lessons = [step.lesson_id for step in signed_series.way()[:3]]
    Review.objects.filter(lesson__in=lessons).update(expires_on=(now + timedelta(days=40)).date())
    return list(Review.objects.filter(lesson__in=lessons).order_by("lesson__slug"))


def again(client: Client, now: datetime, **more):
    boxes = [attrs["value"] for tag, attrs in page(client, URL).tags if attrs.get("name") == "words"]
    form = {"words": boxes, "statement": "on", "again_by": (now + timedelta(days=300)).date().isoformat(), **more}
    return client.post("/staff/reviews/again/", form, follow=True)


def test_what_waits_for_me_comes_first_and_stands_in_the_navigation(series, reviewer: Client):
    words = said(reviewer.get(URL))
    assert "8 lessons wait for your signature" in words and "Reviews 8 for you" in words


def test_somebody_who_signs_nothing_sees_what_waits_and_no_count(series, staff: Client):
    words = said(staff.get(URL))
    assert "Waiting for a signature" in words and "for your signature" not in words and "Reviews 8" not in words


def test_what_an_author_asked_for_stands_before_the_rest(series, reviewer: Client, staff: Client):
    staff.post("/staff/series/fibromyalgia/08-your-plan/ask/")
    words = said(reviewer.get(URL))
    assert words.index("Your plan and when to call") < words.index("What fibromyalgia is")


def test_a_newer_text_that_nobody_asked_about_waits_for_nobody(signed_series, reviewer: Client, staff: Client, now):
    edited(signed_series.way().first().lesson, "long-term", "lifelong", now=now)
    assert "for your signature" not in said(reviewer.get(URL))
    staff.post("/staff/series/fibromyalgia/01-what-it-is/ask/")
    assert "1 lesson waits for your signature" in said(reviewer.get(URL))


def test_a_translation_waits_for_both_once_it_is_offered_and_says_whose_signature_it_still_needs(
    signed_series, reviewer
):
    tomas, lesson = browser_of(make_person("Tomas", "translator")), signed_series.way().first().lesson
    assert "for your signature" not in said(tomas.get(URL))
    ClinicProfile.objects.update(languages=["en", "es"])
    assert "8 translations wait for your signature" in said(tomas.get(URL))
    assert "8 translations wait for your signature" in said(reviewer.get(URL))
    form = {"hash": lesson.latest("es").content_hash, "statement": "on", "again_by": "2027-05-05", "language": "es"}
    reviewer.post(f"{URL}fibromyalgia/01-what-it-is/sign/", form)
    assert "needs a translator’s signature" in said(reviewer.get(URL))
    assert "7 translations wait for your signature" in said(reviewer.get(URL))


def test_a_translation_somebody_asked_about_waits_whatever_the_clinic_offers(signed_series, reviewer, staff: Client):
    staff.post("/staff/series/fibromyalgia/01-what-it-is/ask/", {"language": "es"})
    assert "1 translation waits for your signature" in said(reviewer.get(URL))


def test_those_that_run_out_say_when_and_how_many_patients_it_touches(runs_out, enrol, reviewer: Client):
    enrol()
    words = said(reviewer.get(URL))
    assert words.count("Stops going out on Sunday, November 22 · 1 patient has yet to reach it") == 3
    assert "Sign 3 again" in words


def test_several_are_signed_again_at_once(runs_out, reviewer: Client, esi, now):
    words = said(again(reviewer, now))
    assert "Signed again until August 8, 2027: “What fibromyalgia is”" in words
    assert Review.objects.filter(signer=str(esi.pk), expires_on=(now + timedelta(days=300)).date()).count() == 3


def test_a_stale_one_is_refused_by_name_and_the_others_are_signed(runs_out, reviewer: Client, esi, now):
    boxes = [f"{one.lesson_id}:en:{one.content_hash}" for one in runs_out]
    stale = boxes[0][:-4] + "0000"
    words = said(again(reviewer, now, words=[stale, *boxes[1:]]))
    assert "“What fibromyalgia is” isn’t signed. The words have changed" in words
    assert Review.objects.filter(signer=str(esi.pk)).count() == 2


@pytest.mark.parametrize(
    ("more", "why"),
    [({"again_by": "soon"}, "Write the day"), ({"words": []}, "Choose at least one"), ({"statement": None}, "Tick the statement"),
     ({"words": ["nonsense", "1:2:3"]}, "reviewers sign lessons")],
    ids=["no day", "none chosen", "not ticked", "nonsense"],
)  # fmt: skip
def test_what_is_missing_is_said_and_nothing_is_signed(more, why, runs_out, reviewer: Client, esi, now):
    form = {name: value for name, value in more.items() if value is not None}
    if more.get("statement", "") is None:
        boxes = [f"{one.lesson_id}:en:{one.content_hash}" for one in runs_out]
        answer = reviewer.post(
            "/staff/reviews/again/", {"words": boxes, "again_by": (now + timedelta(days=9)).date().isoformat()}, follow=True
        )  # fmt: skip
    else:
        answer = again(reviewer, now, **form)
    assert why in said(answer)
    assert not Review.objects.filter(signer=str(esi.pk)).exists()


def test_nobody_else_signs_again(runs_out, staff: Client, now):
    boxes = [f"{one.lesson_id}:en:{one.content_hash}" for one in runs_out]
    again(staff, now, words=boxes)
    assert not Review.objects.exclude(signer="").exists()
    assert "Sign 3 again" not in said(staff.get(URL))


def test_today_says_what_stops_and_whom_it_touches(runs_out, enrol, staff: Client):
    enrol()
    words = said(staff.get("/staff/"))
    assert "3 lessons of “Living with fibromyalgia” need a new signature" in words
    assert "The first stops going out on Sunday, November 22 · 1 patient has yet to reach it." in words


def test_more_lessons_ask_the_database_no_more_often(series, reviewer: Client, now, django_assert_max_num_queries):
    reviewer.get(URL)
    with django_assert_max_num_queries(38):
        reviewer.get(URL)

"""The series and its lessons: reviews, counts and rules."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.urls import reverse

from campaigns.models import Series, Step
from clinic.models import ClinicProfile
from content.models import Lesson, Review
from tests.staff.conftest import Page, said

URL = "/staff/series/fibromyalgia/"


def test_the_list_says_what_is_in_it_and_what_is_to_be_reviewed(filled, staff: Client):
    words = said(staff.get("/staff/series/"))
    assert "Living with fibromyalgia 8 lessons, 28 days · English" in words
    assert "Active 2 0 All approved" in words


def test_without_a_series_the_page_says_how_to_get_one(db, staff: Client):
    assert "python manage.py load_library" in said(staff.get("/staff/series/"))


def test_lessons_say_who_had_them_and_who_waits(filled, staff: Client):
    words = said(staff.get(URL))
    assert "2 in it now 0 finished 1 ended early 3 enrolled in all" in words
    assert "What fibromyalgia is 1 day after the visit Approved until Oct 12, 2027 1 waiting, 2 had it" in words
    assert "1 waiting, 0 had it" in words  # the fourth lesson, for the awkward one


def test_lessons_nobody_signed_are_drafts(series, staff: Client):
    words = said(staff.get(URL))
    assert "All 8 lessons wait for a clinician." in words
    assert words.count("Draft not yet reviewed") == 8


def test_a_newer_text_is_a_draft_beside_the_signed_one(signed_series, staff: Client, now):
    lesson = Lesson.objects.get(slug="01-what-it-is")
    lesson.revise("en", lesson.latest("en").source.replace("long-term", "lasting"), now=now, by="test")
    assert "until Oct 12, 2027, with a newer draft" in said(staff.get(URL))


def test_a_review_that_ran_out_is_none(signed_series, staff: Client, now):
    Review.objects.update(expires_on=(now - timedelta(days=1)).date())
    assert "All 8 lessons wait for a clinician." in said(staff.get(URL))


def test_the_rules_are_those_of_the_clinic(signed_series, staff: Client):
    ClinicProfile.objects.update(weekdays=[0, 2, 4], holidays=["2026-01-01", "2026-11-26"])
    words = said(staff.get(URL))
    assert "Monday, Wednesday and Friday, 9 am to 5 pm where the patient lives" in words
    assert "1 holiday, next Thursday, November 26" in words


def test_a_lesson_is_read_with_its_key_and_its_neighbours(signed_series, staff: Client):
    answer = staff.get(f"{URL}02-a-pain-system-turned-up/")
    words, page = said(answer), Page(answer)
    assert "Signed by Test Reviewer, MD, October 12, 2026. Holds until October 12, 2027." in words
    assert "Answers and why" in words and "Lesson 2 of 8" in words
    assert f"{URL}01-what-it-is/" in page.addresses and f"{URL}03-nerves-family-infection/" in page.addresses


def test_the_first_and_last_lesson_have_one_neighbour(signed_series, staff: Client):
    first, last = Step.objects.order_by("position").first(), Step.objects.order_by("position").last()
    assert "Back:" not in said(staff.get(f"{URL}{first.lesson.slug}/"))
    assert "Next:" not in said(staff.get(f"{URL}{last.lesson.slug}/"))


def test_a_series_or_lesson_that_is_not_here_is_not_found(signed_series, staff: Client):
    for url in ("/staff/series/none/", f"{URL}none/", f"{URL}none/preview/", f"{URL}none/frame/"):
        assert staff.get(url).status_code == 404


def test_a_series_without_lessons_opens(db, staff: Client, now):
    Series.objects.create(slug="empty", title="Empty", created_at=now)
    assert staff.get("/staff/series/").status_code == 200
    assert staff.get("/staff/series/empty/").status_code == 200
    assert staff.get("/staff/patients/enrol/?series=empty").status_code == 200


def test_the_pages_of_a_draft_lesson_open_with_what_there_is(staff, clinic, now):
    from pathlib import Path

    from campaigns.series.drafting import draft_series
    from content.importing import import_article

    article = Path(__file__).parents[2] / "operations" / "demo-article.txt"
    draft = draft_series(import_article(article), "drafted", "en", article.name, now)
    for step in draft.way():
        key = f"series/drafted/{step.lesson.slug}"
        for url in (
            reverse("staff:lesson", args=["drafted", step.lesson.slug]),
            reverse("staff:preview", args=[key]),
            reverse("staff:preview_frame", args=[key]),
        ):
            assert staff.get(url).status_code == 200, url
    assert (
        "This lesson has no question."
        in staff.get(reverse("staff:lesson", args=["drafted", step.lesson.slug])).content.decode()
    )

"""The end of the wizard: the draft series with its coverage map, and the first lesson on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from campaigns.models import Series
from clinic.models import AuditEntry, Picture
from clinic.pictures import cleaned
from content.articles import bring
from content.coverage import Fate, claims_of
from content.importing.split_history import SplitHistory
from content.models import Article, Lesson
from tests.clinic.drawings import drawing
from tests.staff.conftest import Page, said

PAGE = Path(__file__).parents[1] / "fixtures" / "articles" / "clinic-page.txt"
GOOD = {"title": "Living with it", "slug": "living-with-it"}


@pytest.fixture
def article(clinic, now) -> Article:
    return bring("page.txt", PAGE.read_bytes(), language="en", now=now, by="test")


def url(article: Article, page: str = "series") -> str:
    return f"/staff/articles/{article.pk}/{page}/"


def test_a_name_is_suggested_and_the_consequences_are_said(article: Article, staff: Client):
    page = staff.get(url(article))
    assert Page(page).field("slug")["value"] == "fibromyalgia-and-interventional-pain-management"
    assert "6 draft lessons are made" in said(page) and "0 patients get them" in said(page)


def test_the_draft_series_has_the_lessons_of_the_split(article: Article, staff: Client):
    history = SplitHistory.from_json(article.split)
    answer = staff.post(url(article), GOOD)
    assert answer.status_code == 302 and answer["Location"] == url(article, "ready")
    series = Series.objects.named("living-with-it")
    assert series.state == Series.State.DRAFT and series.title == "Living with it"
    assert [step.day for step in series.way()] == [lesson.day for lesson in history.split.lessons]
    texts = [step.lesson.latest("en").text for step in series.way()]
    assert [text.title for text in texts] == [lesson.title for lesson in history.split.lessons]
    assert [text.subject for text in texts] == [f"Lesson {number} of 6 is ready" for number in range(1, 7)]
    assert all("minute read" in text.preheader for text in texts)
    noted = AuditEntry.objects.get(action="article.draft")
    assert noted.detail == {"series": str(series.pk), "lessons": 6} and noted.subject == str(article.pk)


def test_the_coverage_map_tells_every_part_of_the_article(article: Article, staff: Client):
    staff.post(url(article), GOOD)
    split = SplitHistory.from_json(article.split).split
    claims = claims_of(Series.objects.named("living-with-it").coverage)
    assert len(claims) == len(split.blocks)
    assert [claim.why for claim in claims if claim.fate is Fate.DROPPED] == [
        "Dropped: promotional.",
        "Dropped: boilerplate.",
    ]
    page = said(staff.get(url(article, "ready")))
    assert f"{len(claims) - 2} kept 0 softened 2 dropped" in page
    assert "Dropped Promotional." in page and "Kept As in the article, still to be put into plain words." in page


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"slug": "Living with it"}, "use small letters, digits and hyphens"),
        ({"slug": "fibromyalgia"}, "There is a series fibromyalgia already"),
        ({"slug": ""}, "Give it a short name"),
        ({"title": " "}, "Give the series a name"),
        ({"title": "x" * 201}, "Name it in 200 characters"),
    ],
    ids=["letters", "taken", "no slug", "no name", "long"],
)
def test_a_name_that_cant_be_is_refused_and_nothing_is_made(
    article: Article, series, staff: Client, change: dict, why: str
):
    answer = staff.post(url(article), GOOD | change)
    assert answer.status_code == 200 and why in said(answer) and "The series isn’t made yet." in said(answer)
    assert Series.objects.count() == 1 and not Lesson.objects.filter(article=article).exists()


def test_a_name_that_is_taken_is_suggested_with_a_number(article: Article, staff: Client, now):
    other = bring("page.txt", PAGE.read_bytes(), language="en", now=now, by="test")
    staff.post(url(other), {"title": "First", "slug": Page(staff.get(url(other))).field("slug")["value"]})
    assert Page(staff.get(url(article))).field("slug")["value"] == "fibromyalgia-and-interventional-pain-management-2"


def test_an_article_becomes_one_series_and_the_wizard_is_over(article: Article, staff: Client):
    staff.post(url(article), GOOD)
    again = staff.post(url(article), GOOD | {"slug": "again"})
    assert again.status_code == 302 and again["Location"] == url(article, "ready")
    late = staff.post(url(article, "split"), {"version": 1, "step": "merge 1"})
    assert late["Location"] == url(article, "ready") and staff.get(url(article, "split"))["Location"] == url(
        article, "ready"
    )
    assert Series.objects.count() == 1 and Article.objects.get().split == article.split


def test_without_a_lesson_there_is_nothing_to_make(article: Article, staff: Client):
    for _ in range(6):
        version = Article.objects.get().split["version"]
        staff.post(url(article, "split"), {"version": version, "step": "leave 1"})
    assert "draft lessons</button>" not in staff.get(url(article)).content.decode()
    assert "take something in" in said(staff.post(url(article), GOOD)) and not Series.objects.exists()


def test_the_first_lesson_is_shown_on_a_phone_with_the_clinics_logo(article: Article, clinic, staff: Client, now):
    clinic.logo = Picture.objects.add(cleaned(drawing()), words="logo", alt="A bar", now=now, by="test")[0].name
    clinic.save()
    staff.post(url(article), GOOD)
    page = staff.get(url(article, "ready"))
    (frame,) = (attrs for tag, attrs in Page(page).tags if tag == "iframe")
    email = staff.get(frame["src"]).content.decode()
    assert frame["width"] == "375" and "Lesson 1 of 6 is ready" in said(page)
    first = " ".join(SplitHistory.from_json(article.split).split.blocks[0].text.split()[:3])
    assert clinic.logo in email and first in email and "can’t be made" not in email
    links = Page(page).addresses
    first_slug = Lesson.objects.earliest("slug").slug
    assert f"/staff/series/living-with-it/{first_slug}/write/" in links
    assert all(f"/staff/series/living-with-it/{lesson.slug}/" in links for lesson in Lesson.objects.all())


def test_a_draft_shows_even_before_the_clinic_is_set_up(db, staff: Client, now):
    row = bring("page.txt", PAGE.read_bytes(), language="en", now=now, by="test")
    staff.post(url(row), GOOD)
    page = staff.get(url(row, "ready"))
    assert page.status_code == 200 and "no mail name yet" in said(page)
    assert (
        staff.get(f"/staff/preview/frame/series/living-with-it/{Lesson.objects.earliest('slug').slug}").status_code
        == 200
    )

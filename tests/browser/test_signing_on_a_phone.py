"""A clinician reviews and signs lesson 7 on a phone: claim by claim, the lesson, the signature. Also without script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page

from clinic.models import Person
from content.models import AcceptedClaim, Review

pytestmark = pytest.mark.browser

PHONE = {"width": 375, "height": 812}
PATH = "/staff/reviews/fibromyalgia/07-procedures/"
CLAIMS = 26


@pytest.fixture
def reviewing(sign_in: Callable, series) -> Iterator[Callable]:
    """Maya, who signs in these tests, is a reviewer here."""

    def opened(**how: object):
        desk = sign_in(viewport=PHONE, **how)
        user = User.objects.get(username="maya")
        Person.objects.create(user=user, role=Person.Role.REVIEWER, credential="MD")
        return desk, desk.open(PATH)

    yield opened


def accept_every_claim(page: Page) -> None:
    while (left := page.get_by_role("button", name="Accept")).count():
        accepted = AcceptedClaim.objects.count()
        left.first.click()
        page.wait_for_function("before => Number(document.querySelector('progress').value) > before", arg=accepted)


def sign(page: Page) -> None:
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Sign revision 1").click()
    page.get_by_role("heading", level=1, name="7 lessons wait for your signature").wait_for()


def test_a_lesson_is_reviewed_and_signed(reviewing: Callable):
    desk, page = reviewing()
    assert page.get_by_text(f"0 of {CLAIMS} accepted").first.is_visible()
    page.get_by_role("button", name="Accept claim 1").first.click()
    page.get_by_text(f"1 of {CLAIMS} accepted").first.wait_for()
    assert "Accept claim 2" in page.evaluate("document.activeElement.textContent")
    assert page.url.endswith(PATH) and desk.overflow() == 0
    accept_every_claim(page)
    assert AcceptedClaim.objects.count() == CLAIMS
    sign(page)
    review = Review.objects.get()
    assert (review.reviewer, review.credential, review.own_edit) == ("Maya", "MD", False)
    assert desk.complaints == []


def test_the_place_is_kept_and_all_of_it_works_without_script(reviewing: Callable):
    desk, page = reviewing(java_script_enabled=False)
    page.get_by_role("button", name="Accept claim 1").first.click()
    page = desk.open(PATH)
    assert page.get_by_text(f"1 of {CLAIMS} accepted").first.is_visible()
    page.get_by_role("button", name="Accept all 6").click()
    while (left := page.get_by_role("button", name="Accept claim")).count():
        left.first.click()
        page.wait_for_load_state()
    sign(page)
    assert Review.objects.count() == 1


def test_words_that_changed_meanwhile_are_shown_and_not_signed(reviewing: Callable, series, now):
    desk, page = reviewing()
    lesson = series.steps.get(lesson__slug="07-procedures").lesson
    lesson.revise("en", lesson.latest("en").source.replace("doctor", "clinician"), now=now, by="author")
    page.get_by_role("button", name="Accept claim 1").first.click()
    page.get_by_text("The words have changed since you opened this page").wait_for()
    assert not AcceptedClaim.objects.exists()


def test_the_button_counts_what_is_ticked(reviewing: Callable, signed_series, now):
    Review.objects.update(expires_on=(timezone.now() + timedelta(days=30)).date())
    desk, _ = reviewing()
    page = desk.open("/staff/reviews/")
    page.get_by_role("button", name="Sign 8 again").wait_for()
    page.get_by_role("checkbox").first.uncheck()
    page.get_by_role("button", name="Sign 7 again").wait_for()

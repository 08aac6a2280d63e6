"""The whole way in a real browser: a Word file, cut into a lesson, written, reviewed and signed on a phone, open for patients."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from campaigns.models import Series
from clinic.models import Person
from content.models import Review

pytestmark = pytest.mark.browser

WORD_FILE = Path(__file__).parents[1] / "fixtures" / "articles" / "letters.docx"
PHONE = {"width": 375, "height": 812}
PASSWORD = "another-long-password"
WRITTEN = {
    "title": "Letters that people understand",
    "goal": "You can write a letter that its reader understands.",
    "subject": "Your first lesson is ready",
    "preheader": "A short read, and one small thing to try with your next letter.",
    "text": "A letter helps when its reader understands it.\n\n## What helps\n\n- Short words\n- Short sentences",
    "key_points": "**Say the main thing first.** Then say why.",
    "action_title": "Try this today",
    "steps": "**Read one letter aloud.** Mark where you stop for breath.",
    "known": "Readers find their way sooner in a short letter.",
    "unknown": "We don't know which length is best for everyone.",
    "emergency": "If somebody is in danger.",
    "crisis": "If you think about hurting yourself.",
    "clinic": "If you have a question about a letter.",
    "sources": "Plain language guidelines, 2011. plainlanguage.gov/guidelines",
    "ask": "What comes first in a letter?",
    "answer_1": "The main thing",
    "why_1": "Many readers stop early.",
    "answer_2": "The history",
    "why_2": "It makes sense to begin at the beginning. But readers look for what concerns them.",
}


def reviewer_on_a_phone(page: Page, site: str) -> Page:
    user = User.objects.create_user("esi", password=PASSWORD, first_name="Esi", last_name="Osei", is_staff=True)
    Person.objects.create(user=user, role=Person.Role.REVIEWER, credential="MD")
    browser = page.context.browser
    assert browser is not None
    phone = browser.new_context(viewport=PHONE).new_page()
    phone.goto(f"{site}/staff/reviews/")
    phone.get_by_label("Name for signing in").fill("esi")
    phone.get_by_label("Password").fill(PASSWORD)
    phone.get_by_role("button", name="Sign in").click()
    return phone


def test_a_word_file_becomes_a_signed_series(sign_in: Callable, clinic, site: str):
    desk = sign_in(viewport={"width": 1280, "height": 900})
    page = desk.open("/staff/articles/new/")
    page.get_by_label("File").set_input_files(WORD_FILE)
    page.get_by_role("button", name="Bring the article").click()
    page.wait_for_url("**/split/")
    lessons = page.locator(".piece .title")
    while (left := lessons.count()) > 1:
        page.keyboard.press("m")
        expect(lessons).to_have_count(left - 1)
        page.wait_for_load_state("load")
    page.get_by_role("button", name="Make the draft series").click()
    page.get_by_label("Short name").fill("letters")
    page.get_by_role("button", name="Make 1 draft lesson").click()
    page.wait_for_url("**/ready/")
    series = Series.objects.get(slug="letters")
    assert series.state == Series.State.DRAFT

    lesson = series.way().get().lesson
    page = desk.open(f"/staff/series/letters/{lesson.slug}/write/")
    for name, words in WRITTEN.items():
        page.locator(f"#{name}").fill(words)
    page.locator("[name=right][value='1']").check()
    expect(page.locator("#saved")).to_contain_text("Saved")
    page.get_by_role("button", name="Ask for review").click()
    expect(page.get_by_text("waits for a review")).to_be_visible()

    phone = reviewer_on_a_phone(page, site)
    expect(phone.get_by_role("heading", level=1)).to_have_text("1 lesson waits for your signature")
    phone.get_by_role("link", name="Review").click()
    assert phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    phone.get_by_role("button", name="Accept all").click()
    expect(phone.get_by_role("button", name="Accept all")).to_have_count(0)
    phone.get_by_role("checkbox").check()
    phone.get_by_role("button", name="Sign revision 2").click()
    phone.wait_for_url(re.compile(r"/staff/reviews/(#.*)?$"))
    phone.context.close()

    review = Review.objects.get()
    assert (review.reviewer, review.credential, review.content_hash) == (
        "Esi Osei",
        "MD",
        lesson.latest("en").content_hash,
    )
    series.refresh_from_db()
    assert series.state == Series.State.ACTIVE
    page = desk.open("/staff/patients/enrol/?series=letters")
    expect(page.get_by_role("radio", name=series.title)).to_be_checked()
    assert desk.complaints == []

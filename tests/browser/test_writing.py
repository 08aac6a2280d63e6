"""The lesson editor in a real browser: it saves by itself, mends words, merges two authors, and keeps the email in step."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from content import drafts
from content.models import Lesson

pytestmark = pytest.mark.browser

WRITE = "/staff/series/fibromyalgia/04-moving-a-little/write/"
WINDOWS = [(320, 640), (375, 812), (1280, 900)]


@pytest.fixture
def lesson(signed_series) -> Lesson:
    return signed_series.way().get(lesson__slug="04-moving-a-little").lesson


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_contain_text("Saved")


def test_what_is_typed_is_saved_and_the_email_shows_it(sign_in: Callable, lesson):
    desk = sign_in()
    page = desk.open(WRITE)
    page.locator("#text").press("Control+Home")
    page.keyboard.type("Begin with one very short walk. ")
    saved(page)
    expect(page.frame_locator("#email iframe").locator("body")).to_contain_text("Begin with one very short walk.")
    page.reload()
    expect(page.locator("#text")).to_have_value(kept := drafts.draft_of(lesson, "en").parts["text"])
    assert kept.startswith("Begin with one very short walk.")
    assert desk.complaints == []


def test_a_hard_word_is_underlined_and_mended_with_one_press(sign_in: Callable, lesson):
    desk = sign_in()
    page = desk.open(WRITE)
    page.locator("#text").fill("You may feel musculoskeletal pain.\n\nRest a little.")
    saved(page)
    expect(page.locator("[data-field=text] mark.hard")).to_have_text("musculoskeletal")
    page.get_by_role("button", name="Use it muscle and joint").click()
    expect(page.locator("#text")).to_have_value("You may feel muscle and joint pain.\n\nRest a little.")
    page.locator("#text").press("Control+z")
    expect(page.locator("#text")).to_have_value("You may feel musculoskeletal pain.\n\nRest a little.")
    assert desk.complaints == []


def test_the_toolbar_and_its_keys(sign_in: Callable, lesson):
    page = sign_in().open(WRITE)
    text = page.locator("#text")
    text.fill("rest")
    text.press("Control+a")
    text.press("Control+b")
    expect(text).to_have_value("**rest**")
    page.get_by_role("button", name="First name").click()
    assert "{given_name}" in text.input_value()
    page.get_by_role("button", name="Source").click()
    expect(page.locator("#sources")).to_be_focused()


def test_two_authors_at_once_lose_nothing(sign_in: Callable, lesson):
    first = sign_in().open(WRITE)
    User.objects.create_user("ben", password="x", first_name="Ben", is_staff=True, is_superuser=True)
    second = first.context.new_page()
    second.goto(first.url)
    first.locator("#goal").fill("You can walk a little each day.")
    saved(first)
    second.locator("#ask").fill("How far do you walk today?")
    saved(second)
    expect(second.locator("#goal")).to_have_value("You can walk a little each day.")
    parts = drafts.draft_of(lesson, "en").parts
    assert (parts["goal"], parts["ask"]) == ("You can walk a little each day.", "How far do you walk today?")


def test_a_lost_connection_is_said_and_made_good(sign_in: Callable, lesson):
    page = sign_in().open(WRITE)
    page.context.set_offline(True)
    page.locator("#goal").fill("You can walk a little each day.")
    expect(page.locator("#saved")).to_contain_text("Not saved")
    page.context.set_offline(False)
    expect(page.locator("#saved")).to_contain_text("Saved", timeout=15_000)
    assert drafts.draft_of(lesson, "en").parts["goal"] == "You can walk a little each day."


def test_it_works_without_scripts(sign_in: Callable, lesson):
    desk = sign_in(java_script_enabled=False)
    page = desk.open(WRITE)
    page.locator("#goal").fill("You can walk a little each day.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#goal")).to_have_value("You can walk a little each day.")
    page.get_by_role("button", name="Ask for review").click()
    expect(page.get_by_text("Revision 2 waits for a review.")).to_be_visible()


@pytest.mark.parametrize("size", WINDOWS, ids=lambda size: f"{size[0]}")
def test_it_fits_every_window_and_axe_finds_nothing(sign_in: Callable, lesson, size):
    desk = sign_in(viewport={"width": size[0], "height": size[1]})
    for path in (WRITE, f"{WRITE}?language=es", WRITE.replace("write", "history")):
        page = desk.open(path)
        page.locator("h1").wait_for()
        assert desk.overflow() == 0, path
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == [], path

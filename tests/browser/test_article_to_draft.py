"""From an article to a draft series in a real browser: upload, cut by keys, reload, make the series, see it on a phone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from campaigns.models import Series
from content.articles import bring
from content.models import Article

pytestmark = pytest.mark.browser

PAGE = Path(__file__).parents[1] / "fixtures" / "articles" / "clinic-page.txt"
WINDOWS = [(320, 640), (375, 812), (768, 1024), (1280, 800)]


@pytest.fixture
def article(clinic, now, transactional_db) -> Article:
    return bring("page.txt", PAGE.read_bytes(), language="en", now=now, by="test")


def titles(page: Page) -> list[str]:
    return [box.input_value() for box in page.locator(".piece .title").all()]


def press(page: Page, key: str) -> None:
    """A key that takes a step: the page loads anew with the next version."""
    version = page.locator("[name=version]").input_value()
    page.keyboard.press(key)
    expect(page.locator("[name=version]")).not_to_have_value(version)
    page.wait_for_load_state("load")


def test_an_article_becomes_a_draft_series(sign_in: Callable, clinic):
    desk = sign_in(viewport={"width": 1280, "height": 800})
    page = desk.open("/staff/articles/")
    page.get_by_role("link", name="Bring an article").click()
    page.get_by_label("File").set_input_files(PAGE)
    page.get_by_role("button", name="Bring the article").click()
    page.wait_for_url("**/split/")
    before = titles(page)

    page.keyboard.press("j")
    press(page, "m")
    merged = titles(page)
    assert merged == [before[0], *before[2:]]
    expect(page.locator("[name=block]:checked")).to_be_focused()
    page.reload()
    assert titles(page) == merged

    page.get_by_role("button", name="Make the draft series").click()
    page.get_by_label("Short name").fill("drafted")
    page.get_by_role("button", name=f"Make {len(merged)} draft lessons").click()
    page.wait_for_url("**/ready/")
    email = page.frame_locator("iframe")
    expect(email.get_by_role("heading", level=1)).to_have_text(merged[0])
    assert email.locator("html").evaluate("() => innerWidth") == 375
    expect(page.get_by_role("table", name="Where the article went")).to_contain_text("Promotional")
    assert Series.objects.get().steps.count() == len(merged) and desk.complaints == []


def test_every_step_has_a_key(sign_in: Callable, article: Article):
    desk = sign_in()
    page = desk.open(f"/staff/articles/{article.pk}/split/")
    before = titles(page)
    for key in "jj":
        page.keyboard.press(key)
    press(page, "s")
    assert len(titles(page)) == len(before) + 1
    expect(page.locator("#lesson-2 [name=block]").first).to_be_checked()
    press(page, "Alt+ArrowUp")
    expect(page.locator("#lesson-1 [name=block]:checked")).to_be_focused()
    press(page, "d")
    expect(page.locator("#lesson-2 [name=block]").first).to_be_checked()
    press(page, "u")
    press(page, "x")
    expect(page.get_by_label("Left out because")).to_have_value("not needed in these lessons")
    for _ in range(5):
        press(page, "z")
    assert titles(page) == before
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    assert desk.complaints == []


def test_letters_in_a_title_are_only_letters_and_the_pressed_button_keeps_the_focus(
    sign_in: Callable, article: Article
):
    page = sign_in().open(f"/staff/articles/{article.pk}/split/")
    page.get_by_label("Title of lesson 1").fill("")
    page.keyboard.type("mxsudz")
    page.locator("#lesson-1").get_by_role("button", name="Down").click()
    expect(page.locator("#lesson-2 .title")).to_have_value("mxsudz")
    expect(page.locator('#lesson-2 [data-act="down"]')).to_be_focused()


def test_a_file_may_be_dropped(sign_in: Callable, clinic):
    page = sign_in().open("/staff/articles/new/")
    data = page.evaluate_handle(
        """() => { const data = new DataTransfer();
        data.items.add(new File(["# Backs\\n\\n## What helps\\n\\nWalk a little."], "backs.md")); return data }"""
    )
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": data})
    expect(page.get_by_role("status").filter(has_text="backs.md is chosen")).to_be_visible()
    page.get_by_role("button", name="Bring the article").click()
    expect(page.get_by_role("heading", level=1, name="Backs")).to_be_visible()


def test_all_of_it_works_without_javascript(sign_in: Callable, clinic):
    page = sign_in(java_script_enabled=False).open("/staff/articles/new/")
    page.get_by_label("Title").fill("Backs")
    page.get_by_label("Text", exact=True).fill(
        "## What it is\n\nA sore back is common.\n\n## What helps\n\nWalk a little."
    )
    page.get_by_role("button", name="Bring the article").click()
    page.get_by_role("radio", name="Walk a little.").check()
    page.get_by_role("button", name="Split here").click()
    assert titles(page) == ["Backs", "What helps"]
    page.get_by_label("Title of lesson 1").fill("Your back")
    page.get_by_label("Title of lesson 1").press("Enter")
    page.get_by_role("button", name="Make the draft series").click()
    page.get_by_role("button", name="Make 2 draft lessons").click()
    expect(page.get_by_role("link", name="1. Your back")).to_be_visible()


@pytest.mark.parametrize("colour", ["light", "dark"])
def test_the_pages_fit_every_window_and_break_no_rule_of_access(sign_in: Callable, article: Article, now, colour: str):
    drafted = bring("other.txt", PAGE.read_bytes(), language="en", now=now, by="test")
    desk = sign_in(color_scheme=colour)
    page = desk.open(f"/staff/articles/{drafted.pk}/split/")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Leave it out").click()
    page.get_by_label("Left out because").wait_for()
    looked = {}
    for path in ("", "new/", f"{drafted.pk}/split/?block=2", f"{article.pk}/series/"):
        looked |= looked_at(desk, f"/staff/articles/{path}")
    page.get_by_role("button", name="Make 6 draft lessons").click()
    page.wait_for_url("**/ready/")
    looked |= looked_at(desk, f"/staff/articles/{article.pk}/ready/")
    assert looked == {} and desk.complaints == []


def looked_at(desk, path: str) -> dict[tuple[str, int], object]:
    found: dict[tuple[str, int], object] = {}
    for width, height in WINDOWS:
        desk.page.set_viewport_size({"width": width, "height": height})
        desk.open(path)
        if over := desk.overflow():
            found[path, width] = over
        if width in (320, 1280) and (broken := violations(desk.page)):
            found[path, width] = broken
    return found


def violations(page: Page) -> list[str]:
    """The frame is left to the tests of the emails: no script may run in it."""
    found = Axe().run(page, options={"resultTypes": ["violations"], "iframes": False}).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]

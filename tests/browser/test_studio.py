"""The preview studio in a real browser: its tabs, widths, colours, keys, and a page that follows what was saved."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as conf
from playwright.sync_api import Page, expect

from campaigns.emails import kept_emails
from campaigns.models import Step
from campaigns.sending.way import inbox_folder
from content.models import Revision
from staff.studio.wish import VIEWS

pytestmark = pytest.mark.browser

FIRST = "/staff/preview/series/fibromyalgia/01-what-it-is"
SECOND = "/staff/preview/series/fibromyalgia/02-a-pain-system-turned-up"
PARTS = {"html": "On a locked phone", "text": "Hello Rosa", "source": "prefers-color-scheme", "headers": "List-Unsubscribe-Post",
         "raw": "MIME-Version: 1.0", "lint": "How bad", "size": "Gmail cuts an email off at"}  # fmt: skip
WINDOWS = [(320, 640), (375, 812), (768, 1024), (1280, 800)]


@pytest.fixture
def templates(settings, tmp_path: Path) -> Iterator[Path]:
    """A copy of the email templates, to be saved into."""
    copy = Path(shutil.copytree(conf.EMAIL_TEMPLATES, tmp_path / "email"))
    settings.EMAIL_TEMPLATES = copy
    kept_emails.templates.cache_clear()
    yield copy
    kept_emails.templates.cache_clear()


@pytest.fixture
def revised(signed_series, now) -> None:
    lesson = Step.objects.get(position=1).lesson
    source = lesson.latest("en").source
    Revision.objects.add(lesson, "es", source, number=2, now=now, by="test")
    Revision.objects.add(lesson, "en", f"{source}\n\nA new sentence.\n", number=2, now=now, by="test")


def frame_width(page: Page, number: int = 0) -> int:
    return int(page.frame_locator("iframe").nth(number).locator("html").evaluate("() => innerWidth"))


def ground(page: Page) -> str:
    return str(page.frame_locator("iframe").locator("body").evaluate("(it) => getComputedStyle(it).backgroundColor"))


def chosen(page: Page, group: str) -> str:
    return page.get_by_role("navigation", name=group).locator("[aria-current]").inner_text().strip()


def test_every_part_is_a_press_or_a_key_away(sign_in: Callable, signed_series):
    desk = sign_in()
    page = desk.open(FIRST)
    for number, (view, label) in enumerate(VIEWS.items(), 1):
        page.keyboard.press(str(number))
        expect(page.locator(".tabs [aria-current]")).to_contain_text(str(label))
        expect(page.locator("main")).to_contain_text(PARTS[view])
    for view, label in reversed(VIEWS.items()):
        page.locator(".tabs").get_by_role("link", name=str(label)).click()
        expect(page.locator(".tabs [aria-current]")).to_contain_text(str(label))
        expect(page.locator("main")).to_contain_text(PARTS[view])
    assert desk.complaints == []


def test_the_email_has_the_width_that_was_chosen(sign_in: Callable, signed_series):
    desk = sign_in(viewport={"width": 1600, "height": 900})
    page = desk.open(FIRST)
    assert frame_width(page) == 375
    for width in (600, 320):
        page.get_by_role("navigation", name="Width in pixels").get_by_role("link", name=str(width)).click()
        page.wait_for_url(f"**width={width}*")
        assert frame_width(page) == width
    page.get_by_role("link", name="Free").click()
    page.get_by_label("Width in pixels").last.fill("500")
    page.keyboard.press("Enter")
    page.wait_for_url("**pixels=500*")
    assert frame_width(page) == 500 and page.url.count("width=free") == 1
    assert desk.complaints == []


def test_the_next_width_is_a_key_away(sign_in: Callable, signed_series):
    page = sign_in().open(FIRST)
    for width in ("600", "free", "320", ""):
        page.keyboard.press("w")
        page.wait_for_url(f"{page.url.partition('?')[0]}{'?width=' + width if width else ''}")
    assert frame_width(page) == 375


def test_light_dark_and_inverted_are_a_key_away(sign_in: Callable, signed_series):
    desk = sign_in()
    page = desk.open(FIRST)
    light = ground(page)
    page.keyboard.press("d")
    page.wait_for_url("**scheme=dark")
    dark = ground(page)
    page.keyboard.press("d")
    page.wait_for_url("**scheme=inverted")
    inverted = page.frame_locator("iframe").locator("html").evaluate("(it) => getComputedStyle(it).filter")
    assert light != dark and "invert(1)" in inverted and ground(page) == light
    page.keyboard.press("d")
    page.wait_for_url(f"**{FIRST}")
    assert ground(page) == light and desk.complaints == []


def test_a_dark_desk_shows_a_light_email_as_light(sign_in: Callable, signed_series):
    page = sign_in(color_scheme="dark").open(FIRST)
    dark_desk = ground(page)
    page.emulate_media(color_scheme="light")
    assert ground(page) == dark_desk


def test_the_next_email_and_the_one_before_are_a_key_away(sign_in: Callable, signed_series):
    desk = sign_in()
    page = desk.open(FIRST)
    page.keyboard.press("k")
    expect(page.get_by_role("heading", level=1)).to_contain_text("What fibromyalgia is")
    page.keyboard.press("j")
    page.wait_for_url(f"**{SECOND}")
    page.keyboard.press("k")
    page.wait_for_url(f"**{FIRST}")
    assert desk.complaints == []


def test_an_email_is_found_by_typing(sign_in: Callable, signed_series):
    desk = sign_in()
    page = desk.open(FIRST)
    tree = page.get_by_role("navigation", name="Emails")
    page.keyboard.press("/")
    page.keyboard.type("medic")
    expect(tree.locator("li:visible")).to_have_count(1)
    assert page.url.endswith(FIRST), "letters that are keys elsewhere are letters here"
    page.keyboard.press("Enter")
    page.wait_for_url("**find=medic")
    expect(tree.get_by_role("listitem")).to_have_count(1)
    tree.get_by_role("link").first.click()
    page.wait_for_url("**/06-medicines")
    assert desk.complaints == []


def test_the_keys_explain_themselves(sign_in: Callable, signed_series):
    desk = sign_in()
    page = desk.open(FIRST)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    assert page.url.endswith(FIRST) and desk.complaints == []


def test_two_languages_and_two_revisions_stand_side_by_side(sign_in: Callable, revised):
    desk = sign_in(viewport={"width": 1600, "height": 900})
    page = desk.open(FIRST)
    page.get_by_label("Compare with").select_option(label="Compare with Spanish")
    page.wait_for_url("**compare=es*")
    expect(page.locator("figcaption")).to_have_text(["English, revision 2", "Spanish, revision 2"])
    assert page.frame_locator("iframe").nth(1).locator("html").get_attribute("lang") == "es"
    page.get_by_label("Compare with").select_option(label="Compare with Revision 1")
    page.wait_for_url("**compare=r1*")
    new, old = (page.frame_locator("iframe").nth(number).locator("body") for number in (0, 1))
    expect(new).to_contain_text("A new sentence.")
    expect(old).not_to_contain_text("A new sentence.")
    assert frame_width(page, 0) == frame_width(page, 1) == 375
    assert desk.complaints == []


def test_a_persona_and_a_language_are_chosen_at_once(sign_in: Callable, revised):
    desk = sign_in()
    page = desk.open(FIRST)
    page.get_by_label("Filled in for").select_option("markup")
    page.wait_for_url("**person=markup*")
    expect(page.frame_locator("iframe").locator("body")).to_contain_text("<b>Bo</b> & Co")
    page.get_by_label("Language").select_option("es")
    page.wait_for_url("**language=es*")
    assert "person=markup" in page.url
    assert page.frame_locator("iframe").locator("html").get_attribute("lang") == "es"
    assert desk.complaints == []


def test_without_a_script_a_button_shows_what_was_chosen(sign_in: Callable, signed_series):
    page = sign_in(java_script_enabled=False).open(FIRST)
    page.get_by_label("Filled in for").select_option("long")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**person=long*")


def test_a_test_is_sent_to_the_clinics_own_address(sign_in: Callable, signed_series, clinic):
    clinic.test_addresses = ["desk@clinic.example", "maya@clinic.example"]
    clinic.save()
    desk = sign_in()
    page = desk.open(FIRST)
    page.get_by_role("button", name="Send a test").click()
    page.get_by_label("maya@clinic.example").check()
    page.get_by_role("button", name="Send the test").click()
    expect(page.get_by_role("status")).to_contain_text("Test sent to 2 of 2 addresses. It is in the local inbox.")
    assert len(list(inbox_folder().glob("test-*.eml"))) == 2 and desk.complaints == []


def test_the_page_follows_a_template_that_is_saved(sign_in: Callable, templates: Path, signed_series):
    desk = sign_in()
    page = desk.open(FIRST)
    expect(page.frame_locator("iframe").locator("body")).to_contain_text("Hello Rosa")
    base = templates / "base.mjml.j2"
    right = base.read_text()
    base.write_text(right.replace("<mj-body", "{{ nobody }}<mj-body", 1))
    expect(page.frame_locator("iframe").locator("body")).to_contain_text("This email can’t be made yet.")
    base.write_text(right)
    expect(page.frame_locator("iframe").locator("body")).to_contain_text("Hello Rosa")
    styles = templates / "tokens.mjml.j2"
    before = ground(page)
    styles.write_text(styles.read_text().replace(hex_of(before), "#abcdef"))
    expect(page.frame_locator("iframe").locator("body")).to_have_css("background-color", "rgb(171, 205, 239)")
    assert desk.complaints == []


def hex_of(rgb: str) -> str:
    return "#" + "".join(f"{int(one):02X}" for one in rgb[4:-1].split(","))


def test_the_page_follows_a_lesson_and_keeps_its_place(sign_in: Callable, signed_series, now):
    desk = sign_in(viewport={"width": 1280, "height": 500})
    page = desk.open(f"{FIRST}?view=text")
    page.evaluate("scrollTo(0, 200)")
    lesson = Step.objects.get(position=1).lesson
    source = f"{lesson.latest('en').source}\n\nA sentence just saved.\n"
    Revision.objects.add(lesson, "en", source, number=2, now=now, by="test")
    expect(page.locator("pre")).to_contain_text("A sentence just saved.")
    page.wait_for_load_state()
    assert page.evaluate("scrollY") == 200
    assert desk.complaints == []


def test_a_word_being_typed_is_not_lost_to_a_save(sign_in: Callable, templates: Path, signed_series):
    page = sign_in().open(FIRST)
    page.keyboard.press("/")
    page.keyboard.type("medic")
    page.evaluate("() => { document.body.dataset.same = 'yes' }")
    (templates / "new.mjml.j2").write_text("new")
    page.wait_for_timeout(1_200)  # two questions and more, if they were asked
    expect(page.locator("body")).to_have_attribute("data-same", "yes")
    assert page.get_by_label("Find an email").input_value() == "medic"
    page.get_by_label("Find an email").fill("")
    expect(page.locator("body")).not_to_have_attribute("data-same", "yes")


@pytest.mark.parametrize("colour", ["light", "dark"])
def test_it_fits_every_window_and_breaks_no_rule_of_access(sign_in: Callable, revised, clinic, colour: str):
    clinic.test_addresses = ["a-rather-long-mailbox-name-for-tests@a-rather-long-clinic-name.example"]
    clinic.save()
    desk = sign_in(color_scheme=colour)
    wide, broken = {}, {}
    for width, height in WINDOWS:
        desk.page.set_viewport_size({"width": width, "height": height})
        for query in (
            "",
            "?compare=es&width=600",
            "?width=free&pixels=1400&scheme=dark",
            *(f"?view={view}" for view in list(VIEWS)[1:]),
        ):
            desk.open(FIRST + query)
            if over := desk.overflow():
                wide[width, query] = over
            if width in (320, 1280) and (found := violations(desk.page)):
                broken[width, query] = found
    assert wide == {} and broken == {}
    assert desk.complaints == []


@pytest.mark.parametrize("colour", ["light", "dark"])
def test_what_opens_over_the_page_breaks_no_rule_of_access_either(
    sign_in: Callable, signed_series, clinic, colour: str
):
    clinic.test_addresses = ["desk@clinic.example"]
    clinic.save()
    desk = sign_in(color_scheme=colour)
    page = desk.open(FIRST)
    page.get_by_role("button", name="Send a test").click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert violations(page) == []
    assert desk.complaints == []


def violations(page: Page) -> list[str]:
    """The frames are left to the tests of the emails: no script may run in them."""
    found = Axe().run(page, options={"resultTypes": ["violations"], "iframes": False}).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]

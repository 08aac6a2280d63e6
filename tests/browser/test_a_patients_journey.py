"""A patient on a phone: from the email in the inbox through the door, the answers and the settings, to a link that grew too old.

On every page: axe is silent, nothing is wider than the screen (with text at 200 % either), nobody else is asked for anything,
the console is quiet, and no cookie is there before the door needs one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, expect

from campaigns.models import Answer, Enrolment, Helpfulness, Message, PatientRequest
from campaigns.sending.run import send_due
from campaigns.sending.way import inbox_folder
from clinic import profile_settings
from clinic.models import ClinicProfile
from patients.models import Consent
from portal.old_links import LINK_LASTS
from tests.browser.conftest import told, wait_for_the_last_answer

pytestmark = pytest.mark.browser

WIDTH, HEIGHT = 375, 812
OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
HOURS = "Monday to Friday, 8 am to 5 pm."


@dataclass
class Phone:
    """A patient's browser, what it asked others for, and what its console said."""

    page: Page
    site: str
    asked_others: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", self.count)
        self.page.on("console", lambda message: self.complaints.append(told(message)))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def count(self, request: Request) -> None:
        if not request.url.startswith((self.site, "data:")):
            self.asked_others.append(request.url)

    def shows(self, title: str) -> Page:
        """This page, and nothing on it that is in somebody's way."""
        page = self.page
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        violations = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert [(one["id"], node["html"][:160]) for one in violations for node in one["nodes"]] == []
        assert page.locator(".button.filled").count() <= 1
        assert page.evaluate(OVER) == 0
        assert page.evaluate(f"document.documentElement.style.fontSize = '200%', {OVER}") == 0
        page.evaluate("document.documentElement.style.fontSize = ''")
        return page

    def narrower_than_the_text(self, part: str) -> int:
        """By how many pixels it is, on a desk."""
        self.page.set_viewport_size({"width": 1280, "height": HEIGHT})
        gap = self.page.locator(part).evaluate("one => one.parentElement.clientWidth - one.offsetWidth")
        self.page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        return int(gap)

    def press(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name, exact=True).click()

    def cookies(self) -> set[str]:
        return {one["name"] for one in self.page.context.cookies()}  # type: ignore[typeddict-item]


@pytest.fixture
def clock(now: datetime) -> Iterator[time_machine.Coordinates]:
    """Two days after the enrolment, ticking."""
    with time_machine.travel(now + timedelta(days=2)) as travelling:
        yield travelling


@pytest.fixture
def link(site: str, clinic, signed_series, enrol, now: datetime, transactional_db) -> str:
    """Where the email of her first lesson leads. Somebody else reads the mailbox, so a link is all it carries."""
    profile_settings.change(ClinicProfile.current(), {"languages": "en,es", "hours": HOURS})
    one = enrol(given_name="Dolores", birth_date=date(1964, 3, 14), private_mail=True).enrolment
    Consent.objects.give(
        one.patient, Consent.Stream.NEWSLETTER, how="at the desk", wording="1", recorded_by="test", now=now
    )
    send_due(lambda: one.next_due_at, "browser test")
    (path,) = inbox_folder().glob("*.eml")
    body = message_from_bytes(path.read_bytes(), policy=policy.default).get_body(("plain",))
    assert body is not None
    found = re.search(rf"{re.escape(site)}/l/[\w-]+/", body.get_content())
    assert found and "Dolores" not in body.get_content()
    return found[0]


@pytest.fixture
def phone(chromium: Browser, site: str) -> Iterator[Phone]:
    context = chromium.new_context(viewport={"width": WIDTH, "height": HEIGHT}, accept_downloads=True)
    yield Phone(context.new_page(), site)
    context.close()
    wait_for_the_last_answer()


def test_a_patient_on_a_phone_goes_all_the_way(phone: Phone, link: str, clock: time_machine.Coordinates):
    message = Message.objects.get()
    assert message.revision is not None
    comes_in_by_birth_date(phone, link, message.revision.title)
    prints_on_one_sheet_in_black(phone, link)
    answers_and_says_it_was_not_all_clear(phone)
    changes_pace_break_and_language(phone, link)
    stops_and_takes_it_back(phone, link)
    asks_for_a_call(phone, link)
    reads_earlier_lessons_and_takes_her_data_along(phone, link)
    assert phone.asked_others == phone.complaints == []
    gets_a_fresh_link(phone, link, clock)
    assert phone.asked_others == []


def prints_on_one_sheet_in_black(phone: Phone, link: str) -> None:
    """A lesson fits both sides of a sheet, a plan one; nothing pale of the dark colours is left on paper."""
    for path, sides in (("plan/", 1), ("", 2)):
        phone.page.goto(link + path)
        pages = re.findall(rb"/Type\s*/Page\b", phone.page.pdf(format="Letter", prefer_css_page_size=True))
        assert len(pages) == sides, path
    phone.page.emulate_media(media="print", color_scheme="dark")
    small = phone.page.locator(".small").first.evaluate("(one) => getComputedStyle(one).color")
    assert small == "rgb(51, 51, 51)"
    phone.page.emulate_media(media="screen", color_scheme="light")


def comes_in_by_birth_date(phone: Phone, link: str, title: str) -> None:
    phone.page.goto(link)
    page = phone.shows("What is your birth date?")
    page.get_by_label("Month").select_option("April")
    page.get_by_label("Day").fill("14")
    page.get_by_label("Year").fill("1964")
    phone.press("Open my message")
    phone.shows("What is your birth date?")
    expect(page.get_by_role("alert")).to_contain_text("You have 4 more tries.")
    expect(page.get_by_label("Year")).to_have_value("1964")
    assert phone.cookies() == set()
    page.get_by_label("Month").select_option("March")
    phone.press("Open my message")
    phone.shows(title)
    assert phone.cookies() == {"sessionid"}


def answers_and_says_it_was_not_all_clear(phone: Phone) -> None:
    page = phone.page
    with page.expect_navigation():
        page.locator(".answers button").last.click()
    assert not Answer.objects.get().right
    phone.shows("Not quite. Here is why.")
    expect(page.get_by_text("A better answer")).to_be_visible()
    phone.press("In part")
    assert Helpfulness.objects.get().said == "partly"
    expect(page.get_by_text("Your answer is saved.")).to_be_in_viewport()
    phone.follow("My plan for the next visit")
    phone.shows("My plan for the next visit")
    expect(page.get_by_role("heading", name="What I learned")).to_be_visible()
    expect(page.get_by_text("I want to ask about these lessons:")).to_be_visible()


def changes_pace_break_and_language(phone: Phone, link: str) -> None:
    page = phone.page
    page.goto(f"{link}settings/")
    phone.shows("Change how you get lessons")
    slower = page.locator(".option", has_text="About every 8 days")
    promised = slower.get_by_text("The next one comes on").inner_text()
    slower.get_by_role("radio").check()
    phone.press("Save my changes")
    expect(page.get_by_text("Saved.")).to_be_in_viewport()
    expect(page.locator(".now")).to_contain_text("You get a lesson about every 8 days.")
    expect(page.locator(".now")).to_contain_text(promised)

    page.get_by_label("A break of 4 weeks").check()
    phone.press("Save my changes")
    expect(page.locator(".now")).to_contain_text("You have a break until Wednesday, November 11.")
    assert Enrolment.objects.get().break_until == date(2026, 11, 11)

    page.get_by_label("Which language?").select_option("Español")
    phone.press("Save my changes")
    phone.shows("Cambie cómo recibe las lecciones")
    assert page.locator("html").get_attribute("lang") == "es"
    page.get_by_label("¿En qué idioma?").select_option("English")
    phone.press("Guardar mis cambios")
    expect(page.get_by_text("Saved.")).to_be_visible()


def stops_and_takes_it_back(phone: Phone, link: str) -> None:
    page = phone.page
    phone.press("Stop the lessons")
    phone.shows("The lessons have stopped")
    assert not Enrolment.objects.under_way().exists()
    phone.press("Undo: start the lessons again")
    phone.shows("The lessons go on")
    assert Enrolment.objects.under_way().exists()

    page.goto(link)
    phone.follow("Stop the lessons")
    phone.shows("Stop the lessons")
    phone.press("Stop every email from us")
    phone.shows("Everything has stopped")
    assert not Consent.objects.filter(withdrawn_at=None).exists()
    phone.press("Undo: send our emails again")
    phone.shows("Our emails go on")
    assert Consent.objects.filter(withdrawn_at=None).count() == 2 and Enrolment.objects.under_way().exists()


def asks_for_a_call(phone: Phone, link: str) -> None:
    page = phone.page
    page.goto(f"{link}call-back/")
    phone.shows("Ask us to call you back")
    for words in ("Call 911 now", "Call or text 988, day or night", f"We call back when we are open: {HOURS}"):
        expect(page.get_by_text(words)).to_be_in_viewport()
    assert phone.narrower_than_the_text(".said > .panel") == 0
    phone.press("Ask for a call")
    phone.shows("We will call you back")
    assert PatientRequest.objects.get().kind == PatientRequest.Kind.CALL_BACK


def reads_earlier_lessons_and_takes_her_data_along(phone: Phone, link: str) -> None:
    page = phone.page
    page.goto(f"{link}lessons/")
    phone.shows("Your lessons")
    expect(page.get_by_text("You are here")).to_be_visible()
    assert phone.narrower_than_the_text(".lessons") == 0
    page.goto(f"{link}my-data/")
    phone.shows("What we keep about you")
    with page.expect_download() as file:
        page.get_by_role("button", name="Download it to read").click()
    assert "Dolores" in file.value.path().read_text() and "Dolores" not in file.value.suggested_filename


def gets_a_fresh_link(phone: Phone, link: str, clock: time_machine.Coordinates) -> None:
    clock.shift(LINK_LASTS)
    phone.page.goto(link)
    phone.shows("This link is too old")
    assert [words for words in phone.complaints if "410 (Gone)" not in words] == []
    phone.press("Send it to me again")
    phone.shows("Look in your mailbox")
    assert Message.objects.filter(kind=Message.Kind.RESEND).count() == 1

"""Every page of the desk, opened with an empty cache: light, few requests, none to a third party, and nothing for axe to find."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page

from campaigns.models import Answer, Enrolment, Helpfulness, Message, Tally
from campaigns.sending.run import send_due
from clinic.api_tokens import make
from clinic.models import Picture
from clinic.pictures import cleaned
from content.articles import bring
from tests.browser.conftest import Desk
from tests.clinic.drawings import drawing
from tests.staff.conftest import (
    ARTICLE,
    all_pages,
    awkward_contact,
    awkward_newsletter,
    file_that_was_brought,
    receiver_that_was_tried,
    request_that_was_done,
    visit_that_was_declined,
)
from tests.staff.test_every_page import FRAMES, POSTED_TO

pytestmark = pytest.mark.browser

MOST_BYTES, MOST_REQUESTS = 150_000, 10
NOT_PAGES = {
    "preview_eml",
    "months_csv",
    "newsletters_csv",
    "series_csv",
    "audit_export",
    "patient_file_report",
}  # files to save


@pytest.fixture
def desk(signed_series, enrol, transactional_db) -> SimpleNamespace:
    """Patients with lessons, one of them held, answers, an article and a picture."""
    now = timezone.now()
    before = (now - timedelta(days=10)).replace(hour=18)  # within sending hours
    people: list[Enrolment] = [enrol(f"p{n}@example.org", at=before).enrolment for n in range(3)]
    for day in range(10):
        send_due(lambda at=before + timedelta(days=day): at, "test")  # type: ignore[misc]
    message, other = Message.objects.lessons().filter(state="accepted").order_by("pk")[:2]
    Answer.objects.give(message, 1, now, right=False)
    Helpfulness.objects.create(message=message, said="partly", given_at=now)
    Message.objects.filter(pk=other.pk).update(state="uncertain")
    Tally.objects.moved([(other.day, other.series_id, "accepted", "uncertain")])
    Message.objects.filter(pk=other.pk).move("held", reason="No proof that it arrived.", settled_at=now)
    return SimpleNamespace(
        slug=signed_series.slug, lesson="01-what-it-is", patient=people[0].patient_id, enrolment=people[0].pk,
        stopped=people[1].pk, message=message.pk, attempt=message.attempt_id,
        article=bring("pain.md", ARTICLE.encode(), language="en", now=now, by="test").pk,
        newsletter=awkward_newsletter(now).pk,
        contact=awkward_contact(now).pk,
        asked=request_that_was_done(people[0].patient, now).pk,
        person=User.objects.create_user("ada", first_name="Ada", is_staff=True).pk,
        act="link",
        pending=visit_that_was_declined(people[0], now).pk,
        file=file_that_was_brought(now).pk,
        token=make("north", ["enrol"], now=now, by="test").token.pk,
        receiver=receiver_that_was_tried(now),
        picture=Picture.objects.add(cleaned(drawing()), words="logo", alt="A bar", now=now, by="test")[0].pk,
    )  # fmt: skip


class Asked:
    """What a tab asks for from now on: addresses, and bytes as they came over the wire."""

    def __init__(self, page: Page) -> None:
        self.addresses: list[str] = []
        self.bytes = 0
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        session.on("Network.requestWillBeSent", lambda told: self.addresses.append(told["request"]["url"]))
        session.on("Network.loadingFinished", self.count)

    def count(self, told: dict[str, float]) -> None:
        self.bytes += int(told["encodedDataLength"])

    def too_much(self, site: str) -> tuple[int, int, set[str]] | None:
        """Requests, bytes and other sites asked, where one of them is more than a page may have."""
        # Each once: without a cache the browser would ask again for an icon that stands twice.
        there = {one for one in self.addresses if urlsplit(one).scheme in ("http", "https")}
        others = {urlsplit(one).netloc for one in there} - {urlsplit(site).netloc}
        heavy = len(there) > MOST_REQUESTS or self.bytes > MOST_BYTES or others
        return (len(there), self.bytes, others) if heavy else None


OUT_OF_PLACE = """() => {
  const all = name => [...document.querySelectorAll(name)].filter(one => one.offsetParent), named = one => one.textContent.trim().slice(0, 60);
  const stretched = all("main .card .button").filter(one => innerWidth > 1000 && one.offsetWidth > 400);
  const glued = all("main .back").filter(one => document.querySelector("h1").getBoundingClientRect().top - one.getBoundingClientRect().bottom < 3);
  const cut = all("main .stage").filter(one => one.scrollWidth > one.clientWidth);
  return [...stretched, ...glued, ...cut].map(named);
}"""  # a button as wide as its card, a way back that touches the title, an email that isn't whole


WIDTHS = "all => all.map(one => one.offsetWidth)"
CUT = "all => all.map(one => one.scrollWidth - one.clientWidth)"


def pages_of(browser: Desk, desk: SimpleNamespace, asked: Asked | None = None) -> Iterator[str]:
    """Every page of the desk that opens for an admin, by name, each open in the tab."""
    for name, path in all_pages(desk).items():
        if name in NOT_PAGES or name in POSTED_TO:
            continue
        if asked:
            asked.addresses, asked.bytes = [], 0
        opened = browser.page.goto(browser.site + path)
        if opened and opened.status == 200 and opened.request.redirected_from is None:
            yield name


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (375, "dark")], ids=["desk", "phone"])
def test_every_page_suits_everybody(sign_in: Callable, desk: SimpleNamespace, width: int, scheme: str):
    """axe finds nothing, nothing sticks out or is out of place, nothing breaks a rule of ours in the console. On a desk: none is heavy, asks often or asks anybody else."""
    browser = sign_in(viewport={"width": width, "height": 800}, color_scheme=scheme)
    asked = Asked(browser.page) if width == 1280 else None
    found: list[tuple[object, ...]] = []
    opened = []
    for name in pages_of(browser, desk, asked):
        opened.append(name)
        if name not in FRAMES:
            violations = Axe().run(browser.page).response["violations"]
            found += [(name, one["id"], node["target"]) for one in violations for node in one["nodes"]]
            found += [(name, "sticks out by", browser.overflow())] if browser.overflow() > 0 else []
            found += [(name, "is out of place", one) for one in browser.page.evaluate(OUT_OF_PLACE)]
        if asked:
            browser.page.wait_for_load_state("networkidle")
            found += [(name, "is too much", *much)] if (much := asked.too_much(browser.site)) else []
    assert found == []
    assert len(opened) > 80 and {"today", "patients", "reports"} <= set(opened)


def test_nothing_is_cut_on_a_small_desk_or_in_large_letters(sign_in: Callable, desk: SimpleNamespace):
    """A table beside a form, at 1024 pixels; the pages with the longest words and fields, on a phone with text at 200 %."""
    browser = sign_in(viewport={"width": 1024, "height": 768})
    found = []
    for name, path in {"patient": f"patients/{desk.patient}/", "tokens": "tokens/", "webhooks": "webhooks/", "people": "people/"}.items():  # fmt: skip
        tables = browser.open(f"/staff/{path}").locator(".table")
        found += [(name, cut) for cut in tables.evaluate_all(CUT) if cut > 0]
    browser.page.set_viewport_size({"width": 768, "height": 1024})
    found += [
        ("audit", wide) for wide in browser.open("/staff/audit/").locator(".id").evaluate_all(WIDTHS) if wide < 120
    ]
    browser.page.set_viewport_size({"width": 375, "height": 812})
    for name in ("patients/", "clinic/", "webhooks/", "calendar/"):
        browser.open(f"/staff/{name}").evaluate("document.documentElement.style.fontSize = '200%'")
        found += [(name, over)] if (over := browser.overflow()) > 0 else []
    browser.page.context.new_cdp_session(browser.page).send(
        "Page.setFontSizes", {"fontSizes": {"standard": 32}}
    )  # as one sets it
    for name in (
        "go-live/",
        f"series/{desk.slug}/",
        f"series/{desk.slug}/{desk.lesson}/write/",
        f"webhooks/{desk.receiver}/",
    ):
        browser.open(f"/staff/{name}")
        found += [(name, "with large letters", over)] if (over := browser.overflow()) > 0 else []
    assert found == []


def test_filters_and_the_print_view_work_without_javascript(sign_in: Callable, desk: SimpleNamespace):
    browser = sign_in(java_script_enabled=False)
    page = browser.open("/staff/messages/")
    page.get_by_text("Filter, or find by id").click()
    page.get_by_label("State").select_option("held")
    page.get_by_role("button", name="Show").click()
    assert "state=held" in page.url and page.locator("tbody tr").count() == 1
    page.get_by_role("link", name="Show all").click()
    page.goto(f"{browser.site}/staff/reports/")
    page.get_by_role("link", name="Living with fibromyalgia").click()
    page.get_by_role("link", name="Print view").click()
    assert page.get_by_role("columnheader", name="Number").is_visible()
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator("h1").evaluate("one => getComputedStyle(one).color") == "rgb(20, 33, 31)", "paper is never dark"

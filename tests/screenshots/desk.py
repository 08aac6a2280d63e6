"""The desk of a made-up clinic: a picture for each task of docs/for-staff.md, and for docs/for-reviewers.md on a phone."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.screenshots.drawing import BASE, keep, served
from tests.screenshots.lived_in import DOLORES

PORT = 8791
ARTICLE = BASE / "operations" / "demo-article.txt"
WIDE, PHONE = 1280, 375


def draw_all(browser: Browser) -> None:
    with tempfile.TemporaryDirectory() as home:
        fill = [sys.executable, "-m", "tests.screenshots.lived_in", home]
        subprocess.run(fill, env={**os.environ, "AFTERVISIT_HOME": home}, cwd=BASE, check=True, capture_output=True)
        with served(["config.run"], PORT, AFTERVISIT_HOME=home) as address:
            for width, who, kept, steps in (
                (WIDE, "admin", "first-sign-in.txt", AT_THE_DESK),
                (PHONE, "admin", "first-sign-in.txt", ON_A_PHONE),
                (PHONE, "reviewer", "first-reviewer-sign-in.txt", OF_A_REVIEWER),
            ):
                draw_desk(browser, address, width, (who, Path(home, kept).read_text()), steps)


def draw_desk(
    browser: Browser, address: str, width: int, sign_in: tuple[str, str], steps: dict[str, Callable[[Page], object]]
) -> None:
    context = browser.new_context(base_url=address, viewport={"width": width, "height": 812}, locale="en-US")
    page = context.new_page()
    page.goto("/staff/")
    page.get_by_label("Name for signing in").fill(sign_in[0])
    page.get_by_label("Password").fill(sign_in[1])
    if width == WIDE:
        keep(what_matters(page), "desk-sign-in")
    page.get_by_role("button", name="Sign in").first.click()
    page.wait_for_url("**/staff/")
    for name, step in steps.items():
        step(page)
        page.wait_for_timeout(300)
        keep(what_matters(page) if width == WIDE and name != "today" else page.screenshot(), f"desk-{name}")
    context.close()


def what_matters(page: Page) -> bytes:
    """The page without its navigation and without the empty space at its end."""
    box = page.evaluate(
        """() => { const all = [...document.querySelectorAll('main *')].map(one => one.getBoundingClientRect()).filter(one => one.height);
        const left = Math.min(...all.map(one => one.left)) - 16, end = Math.max(...all.map(one => one.bottom)) + 16;
        const right = Math.max(...all.map(one => one.right)) + 16;
        return {x: left, y: 0, width: Math.min(right, innerWidth) - left, height: Math.min(end, innerHeight)} }"""
    )
    return page.screenshot(clip=box)


def enrol(page: Page) -> None:
    page.goto("/staff/patients/enrol/")
    page.get_by_label("Email", exact=True).fill("lena@example.org")
    page.get_by_label("Given name").fill("Lena")


def dolores(page: Page) -> None:
    _email, given, family, born = DOLORES
    page.goto("/staff/patients/")
    page.get_by_label("Email, record number or family name").fill(family)
    page.get_by_label("Birth date").fill(f"{born:%m/%d/%Y}")
    page.get_by_role("button", name="Find").click()
    page.locator("#found").get_by_role("link", name=f"{given} {family}").click()


def of_dolores(link: str) -> Callable[[Page], None]:
    def step(page: Page) -> None:
        dolores(page)
        page.get_by_role("link", name=link).click()
        page.wait_for_load_state()

    return step


def new_address(page: Page) -> None:
    of_dolores("Change address")(page)
    page.get_by_label("New address").fill("dolores.marchetti@example.org")


def newsletter(page: Page) -> None:
    page.goto("/staff/newsletters/")
    page.get_by_role("link", name="Winter").click()
    page.get_by_role("link", name="Audience").click()
    page.wait_for_load_state()


def article(page: Page) -> None:
    page.goto("/staff/articles/new/")
    page.get_by_label("File").set_input_files(ARTICLE)
    page.get_by_role("button", name="Bring the article").click()
    page.wait_for_url("**/split/")


def claims(page: Page) -> None:
    page.goto("/staff/reviews/fibromyalgia/07-procedures/")
    page.get_by_text("Claim 1 of").evaluate("one => scrollTo(0, one.getBoundingClientRect().top - 80)")


AT_THE_DESK: dict[str, Callable[[Page], object]] = {
    "today": lambda page: page.goto("/staff/"),
    "enrol": enrol,
    "patient": dolores,
    "newsletter": newsletter,
    "pause-series": lambda page: page.goto("/staff/series/fibromyalgia/pause/"),
    "requests": lambda page: page.goto("/staff/requests/"),
    "address": new_address,
    "stop-all": of_dolores("Stop all emails"),
    "reports": lambda page: page.goto("/staff/reports/"),
    "article": article,
}
ON_A_PHONE: dict[str, Callable[[Page], object]] = {"enrol-375": enrol}
OF_A_REVIEWER: dict[str, Callable[[Page], object]] = {
    "reviews-375": lambda page: page.goto("/staff/reviews/"),
    "claims-375": claims,
}

"""A real Chromium against the real pages. Without Chromium these tests are left out, but never in CI."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

PASSWORD = "a-long-password"
expect.set_options(timeout=20_000)  # milliseconds: how long a busy machine may take for what arrives in one


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        lacking = "Install Debian's chromium package to run the browser tests."
        pytest.fail(lacking) if os.environ.get("CI", "").lower() == "true" else pytest.skip(lacking)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's sync API runs a loop in this thread, where Django would refuse to use its database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def site(live_server, settings) -> str:
    """Where the pages are; the links of emails lead there too."""
    settings.PUBLIC_URL = live_server.url
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    return str(live_server.url)


@dataclass
class Desk:
    """A signed-in browser tab, and everything its console complained about."""

    page: Page
    site: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(self.site + path)
        return self.page

    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def listen(self, page: Page) -> None:
        page.on("console", lambda message: self.complaints.append(told(message)))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def told(message: ConsoleMessage) -> str:
    return f"{message.type}: {message.text}"


@pytest.fixture
def sign_in(chromium: Browser, site: str, transactional_db) -> Iterator[Callable[..., Desk]]:
    """Somebody who has signed in; keywords are those of a Playwright context. The form itself: test_signing_in.py."""
    maya = User.objects.create_user("maya", password=PASSWORD, first_name="Maya", is_staff=True, is_superuser=True)
    contexts = []

    def signed_in(**how: object) -> Desk:
        context = chromium.new_context(**how)  # type: ignore[arg-type]
        contexts.append(context)
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session_of(maya), "url": site, "httpOnly": True}]
        )
        desk = Desk(context.new_page(), site)
        context.on("page", desk.listen)
        desk.listen(desk.page)
        return desk

    yield signed_in
    for context in contexts:
        context.close()
    wait_for_the_last_answer()


def wait_for_the_last_answer() -> None:
    """A request that is still answered would meet the database being emptied. The threads of the live server answer one each."""
    for _ in range(200):
        if not any("process_request_thread" in thread.name for thread in threading.enumerate()):
            return
        time.sleep(0.05)

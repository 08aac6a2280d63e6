"""Signing in as people do it: a link, a password, a code from a phone, a passkey. And how these pages look to axe."""

from __future__ import annotations

import base64
import hmac
import struct
import time
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, Page

from clinic import people
from clinic.invitations import invite
from tests.browser.conftest import PASSWORD, Desk, wait_for_the_last_answer

pytestmark = pytest.mark.browser

NEW = "four plain words here"


def code(secret: str, ahead: int = 0) -> str:
    """What an authenticator app shows (RFC 6238, SHA-1, 30 seconds, six digits). `ahead`: seconds from now."""
    counter = struct.pack(">Q", (int(time.time()) + ahead) // 30)
    mac = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = mac[-1] & 15
    return f"{(int.from_bytes(mac[start : start + 4]) & 0x7FFFFFFF) % 1_000_000:06}"


@pytest.fixture
def desk(chromium: Browser, site: str, transactional_db) -> Iterator[Desk]:
    cache.clear()
    made = Desk(chromium.new_page(), site)
    made.listen(made.page)
    yield made
    made.page.close()
    wait_for_the_last_answer()


def sign_in_with_password(page: Page) -> None:
    page.get_by_label("Name for signing in").fill("esi.osei")
    page.get_by_label("Password").fill(NEW)
    page.get_by_role("button", name="Sign in").click()


def show_that_it_is_you(page: Page, password: str) -> None:
    """Whatever touches a sign-in asks once more, for five minutes."""
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Go on").click()


def test_somebody_invited_sets_up_a_code_and_signs_in_with_it(desk: Desk, clinic):
    esi = people.add("Esi Osei", "reviewer", credential="MD", invited=True).person.user
    page = desk.open(f"/staff/sign-in/welcome/{invite(esi, now=timezone.now(), by='test')}/")
    page.get_by_label("Your password").fill(NEW)
    page.get_by_role("button", name="Set the password").click()
    page.get_by_text("Your password is set").wait_for()
    sign_in_with_password(page)
    page.get_by_role("heading", level=1, name="Esi").wait_for()
    desk.open("/staff/sign-in/2fa/totp/activate/")
    show_that_it_is_you(page, NEW)
    secret = page.locator("#authenticator_secret").inner_text()
    page.locator("input[name=code]").fill(code(secret))
    page.get_by_role("button", name="Switch it on").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("button", name="Sign out").click()
    sign_in_with_password(page)
    page.locator("input[name=code]").fill(code(secret, ahead=30))
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", level=1, name="Esi").wait_for()
    assert desk.complaints == []


def test_a_passkey_is_kept_and_opens_the_desk_without_a_password(sign_in: Callable[..., Desk], clinic):
    desk = sign_in()
    page = desk.page
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    how = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    tools.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**how, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    desk.open("/staff/sign-in/2fa/webauthn/add/")
    show_that_it_is_you(page, PASSWORD)
    page.locator("input[name=name]").fill("This computer")
    page.locator("input[name=passwordless]").check()
    page.get_by_role("button", name="Add it").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    desk.open("/staff/")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("heading", level=1, name="Maya").wait_for()
    assert desk.complaints == []


@pytest.mark.parametrize(("width", "scheme"), [(375, "dark"), (1280, "light")], ids=["phone-dark", "desk-light"])
def test_axe_finds_nothing_to_complain_of(width: int, scheme: str, sign_in: Callable[..., Desk], clinic):
    people.add("Esi Osei", "reviewer", credential="MD", invited=True)
    desk = sign_in(color_scheme=scheme, viewport={"width": width, "height": 812})
    me = User.objects.get(username="maya").pk
    pages = ("sign-in/2fa/", "sign-in/2fa/totp/activate/", "sign-in/2fa/webauthn/add/", "sign-in/password/change/", "sign-in/sessions/",
             "people/", f"people/{me}/", f"people/{me}/sign-out/", "audit/")  # fmt: skip
    show_that_it_is_you(desk.open("/staff/sign-in/2fa/totp/activate/"), PASSWORD)
    for path in pages:
        page = desk.open(f"/staff/{path}")
        found = Axe().run(page)
        assert found.violations_count == 0, (path, found.generate_report())
        assert desk.overflow() == 0, path
    desk.page.context.clear_cookies()
    found = Axe().run(desk.open("/staff/sign-in/login/"))
    assert found.violations_count == 0, found.generate_report()
    assert desk.complaints == []

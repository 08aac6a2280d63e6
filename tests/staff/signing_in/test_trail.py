"""Coming and going is in the audit trail: by id, never as it was typed, and a flood of wrong tries fills no disk."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from clinic.models import AuditEntry, ClinicProfile, Person
from staff.signing_in.trail import LOCKED_FOR, STRANGER
from tests.staff.conftest import said
from tests.staff.signing_in.test_signing_in import LOGIN, RIGHT, WRONG

CODE = "/staff/sign-in/2fa/authenticate/"


@pytest.fixture
def esi(clinic) -> User:
    cache.clear()
    user = User.objects.create_user("esi", password=RIGHT["password"], first_name="Esi", is_staff=True)
    Person.objects.create(user=user, role=Person.Role.FRONT_DESK)
    return user


def noted() -> list[tuple[str, str, dict[str, object]]]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", "actor", "detail"))


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))


def test_who_comes_and_goes_is_noted_with_how(esi: User):
    browser = Client()
    browser.post(LOGIN, RIGHT)
    browser.post("/staff/sign-in/logout/")
    browser.post("/staff/sign-in/logout/")
    me = str(esi.pk)
    assert noted() == [("sign-in", me, {"how": ["password"]}), ("sign-out", me, {})]


def test_whoever_is_signed_out_because_nobody_was_there_is_noted_too(esi: User, now):
    ClinicProfile.objects.update(idle_minutes=5)
    browser = Client()
    with time_machine.travel(now, tick=False) as clock:
        browser.post(LOGIN, RIGHT)
        browser.get("/staff/")
        clock.shift(timedelta(minutes=6))
        browser.get("/staff/")
    assert [action for action, *_ in noted() if action.startswith("sign")] == ["sign-in", "sign-out"]


def test_wrong_passwords_are_noted_and_a_lock_out_once(esi: User, now):
    with time_machine.travel(now, tick=False):
        for _ in range(8):
            Client().post(LOGIN, WRONG)
    me = str(esi.pk)
    assert noted() == [("sign-in.refused", me, {"why": "password"})] * 5 + [("sign-in.locked", me, {})]


def test_names_that_nobody_has_are_never_kept_and_noted_once_a_minute(esi: User, now):
    typed = "four plain words here"  # a password typed into the wrong field
    with time_machine.travel(now, tick=False) as clock:
        for number in range(12):
            Client().post(LOGIN, {"login": f"{typed} {number}", "password": "x"}, REMOTE_ADDR=f"192.0.2.{number}")
        clock.shift(timedelta(minutes=2))
        Client().post(LOGIN, {"login": "ana@example.org\0", "password": "x"})
        Client().post(LOGIN, {"login": "ana@example.org", "password": "x"})
    assert noted() == [("sign-in.refused", STRANGER, {"why": "name"})] * 2
    assert "plain" not in str(list(AuditEntry.objects.values())) and "ana" not in str(list(AuditEntry.objects.values()))


def test_a_closed_sign_in_is_noted_once_a_quarter_of_an_hour(esi: User, now):
    User.objects.update(is_active=False)
    with time_machine.travel(now, tick=False) as clock:
        for _ in range(7):
            Client().post(LOGIN, RIGHT)
        clock.shift(LOCKED_FOR + timedelta(seconds=1))
        Client().post(LOGIN, RIGHT)
    assert noted() == [("sign-in.refused", str(esi.pk), {"why": "closed"})] * 2


def test_a_second_factor_is_noted_where_it_is_used_refused_added_and_removed(
    esi: User, django_capture_on_commit_callbacks
):
    secret, me, browser = generate_totp_secret(), str(esi.pk), Client()
    TOTP.activate(esi, secret)
    browser.post(LOGIN, RIGHT)
    browser.post(CODE, {"code": "000000" if code_of(secret) != "000000" else "111111"})
    browser.post(CODE, {"code": code_of(secret)})
    browser.post("/staff/sign-in/reauthenticate/", {"password": RIGHT["password"]})
    browser.post("/staff/sign-in/2fa/totp/deactivate/")
    browser.get("/staff/sign-in/2fa/totp/activate/")
    fresh = browser.session["mfa.totp.secret"]
    with django_capture_on_commit_callbacks(execute=True):
        browser.post("/staff/sign-in/2fa/totp/activate/", {"code": code_of(fresh)})
    acts = [(action, detail) for action, actor, detail in noted() if actor == me]
    assert acts[:3] == [
        ("sign-in.refused", {"why": "second factor", "kind": "totp"}), ("sign-in", {"how": ["mfa", "password"]}),
        ("second-factor.remove", {"kind": "totp"}),
    ]  # fmt: skip
    assert ("second-factor.add", {"kind": "totp"}) in acts[3:]
    assert secret not in str(acts) and fresh not in str(acts)


def test_the_trail_shows_it_in_english_and_spanish(esi: User, staff: Client):
    Client().post(LOGIN, {"login": "somebody", "password": "x"})
    page = said(staff.get("/staff/audit/?action=sign-in.refused"))
    assert "nobody here" in page and "why: name" in page
    staff.cookies["django_language"] = "es"
    assert "nadie de aquí" in said(staff.get("/staff/audit/", headers={"accept-language": "es"}))

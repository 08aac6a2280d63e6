"""Signing in: closed to strangers, locked after wrong passwords, ended when nobody is there; typed text isn't lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from clinic.models import ClinicProfile, Person
from patients.sealed_text import open_text, seal_text
from patients.sealing import SealBroken
from staff.signing_in.adapters import invited
from staff.signing_in.urls import CLOSED
from tests.staff.conftest import said

LOGIN = "/staff/sign-in/login/"
RIGHT = {"login": "esi", "password": "four plain words here"}
WRONG = {**RIGHT, "password": "four other words here"}


@pytest.fixture
def esi(db) -> User:
    cache.clear()
    user = User.objects.create_user("esi", password=RIGHT["password"], first_name="Esi", is_staff=True)
    Person.objects.create(user=user, role=Person.Role.FRONT_DESK)
    return user


@pytest.fixture
def at(now: datetime) -> Callable[[float], time_machine.travel]:
    return lambda minutes: time_machine.travel(now + timedelta(minutes=minutes), tick=False)


@pytest.fixture
def signed_in(esi: User, clinic) -> Client:
    browser = Client()
    assert browser.post(LOGIN, RIGHT)["Location"] == "/staff/"
    return browser


@pytest.mark.parametrize("where", [*CLOSED, "password/reset/key/abc-def/", "confirm-email/key/"])
def test_nobody_signs_up_and_no_stranger_starts_a_reset(where: str, db):
    for method in ("get", "post"):
        assert getattr(Client(), method)(f"/staff/sign-in/{where}").status_code == 404


def test_five_wrong_passwords_lock_the_name_for_a_quarter_of_an_hour(esi: User, at):
    for _ in range(5):
        assert "don’t belong together" in said(Client().post(LOGIN, WRONG))
    assert "locked for 15 minutes" in said(Client().post(LOGIN, RIGHT))
    with at(16):
        assert Client().post(LOGIN, RIGHT).status_code == 302


def test_a_locked_name_stays_locked_however_many_others_are_tried(esi: User):
    for _ in range(5):
        Client().post(LOGIN, WRONG)
    for number in range(320):
        cache.set(f"name-{number}", "counted", 900)
    assert "locked for 15 minutes" in said(Client().post(LOGIN, RIGHT))


def test_wrong_passwords_are_counted_in_rows_that_every_process_sees(esi: User, django_assert_num_queries):
    from django.db import connection

    Client().post(LOGIN, WRONG)
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM clinic_counted_tries")
        assert cursor.fetchone()[0] > 0


def test_somebody_who_left_the_desk_alone_is_signed_out(signed_in: Client, at):
    with at(29):
        assert signed_in.get("/staff/").status_code == 200
    with at(58):
        assert signed_in.get("/staff/").status_code == 200
    with at(89):
        assert signed_in.get("/staff/")["Location"].startswith(LOGIN)
        assert "nothing happened here for 30 minutes" in said(signed_in.get(LOGIN))


def test_an_open_page_that_asks_by_itself_keeps_nobody_signed_in(signed_in: Client, at):
    for minutes in (10, 20, 30):
        with at(minutes):
            assert signed_in.get("/staff/preview/stamp").status_code == 200
    with at(31):
        assert signed_in.get("/staff/").status_code == 302


def test_the_clinic_says_how_long(signed_in: Client, at):
    ClinicProfile.objects.update(idle_minutes=5)
    with at(6):
        assert signed_in.get("/staff/").status_code == 302


def test_what_was_sent_too_late_is_there_after_signing_in_again(signed_in: Client, at):
    typed = {"email": "ana@example.org", "given_name": "Ana {{ 7*7 }} <b>"}
    with at(31):
        answer = signed_in.post("/staff/patients/enrol/", typed)
        assert answer["Location"] == f"{LOGIN}?next=/staff/typed/"
        assert "ana@example.org" not in str(dict(signed_in.session))
        signed_in.post(answer["Location"], {**RIGHT, "next": "/staff/typed/"})
        page = signed_in.get("/staff/typed/").content.decode()
        assert 'action="/staff/patients/enrol/"' in page and "ana@example.org" in page
        assert "Ana {{ 7*7 }} &lt;b&gt;" in page
        signed_in.post("/staff/typed/")
        assert signed_in.get("/staff/typed/").status_code == 302


def test_what_somebody_typed_is_shown_to_nobody_else(signed_in: Client, at):
    other = User.objects.create_user("ben", password=RIGHT["password"], is_staff=True)
    Person.objects.create(user=other, role=Person.Role.FRONT_DESK)
    with at(31):
        signed_in.post("/staff/patients/enrol/", {"email": "ana@example.org"})
        signed_in.post(LOGIN, {**RIGHT, "login": "ben"})
        assert signed_in.get("/staff/typed/").status_code == 302


def test_a_stranger_who_posts_leaves_nothing_behind(db):
    browser = Client()
    assert browser.post("/staff/patients/enrol/", {"email": "x"})["Location"].endswith("next=/staff/patients/enrol/")
    assert "kept_form" not in browser.session


def test_a_script_is_told_in_words_that_nobody_is_signed_in(db):
    answer = Client().post("/staff/series/a/b/write/save/", headers={"Accept": "application/json"})
    assert answer.status_code == 401 and "Sign in in another tab" in answer.json()["refused"]


def test_a_role_that_needs_a_second_factor_sets_one_up_first(signed_in: Client, esi: User):
    ClinicProfile.objects.update(second_factor=["front desk"])
    assert signed_in.get("/staff/")["Location"] == "/staff/sign-in/2fa/"
    assert "set one up" in said(signed_in.get("/staff/sign-in/2fa/"))
    TOTP.activate(esi, generate_totp_secret())
    assert signed_in.get("/staff/").status_code == 200


def test_with_a_second_factor_the_password_alone_opens_nothing(esi: User, clinic):
    TOTP.activate(esi, generate_totp_secret())
    browser = Client()
    assert browser.post(LOGIN, RIGHT)["Location"].startswith("/staff/sign-in/2fa/authenticate/")
    assert browser.get("/staff/").status_code == 302


def test_the_secret_of_an_app_is_sealed_in_the_database(esi: User):
    secret = generate_totp_secret()
    TOTP.activate(esi, secret)
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in kept and open_text("staff.second-factor.v1", kept) == secret
    with pytest.raises(SealBroken):
        open_text("staff.kept-form.v1", kept)


def test_a_secret_stays_readable_when_a_new_key_comes_first(settings):
    sealed = seal_text("a.label", "words")
    settings.FIELD_ENCRYPTION_KEYS = (b"n" * 32, *settings.FIELD_ENCRYPTION_KEYS)
    assert open_text("a.label", sealed) == "words"


def test_open_sign_ins_are_listed_and_can_be_ended(signed_in: Client, esi: User):
    elsewhere = Client(headers={"user-agent": "Another computer"})
    elsewhere.post(LOGIN, RIGHT)
    assert "Another computer" in said(signed_in.get("/staff/sign-in/sessions/"))
    signed_in.post("/staff/sign-in/sessions/")
    assert elsewhere.get("/staff/").status_code == 302 and signed_in.get("/staff/").status_code == 200
    assert UserSession.objects.filter(user=esi).count() == 1


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example/", "http://localhost:9/x", "javascript:alert(1)"]
)
def test_signing_in_leads_to_our_own_pages_only(to: str, esi: User):
    assert Client().post(LOGIN, {**RIGHT, "next": to})["Location"] == "/staff/"


@pytest.mark.parametrize(
    ("address", "verified", "found"),
    [("Esi@clinic.example", True, True), ("esi@clinic.example", False, False), ("who@clinic.example", True, False)],
    ids=["invited", "not verified", "a stranger"],
)
def test_a_sign_in_service_opens_only_for_a_verified_address_of_somebody_invited(address, verified, found, esi: User):
    User.objects.update(email="esi@clinic.example")
    login = SimpleNamespace(email_addresses=[SimpleNamespace(email=address, verified=verified)])
    assert (invited(login) == esi) is found
    User.objects.create_user("two", email="esi@clinic.example")
    assert invited(login) is None  # type: ignore[arg-type]

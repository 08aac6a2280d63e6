"""Signing in by a service of the clinic's own, against one on this machine: whom it opens for, and what it proves nothing with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import User
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from clinic.models import AuditEntry, Person
from tests.staff.conftest import said
from tests.staff.signing_in.openid_double import CLIENT, SECRET, OpenIDDouble, key

LOGIN = "/staff/sign-in/login/"
SERVICE = "/staff/sign-in/oidc/clinic/login/"
CALLBACK = f"{SERVICE}callback/"
NOT_CONFIRMED = "didn’t confirm who you are"
NOT_INVITED = "Nobody here has that address. Ask an admin to invite you"


@pytest.fixture
def service(settings, clinic) -> Iterator[OpenIDDouble]:
    """Set up as the environment would, and answering for Esi."""
    cache.clear()
    with OpenIDDouble({"sub": "esi-at-work", "email": "Esi@Clinic.example", "email_verified": True}) as double:
        ours = {**settings.SIGN_IN_SERVICE, "client_id": CLIENT, "secret": SECRET}
        ours["settings"] = {**ours["settings"], "server_url": double.issuer}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [ours]}}
        settings.PUBLIC_URL = "https://learn.clinic.example"
        yield double


@pytest.fixture
def esi(db) -> User:
    """Invited, and has never set a password."""
    user = User.objects.create_user("esi", email="esi@clinic.example", first_name="Esi", is_staff=True)
    Person.objects.create(user=user, role=Person.Role.FRONT_DESK)
    return user


def sent_back(browser: Client, service: OpenIDDouble, after: str = "") -> str:
    """Go to the service and agree there. The path that the browser is sent back to."""
    back = urlsplit(service.visited(browser.post(SERVICE + after)["Location"]))
    return f"{back.path}?{back.query}"


def signed_in(browser: Client, service: OpenIDDouble, after: str = "") -> HttpResponse:
    return browser.get(sent_back(browser, service, after))


def noted() -> list[tuple[str, str, dict[str, object]]]:
    return list(AuditEntry.objects.values_list("action", "actor", "detail"))


def nobody_is_in(browser: Client) -> bool:
    return browser.get("/staff/")["Location"].startswith(LOGIN) and not SocialAccount.objects.exists()


def test_somebody_invited_lands_on_today_with_their_role(service: OpenIDDouble, esi: User):
    browser = Client()
    assert SERVICE in browser.get(LOGIN).content.decode()
    assert "You sign in there and come back." in said(browser.get(SERVICE))
    assert signed_in(browser, service)["Location"] == "/staff/"
    today = browser.get("/staff/")
    assert today.status_code == 200 and today.wsgi_request.user == esi
    assert browser.get("/staff/patients/").status_code == 200 and browser.get("/staff/people/").status_code == 403
    assert User.objects.count() == 1


def test_whoever_came_once_is_known_when_the_address_changes(service: OpenIDDouble, esi: User):
    signed_in(Client(), service)
    service.person["email"] = "esi.mensah@clinic.example"
    assert signed_in(Client(), service)["Location"] == "/staff/"
    assert SocialAccount.objects.get().user == esi


def test_a_second_factor_is_asked_for_all_the_same(service: OpenIDDouble, esi: User):
    TOTP.activate(esi, generate_totp_secret())
    browser = Client()
    assert signed_in(browser, service)["Location"].startswith("/staff/sign-in/2fa/authenticate/")
    assert browser.get("/staff/").status_code == 302


def test_a_sign_in_that_an_admin_closed_stays_closed(service: OpenIDDouble, esi: User):
    signed_in(Client(), service)
    User.objects.update(is_active=False)
    browser = Client()
    assert "An admin has closed it" in said(browser.get(signed_in(browser, service)["Location"]))
    assert browser.get("/staff/").status_code == 302


@pytest.mark.parametrize(
    "told",
    [
        {"email": "who@clinic.example"},
        {"email_verified": False},
        {"email_verified": "false"},
        {"email_verified": None},
        {"email": ""},
    ],
    ids=["a stranger", "not verified", "not verified, in words", "verified is nothing", "no address"],
)
def test_whom_nobody_invited_is_told_so_and_no_account_is_made(told: dict[str, object], service: OpenIDDouble, esi):
    service.person.update(told)
    browser = Client()
    answer = signed_in(browser, service)
    assert answer["Location"] == LOGIN and NOT_INVITED in said(browser.get(LOGIN))
    assert nobody_is_in(browser) and list(User.objects.all()) == [esi]
    assert noted() == [("sign-in.refused", "nobody here", {"why": "address"})]


def test_a_service_that_writes_true_in_words_has_verified(service: OpenIDDouble, esi: User):
    service.person["email_verified"] = "true"
    assert signed_in(Client(), service)["Location"] == "/staff/"


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another-application"},
        {"aud": [CLIENT, "another-application"], "azp": "another-application"},
        {"iss": "https://evil.example"},
        {"exp": 1_700_000_000},
        {"iat": 2_000_000_000},
        {"nonce": "of another browser"},
        {"nonce": None},
        {"sub": "somebody-else"},
    ],
    ids=["audience", "authorized party", "issuer", "run out", "from the future", "nonce", "no nonce", "another person"],
)
def test_a_token_that_was_not_made_for_this_is_refused(claims: dict[str, object], service: OpenIDDouble, esi: User):
    service.claims_told = claims
    refused(service)


def test_a_service_whose_clock_is_half_a_minute_ahead_is_believed(service: OpenIDDouble, esi: User, now: datetime):
    service.claims_told = {"iat": int(now.timestamp()) + 30}
    assert signed_in(Client(), service)["Location"] == "/staff/"


def test_a_wrong_signature_is_refused(service: OpenIDDouble, esi: User):
    service.signs_with = key("not published")
    refused(service)


@pytest.mark.parametrize(
    ("algorithm", "secret"), [("HS256", SECRET.ljust(32, "-")), ("none", "")], ids=["HMAC", "none"]
)
def test_a_signature_of_another_kind_is_refused(algorithm: str, secret: str, service: OpenIDDouble, esi: User):
    service.algorithm, service.signs_with = algorithm, secret
    refused(service)


@pytest.mark.parametrize("missing", ["id_token", "keys", "userinfo"])
def test_half_an_answer_is_refused(missing: str, service: OpenIDDouble, esi: User):
    service.broken = {missing}
    refused(service, noted_once=missing == "id_token")  # else the service is away


def refused(service: OpenIDDouble, *, noted_once: bool = True) -> None:
    browser = Client()
    answer = signed_in(browser, service)
    assert answer.status_code == 401 and NOT_CONFIRMED in said(answer)
    assert noted() == [("sign-in.refused", "nobody here", {"why": "proof"})] * noted_once
    assert nobody_is_in(browser)


def test_a_service_that_cannot_be_reached_is_said_in_words(service: OpenIDDouble, esi: User):
    browser = Client()
    back = sent_back(browser, service)
    service.broken = {".well-known/openid-configuration"}
    for answer in (browser.post(SERVICE), browser.get(back)):
        assert answer.status_code == 401 and NOT_CONFIRMED in said(answer)


def test_an_answer_that_this_browser_did_not_ask_for_is_refused(service: OpenIDDouble, esi: User):
    asked, other = Client(), Client()
    back = sent_back(asked, service)
    other.post(SERVICE)
    for address in (back, f"{CALLBACK}?code=made-up&state=made-up", CALLBACK):
        answer = other.get(address)
        assert answer.status_code == 401 and NOT_CONFIRMED in said(answer)
    assert nobody_is_in(other)
    assert asked.get(back)["Location"] == "/staff/"


def test_an_answer_opens_the_door_once(service: OpenIDDouble, esi: User):
    browser = Client()
    back = sent_back(browser, service)
    browser.get(back)
    browser.logout()
    assert browser.get(back).status_code == 401


def test_whoever_turns_back_on_the_way_reads_so(service: OpenIDDouble, esi: User):
    browser = Client()
    state = parse_qs(urlsplit(sent_back(browser, service)).query)["state"][0]
    answer = browser.get(f"{CALLBACK}?error=access_denied&state={state}", follow=True)
    assert "Signing in was stopped on the way" in said(answer) and nobody_is_in(browser)


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example/", "http://localhost:9/x", "javascript:alert(1)"]
)
def test_the_way_back_leads_to_our_own_pages_only(to: str, service: OpenIDDouble, esi: User):
    assert signed_in(Client(), service, f"?next={to}")["Location"] == "/staff/"


def test_the_way_back_leads_to_the_page_that_was_wanted(service: OpenIDDouble, esi: User):
    assert signed_in(Client(), service, "?next=/staff/patients/")["Location"] == "/staff/patients/"


def test_the_service_answers_at_our_public_address_whatever_the_request_says(service: OpenIDDouble, esi: User):
    sent_back(
        Client(SERVER_NAME="localhost"), service, "?auth_params=redirect_uri%3Dhttps://evil.example/&scope=offline"
    )
    assert service.asked["redirect_uri"] == f"https://learn.clinic.example{CALLBACK}"
    assert set(service.asked["scope"].split()) == {"openid", "profile", "email"}


def test_no_address_of_ours_names_a_service_that_is_not_set_up(settings, db):
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    assert Client().post(SERVICE).status_code == Client().get(CALLBACK).status_code == 404
    assert SERVICE not in Client().get(LOGIN).content.decode()

"""Whom a request comes from, and whether over https: as listed proxies say, and as nobody else does."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from config import environment
from config.environment import Misconfigured
from config.trusted_proxies import SAID_BY_PROXIES, believe_proxies

VISITOR, PROXY, OUTER = "203.0.113.9", "10.20.0.5", "10.20.0.6"


def seen(settings, *, trusted: tuple[str, ...] = (PROXY,), remote: str = PROXY, **headers: str) -> HttpRequest:
    """The request as the pages see it."""
    settings.TRUSTED_PROXIES = trusted
    met: list[HttpRequest] = []

    def page(request: HttpRequest) -> HttpResponse:
        met.append(request)
        return HttpResponse()

    believe_proxies(page)(RequestFactory().get("/", REMOTE_ADDR=remote, **headers))
    return met[0]


def test_a_listed_proxy_says_who_asks_and_that_it_is_https(settings):
    request = seen(settings, HTTP_X_FORWARDED_FOR=VISITOR, HTTP_X_FORWARDED_PROTO="https")
    assert request.META["REMOTE_ADDR"] == VISITOR and request.is_secure()


@pytest.mark.parametrize("trusted", [(), (OUTER,), ("10.21.0.0/16",)])
def test_nobody_else_is_believed_and_nothing_later_can_be(settings, trusted):
    request = seen(
        settings, trusted=trusted, HTTP_X_FORWARDED_FOR=VISITOR, HTTP_X_FORWARDED_PROTO="https", HTTP_X_REAL_IP=VISITOR
    )
    assert request.META["REMOTE_ADDR"] == PROXY and not request.is_secure()
    assert not set(SAID_BY_PROXIES) & set(request.META)


@pytest.mark.parametrize(
    ("said", "who"),
    [
        (f"198.51.100.1, {VISITOR}", VISITOR),  # the visitor wrote the first one
        (f"198.51.100.1, {VISITOR}, {OUTER}", VISITOR),  # two of our own in a row
        (f"{VISITOR}, nonsense", PROXY),
        ("", PROXY),
        ("2001:db8::7", "2001:db8::7"),
        ("::ffff:203.0.113.9", VISITOR),
    ],
)
def test_a_visitor_can_write_what_they_like_before_it(settings, said, who):
    assert seen(settings, trusted=("10.20.0.0/24",), HTTP_X_FORWARDED_FOR=said).META["REMOTE_ADDR"] == who


def test_only_https_itself_counts_as_https(settings):
    for said, secure in (("http", False), ("https", True), ("https, http", False), ("httpsx", False)):
        assert seen(settings, HTTP_X_FORWARDED_PROTO=said).is_secure() is secure


def test_without_an_address_as_on_a_socket_nobody_is_believed(settings):
    assert not seen(settings, remote="", HTTP_X_FORWARDED_PROTO="https").is_secure()


def test_behind_a_proxy_wrong_passwords_lock_out_whoever_types_them_and_nobody_else(settings, db):
    """Twenty a minute from one address (config/signing_in.py). The names differ, so no name is locked."""
    settings.TRUSTED_PROXIES = (PROXY,)

    def locked_out(address: str, number: int) -> bool:
        browser = Client(REMOTE_ADDR=PROXY, headers={"X-Forwarded-For": f"192.0.2.{number}, {address}"})
        answer = browser.post("/staff/sign-in/login/", {"login": f"{address}-{number}", "password": "wrong"})
        return "this name is locked for 15 minutes, and then opens" in answer.content.decode()

    assert [locked_out(VISITOR, number) for number in range(21)] == [False] * 20 + [True]
    assert not locked_out("203.0.113.10", 21)


@pytest.mark.parametrize("written", ["proxy", "10.0.0.0/33", "0.0.0.0/0", "::/0", "10.0.0.1/8", "*"])
def test_a_list_that_believes_nobody_or_everybody_stops_the_start(written):
    with pytest.raises(Misconfigured, match="TRUSTED_PROXIES holds"):
        environment.read({"TRUSTED_PROXIES": f"127.0.0.1,{written}"})


def test_addresses_and_networks_may_stand_in_one_list():
    assert environment.read({"TRUSTED_PROXIES": "127.0.0.1, 10.20.0.0/24 ,::1"}).trusted_proxies == (
        "127.0.0.1",
        "10.20.0.0/24",
        "::1",
    )

"""The shipped nginx.conf and Caddyfile, started for real: who reaches what, what the program is told, and what is written down."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from django.urls import Resolver404, resolve

from portal.urls import urlpatterns as portal_pages
from tests.deploying.proxies import INSIDE, NAME, OUTSIDE, Proxy, Upstream, running

pytestmark = pytest.mark.deploying
TOKEN = "Zx9-a-token-that-opens-a-page"  # noqa: S105 - of nobody
FOR_EVERYBODY = [
    *sorted({"/" + str(page.pattern).replace("<str:token>", TOKEN).replace("<int:number>", "1")
             .replace("<str:code>", TOKEN).replace("<str:name>", "a.png") for page in portal_pages}),
    "/static/css/portal.css", "/api/events/sendgrid", "/api/events/ses", f"/api/inbound/{'0' * 48}",
]  # fmt: skip
INSIDE_ONLY = ["/", "/staff/", "/staff/sign-in/login/", "/desk.css", "/api/v1/series", "/api/fhir", "/api/docs", "/healthz", "/metrics"]  # fmt: skip
SNEAKING = ["/l/../staff/", "/l/%2e%2e/staff/", "/l/..%2fstaff/", "//staff/", "/STAFF/", "/static/../staff/", "/l/x/../../staff/", "/media/..;/staff/"]  # fmt: skip
MANY = 300  # kB that no page for patients takes


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def proxy(request: pytest.FixtureRequest) -> Iterator[Proxy]:
    upstream = Upstream()
    with upstream.listening(), running(request.param, upstream) as proxy:
        yield proxy


def reached(proxy: Proxy) -> list[str]:
    return [path for path, _ in proxy.upstream.met]


def test_every_page_for_patients_and_every_door_of_the_provider_is_open_to_everybody(proxy: Proxy):
    proxy.upstream.met.clear()
    assert [path for path in FOR_EVERYBODY if proxy.ask(path).status != 200] == []
    assert set(FOR_EVERYBODY) <= set(reached(proxy))


def test_nothing_else_is_seen_from_outside_and_all_of_it_from_inside(proxy: Proxy):
    proxy.upstream.met.clear()
    assert {proxy.ask(path).status for path in INSIDE_ONLY} == {404}
    assert proxy.ask("/staff/", X_Forwarded_For=INSIDE, X_Real_IP=INSIDE).status == 404
    assert reached(proxy) == []
    assert {proxy.ask(path, source=INSIDE).status for path in INSIDE_ONLY} == {200}


@pytest.mark.parametrize("path", SNEAKING)
def test_no_way_of_writing_an_address_leads_to_the_desk(proxy: Proxy, path: str):
    proxy.upstream.met.clear()
    proxy.ask(path)
    for met in reached(proxy):
        try:
            assert not resolve(unquote(met)).namespace.startswith("staff"), met
        except Resolver404:
            continue


def test_the_program_is_told_who_asks_and_not_what_they_claim(proxy: Proxy):
    proxy.upstream.met.clear()
    proxy.ask("/sign-up/", X_Forwarded_For="192.0.2.77", X_Forwarded_Proto="http", X_Real_IP="192.0.2.77")
    _, headers = proxy.upstream.met[0]
    assert headers.get_all("X-Forwarded-For") == [OUTSIDE] and headers.get_all("X-Forwarded-Proto") == ["https"]
    assert headers.get_all("Host") == [NAME]


def test_a_body_is_as_large_as_the_door_needs_and_no_larger(proxy: Proxy):
    large, huge = b"x" * MANY * 1000, b"x" * 13_000_000
    assert proxy.ask(f"/l/{TOKEN}/", body=large).status == 413
    assert proxy.ask("/api/events/sendgrid", body=large).status == 200
    assert proxy.ask("/api/events/sendgrid", body=huge).status == 413
    assert proxy.ask("/staff/articles/", source=INSIDE, body=huge).status == 413
    assert proxy.ask(f"/api/inbound/{'0' * 48}", body=huge).status == 200


def test_the_wish_for_https_is_said_once_and_the_program_isnt_named(proxy: Proxy):
    for answer in (proxy.ask(f"/l/{TOKEN}/"), proxy.ask("/staff/"), proxy.ask(f"/l/{TOKEN}/", body=b"x" * MANY * 1000)):
        assert answer.headers.get_all("Strict-Transport-Security") == ["max-age=31536000"], answer.status
        assert not any(character.isdigit() for character in answer.headers.get("Server", "")), "no version"


def test_no_log_holds_the_key_to_a_patients_page(proxy: Proxy):
    proxy.ask(f"/l/{TOKEN}/?answer=private-word", Referer=f"https://{NAME}/l/{TOKEN}/")
    proxy.ask(f"/l/{TOKEN}/", body=b"x" * MANY * 1000)
    proxy.ask(f"/staff/{TOKEN}/")
    written = proxy.logs()
    assert TOKEN not in written and "private-word" not in written
    statuses = {status_of(line) for line in written.splitlines()}
    assert {200, 404, 413} <= statuses, written[-2000:]


def status_of(line: str) -> int:
    if line.startswith("{"):
        return int(json.loads(line).get("status", 0))
    words = line.split()
    return int(words[4]) if len(words) > 6 and words[4].isdigit() else 0


@pytest.mark.parametrize("kind", ["nginx", "caddy"])
def test_no_log_holds_it_either_while_the_program_is_down(kind: str):
    upstream = Upstream()
    with upstream.listening():
        pass  # its port is free again
    with running(kind, upstream) as proxy:
        answer = proxy.ask(f"/l/{TOKEN}/?answer=private-word", Referer=f"https://{NAME}/l/{TOKEN}/")
        assert answer.status == 502 and len(answer.headers.get_all("Strict-Transport-Security", [])) == 1
        written = proxy.logs()
    assert "502" in written and TOKEN not in written and "private-word" not in written


def test_nginx_slows_down_whoever_fills_in_forms_without_end():
    """Caddy has no such limit; the program's own (portal/wrong_links.py, config/signing_in.py) hold behind both."""
    upstream = Upstream()
    with upstream.listening(), running("nginx", upstream) as proxy:
        assert [proxy.ask("/sign-up/", body=b"email=a%40b.example").status for _ in range(30)].count(429) >= 5
        assert proxy.ask(f"/stop/{TOKEN}/", body=b"").status == 200, "a wish to stop is always heard"

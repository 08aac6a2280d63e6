"""What holds for every address there is: who may frame it, and which forms need no token."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from patients.identifiers import new_id

WITHOUT_A_TOKEN = {
    "events_sendgrid", "events_ses", "inbound",  # machines, with a signature or a secret address
    "lesson", "answer", "door", "stop", "undo_stop", "confirm", "newsletter", "stop_news", "undo_stop_news", "confirm_sign_up", "stopped",
    "settings", "clear", "plan", "earlier", "call_back", "my_data", "fresh_link", "break_instead", "stop_everything", "undo_everything",  # patients, with a link of their own and no sign-in
    "join",  # whoever has a slip: nothing follows before the desk has asked
    "api_enrolments", "api_enrolment", "api_stop", "api_series", "api_fhir", "api_newsletters", "api_newsletter",
    "api_edition", "api_reports", "api_report", "api_months", "api_webhooks", "api_events",  # the clinic's other systems, with a token
    "sign_up",  # anybody: it has no cookie whose rights a forged form could borrow
}  # fmt: skip
SAMPLES = {
    "uuid": str(new_id()),
    "uuidstr": str(new_id()),
    "int": "1",
    "slug": "some-name",
    "str": "some-name",
    "path": "series/a/b",
}


def every(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from every(one.url_patterns, before + str(one.pattern))
        else:
            yield before + str(one.pattern), one


def addresses() -> Iterator[tuple[str, URLPattern]]:
    """Each with made-up ids. Those written as expressions are machine doors and dead ends of signing in."""
    for where, one in every(get_resolver().url_patterns):
        if "^" in where or "(?P" in where:
            continue
        for name, converter in one.pattern.converters.items():
            kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
            where = where.replace(f"<{kind}:{name}>", SAMPLES[kind])
        yield f"/{where}", one


def test_only_doors_with_a_proof_of_their_own_take_forms_without_a_token():
    free = {one.name for _, one in every(get_resolver().url_patterns) if getattr(one.callback, "csrf_exempt", False)}
    assert free == WITHOUT_A_TOKEN


def test_a_form_from_elsewhere_is_refused_at_every_other_address(db):
    for url, one in addresses():
        if one.name not in WITHOUT_A_TOKEN:
            answer = Client(enforce_csrf_checks=True).post(url, {"next": "https://evil.example/"})
            assert answer.status_code in (403, 404, 405) or url == "/", url


@pytest.mark.parametrize("url", ["/static/css/staff/tokens.css", "/staff/nowhere/", "/nowhere", "/static/nothing.css"])
def test_files_and_dead_ends_say_so_too(url: str, db):
    answer = Client().get(url)
    answer.close()
    assert "frame-ancestors" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_answer_says_who_may_frame_it(method: str, clinic):
    for url, _ in addresses():
        answer = getattr(Client(), method)(url)
        assert "frame-ancestors" in answer.get("Content-Security-Policy", ""), url
        assert answer.get("X-Frame-Options") in ("DENY", "SAMEORIGIN"), url

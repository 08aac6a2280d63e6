"""The address of a page is its key: no header, cache, index or cookie may pass it on."""

from __future__ import annotations

import pytest
from django.urls import reverse

from patients.tokens import new_token

MORE = ("settings", "earlier", "plan", "call_back", "my_data", "fresh_link")


@pytest.fixture
def answers(browser, message):
    """Pages that show, pages that don't, and methods nobody asked for."""
    stop = reverse("portal:stop", args=[message.enrolment.stop_token])
    lesson = reverse("portal:lesson", args=[message.token])
    return [
        browser.get(lesson),
        browser.head(lesson),
        browser.post(lesson),
        browser.options(lesson),
        browser.get(reverse("portal:answer", args=[message.token, 1])),
        browser.get(reverse("portal:door", args=[message.token])),
        *[browser.get(reverse(f"portal:{name}", args=[message.token])) for name in MORE],
        browser.post(reverse("portal:settings", args=[message.token]), {"pace": "200"}),
        browser.get(stop),
        browser.post(stop, {"List-Unsubscribe": "One-Click"}),
        browser.get(reverse("portal:undo_stop", args=[message.enrolment.stop_token])),
        browser.get(reverse("portal:confirm", args=[new_token()])),
    ]


def test_every_answer_is_kept_by_nobody_and_found_by_nobody(answers):
    for answer in answers:
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex"
        assert answer["Cache-Control"] == "no-store, private"


def test_every_answer_is_under_the_strict_policy_and_sets_no_cookie(answers):
    for answer in answers:
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert not answer.cookies

"""Emails are shown in frames of their own: styles yes, scripts, forms and other hosts no; links open a tab."""

from __future__ import annotations

import pytest
from django.test import Client

from campaigns.preview.lesson_email import preview, step_of
from campaigns.preview.personas import PERSONAS
from mailer.finding import EmailError
from staff.frames import fault_frame, framed
from staff.studio.scheme import in_scheme
from tests.staff.conftest import Page, all_pages

FRAMES = ["preview_frame", "message_frame", "inbox_frame"]


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_has_a_policy_of_its_own(filled, staff: Client, name: str):
    answer = staff.get(all_pages(filled)[name])
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "style-src 'unsafe-inline'" in policy and "img-src 'self' data:" in policy
    assert "sandbox allow-popups allow-popups-to-escape-sandbox" in policy
    assert "frame-ancestors 'self'" in policy and "script-src" not in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("name", FRAMES)
def test_links_of_a_frame_open_a_tab(filled, staff: Client, name: str):
    tags = Page(staff.get(all_pages(filled)[name])).tags
    assert ("base", {"target": "_blank"}) in tags


@pytest.mark.parametrize(
    ("page", "frame"),
    [("preview", "preview_frame"), ("message", "message_frame"), ("inbox_email", "inbox_frame")],
)
def test_the_page_around_it_sandboxes_it_too(filled, staff: Client, page: str, frame: str):
    shown = Page(staff.get(all_pages(filled)[page]))
    attrs = next(attrs for tag, attrs in shown.tags if tag == "iframe")
    assert (attrs["src"] or "").startswith(all_pages(filled)[frame])
    assert attrs["sandbox"] == "allow-popups allow-popups-to-escape-sandbox"
    assert attrs["title"]


@pytest.mark.parametrize("person", PERSONAS)
def test_the_preview_is_what_the_send_would_make(filled, staff: Client, person: str, now):
    made = preview(step_of("01-what-it-is"), "en", PERSONAS[person], now)
    shown = staff.get(f"{all_pages(filled)['preview_frame']}?person={person}").content
    assert shown.replace(b'<base target="_blank">', b"") == in_scheme(made.filled().html, "light")


def test_text_and_headers_of_the_preview_are_shown(filled, staff: Client):
    url = all_pages(filled)["preview"]
    assert "Your first lesson from Learning Desk" in Page(staff.get(f"{url}?view=headers")).words
    assert "Hello Rosa" in Page(staff.get(f"{url}?view=text")).words


def test_an_email_that_could_not_leave_is_shown_with_its_faults(filled, staff: Client, clinic):
    clinic.sender = "nonsense"
    clinic.save()
    assert "Hello Rosa" in Page(staff.get(all_pages(filled)["preview_frame"])).words
    assert "before it can leave" in Page(staff.get(all_pages(filled)["preview"])).words


def test_an_email_that_cannot_be_made_says_why_in_its_place():
    fault = EmailError.one("template", "lesson.mjml.j2:7", "Template: 'bodi' is undefined.")
    shown = Page(fault_frame(fault)).words
    assert "This email can’t be made yet." in shown and "lesson.mjml.j2:7" in shown


def test_an_email_without_a_head_is_framed_all_the_same():
    assert framed(b"<p>Hello").content == b'<base target="_blank"><p>Hello'

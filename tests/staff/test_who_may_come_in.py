"""Every page of the desk is for staff who are signed in."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.test import Client

from campaigns.models import Enrolment, Message
from clinic.models import AuditEntry, Installation
from tests.staff.conftest import all_pages


@pytest.mark.parametrize("method", ["get", "post"])
def test_without_signing_in_every_page_leads_to_the_sign_in_page(filled, method: str):
    for url in all_pages(filled).values():
        answer = getattr(Client(), method)(url)
        assert (answer.status_code, answer["Location"]) == (302, f"/staff/sign-in/login/?next={quote(url)}"), url


@pytest.mark.parametrize("method", ["get", "post"])
def test_someone_signed_in_who_is_not_staff_is_refused_everywhere(filled, method: str):
    visitor = Client()
    visitor.force_login(User.objects.create_user("visitor", password="a-long-password"))
    for url in all_pages(filled).values():
        answer = getattr(visitor, method)(url)
        assert answer.status_code == 403, url
        assert b"your role" in answer.content
    assert not Installation.current().paused
    assert Enrolment.objects.get(pk=filled.enrolment).state == "active"
    assert not AuditEntry.objects.filter(action="patient.read").exists()


def test_a_staff_member_who_was_switched_off_comes_in_no_more(staff: Client):
    assert staff.get("/staff/").status_code == 200
    User.objects.update(is_active=False)
    assert staff.get("/staff/").status_code == 302


def test_forms_from_elsewhere_are_refused(filled, staff: Client):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = staff.cookies
    Message.objects.filter(pk=filled.message).update(state="held")
    for url in all_pages(filled).values():
        assert strict.post(url).status_code in (403, 405), url
    assert not Installation.current().paused
    assert Message.objects.get(pk=filled.message).state == "held"


def test_pages_that_only_show_refuse_to_be_posted_to(filled, staff: Client):
    shows = {"today", "series_list", "series", "series_calendar", "lesson", "preview", "preview_frame", "preview_first", "preview_stamp", "preview_eml", "patient", "messages",
             "message", "message_frame", "inbox", "inbox_email", "inbox_frame", "held", "sending"}  # fmt: skip
    for name, url in all_pages(filled).items():
        if name in shows:
            assert staff.post(url).status_code == 405, name


def test_nothing_of_the_desk_stays_in_a_cache(filled, staff: Client):
    for url in all_pages(filled).values():
        assert "no-store" in staff.get(url)["Cache-Control"], url

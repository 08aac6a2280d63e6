"""Pausing and resuming everything."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from campaigns.models import Message, WayOut
from clinic.models import AuditEntry, Installation
from tests.staff.conftest import Page, said


def test_the_question_says_the_numbers_and_asking_changes_nothing(filled, staff: Client):
    words = said(staff.get("/staff/pause/"))
    assert "2 patients wait until you resume" in words and "0 patients lose their place" in words
    assert "Pause for 2 patients" in words
    assert not Installation.current().paused


def test_a_yes_pauses_and_every_page_says_so(filled, staff: Client):
    answer = staff.post("/staff/pause/", follow=True)
    assert "Paused. Nothing leaves until you resume." in said(answer)
    assert Installation.current().paused
    assert "Paused. Nothing leaves. Every patient keeps their place." in said(staff.get("/staff/patients/"))
    assert AuditEntry.objects.get(action="installation.pause").actor == staff.session["_auth_user_id"]


def test_the_question_whether_to_resume_is_asked_once(filled, staff: Client):
    staff.post("/staff/pause/")
    of_the_form_and_the_navigation = 2
    assert Page(staff.get("/staff/resume/")).addresses.count("/staff/resume/") == of_the_form_and_the_navigation


def test_nothing_leaves_while_paused_and_all_of_it_after(filled, staff: Client, send, now):
    staff.post("/staff/pause/")
    before = Message.objects.left().count()
    send(now + timedelta(days=4))
    assert Message.objects.left().count() == before
    staff.post("/staff/resume/")
    send(now + timedelta(days=4))
    assert Message.objects.left().count() == before + 1


def test_resuming_takes_off_the_brake_and_opens_a_way_that_was_mended(filled, staff: Client, now):
    Installation.current().pull_brake(now, "900 emails are due at once, and the brake is set to 500.")
    WayOut.named("sendgrid").stop(now, "HTTP 401")
    words = said(staff.get("/staff/"))
    assert "The brake is on: nothing leaves" in words and "SendGrid refuses us: nothing leaves" in words
    staff.post("/staff/resume/")
    installation = Installation.current()
    assert installation.braked_at is None and installation.released_until == now + timedelta(days=1)
    assert WayOut.named("sendgrid").stopped_at is None
    assert AuditEntry.objects.get(action="installation.resume").detail == {"braked": True, "reopened": 1}

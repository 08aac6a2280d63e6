"""Emails that may not have arrived: what is known of each, and whose turn it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaigns.models import Enrolment, Message
from campaigns.reporting.attention import doubts, in_doubt
from clinic.models import AuditEntry
from mailer.events.base import Happened
from tests.staff.conftest import Page, said, tell
from tests.staff.test_every_page import queries

URL = "/staff/held/"


def words(staff: Client, url: str = URL) -> str:
    return said(staff.get(url))


def test_with_nothing_in_doubt_the_page_teaches_what_it_is_for(db, staff: Client):
    shown = words(staff)
    assert "Nothing to decide Every email is accounted for." in shown
    assert "Nothing is in doubt" in shown and "It is never sent again by itself" in shown


def test_one_email_is_shown_with_its_lesson_patient_age_and_evidence(unproven, staff: Client):
    unproven(1)
    shown = words(staff)
    assert "One email may not have arrived" in shown
    assert "One email handed to SendGrid Oct 6, 10:00 am · 6 days ago" in shown
    assert "The answer SendGrid answered 503, which proves nothing. The others It went alone." in shown
    row = "1 · What fibromyalgia is Living with fibromyalgia Given0 Zykow 6 days"
    of = ", “1 · What fibromyalgia is” to Given0 Zykow"  # for those who hear the page
    assert f"{row} It was sent {of} Send it again {of}" in shown
    assert "Times in Chicago." in shown


def test_what_became_of_the_others_is_said_and_fills_the_likely_button(unproven, staff: Client, now):
    rows = unproven(5, held=False)
    for row in rows[1:]:
        tell(row, Happened.DELIVERED, now - timedelta(days=6))
    Message.objects.filter(pk=rows[0].pk).move("held", settled_at=now)
    page = Page(staff.get(URL))
    assert "The other 4 all arrived, so this one probably did." in page.words
    filled = [attrs["href"] for tag, attrs in page.tags if tag == "a" and "filled" in (attrs.get("class") or "")]
    assert filled == [f"/staff/messages/{rows[0].pk}/it-was-sent/"]


def test_where_nothing_is_known_neither_decision_is_pressed_on_anyone(unproven, staff: Client):
    unproven(3)
    page = Page(staff.get(URL))
    assert "None: all 3 are in doubt." in page.words
    assert not [attrs for tag, attrs in page.tags if tag == "a" and "filled" in (attrs.get("class") or "")]


def test_those_of_one_call_stand_together_the_oldest_call_first(unproven, staff: Client):
    first, second = unproven(2), unproven(1)
    shown = Page(staff.get(URL))
    assert "Both emails handed to SendGrid at once" in shown.words and "Both were sent" in shown.words
    order = [one for one in shown.addresses if one.startswith("/staff/messages/0") and one.count("/") == 4]
    assert order == [f"/staff/messages/{row.pk}/" for row in (*first, *second)]


def test_uncertain_ones_wait_below_until_a_moment_with_nothing_to_decide(unproven, staff: Client, now):
    rows = unproven(1, held=False)
    Message.objects.filter(pk=rows[0].pk).update(settled_at=now - timedelta(days=1))
    shown = words(staff)
    assert "Nothing to decide One email may still be proven without you." in shown
    assert "One is still waiting for proof" in shown and "proof may come until Wed 10:00 am" in shown
    assert "It was sent" not in shown and "Nothing is in doubt" not in shown


def test_who_had_the_series_ended_is_not_sent_again(unproven, staff: Client, now):
    rows = unproven(1)
    Enrolment.objects.filter(pk=rows[0].enrolment_id).end("The address bounced.", now)
    shown = words(staff)
    assert "The series has ended: it isn’t sent again." in shown and "Send it again" not in shown


def test_an_erased_patient_and_a_broken_seal_break_nothing(unproven, staff: Client, now):
    rows = unproven(2)
    rows[0].patient.erase(now)
    type(rows[1].patient).objects.filter(pk=rows[1].patient_id).update(identity=b"broken")
    shown = words(staff)
    assert "Erased patient" in shown and "A patient whose name can’t be opened" in shown


def test_no_name_stands_in_an_address_or_a_title(unproven, staff: Client):
    unproven(4)
    page = Page(staff.get(URL))
    assert "Given3 Zykow" in page.words
    assert not [
        text for text in (page.title, *page.addresses) if "Given" in text or "Zykow" in text or "example" in text
    ]


def test_opening_the_names_is_recorded_and_an_empty_page_is_not(unproven, staff: Client):
    staff.get(URL)
    assert not AuditEntry.objects.filter(action="held.read").exists()
    rows = unproven(2)
    staff.get(URL)
    entry = AuditEntry.objects.get(action="held.read")
    assert entry.detail == {"patients": sorted(str(row.patient_id) for row in rows)}


def test_thirty_ask_the_database_no_more_often_than_three(unproven, staff: Client):
    unproven(3)
    three = queries(staff, URL)
    unproven(27)
    unproven(3, held=False)
    assert queries(staff, URL) <= three < 40


@pytest.mark.parametrize("page", ["0", "-3", "x", "2", "999999"])
def test_more_than_a_page_is_turned_over_and_nonsense_is_passed_over(unproven, staff: Client, monkeypatch, page: str):
    monkeypatch.setattr("staff.held.SIZE", 2)
    unproven(3)
    shown = words(staff, f"{URL}?page={page}")
    last = page in ("2", "999999")
    assert ("3 to 3 of 3 to decide" if last else "1 to 2 of 3 to decide") in shown
    assert "Nothing is in doubt" not in shown


def test_activity_leads_here(db, staff: Client):
    assert URL in Page(staff.get("/staff/messages/")).addresses


def test_a_fold_keeps_a_long_call_short(unproven, staff: Client):
    unproven(4)
    assert "4 patients, one by one" in words(staff)


def test_what_every_page_asks_for_reads_the_few_rows_in_doubt_not_all_messages(unproven):
    unproven(1)
    if connection.vendor == "sqlite":
        assert "message_held" in in_doubt("held").order_by("id").explain()
        with CaptureQueriesContext(connection) as captured:
            doubts()
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {captured[0]['sql']}")
            assert "message_uncertain" in str(cursor.fetchall())
    assert doubts()[0] == {"held": 1}

"""A person decides: a question first, then a yes that is kept with the name of who said it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from campaigns.models import Enrolment, Message
from clinic.models import AuditEntry
from mailer.events.base import Happened
from tests.staff.conftest import Page, said, tell


def url(row: Message, decision: str) -> str:
    return f"/staff/messages/{row.pk}/{decision}/"


def state(row: Message) -> str:
    return Message.objects.get(pk=row.pk).state


def test_the_question_says_the_risk_and_the_numbers_and_changes_nothing(unproven, staff: Client):
    (row,) = unproven(1)
    shown = said(staff.get(url(row, "send-again")))
    assert "Send “1 · What fibromyalgia is” to Given0 again?" in shown
    assert "If the first one arrived after all, the patient gets this lesson twice." in shown
    assert "1 email leaves again, within the clinic’s hours where the patient lives" in shown
    assert "7 lessons still to come: the days stay as they are" in shown
    assert state(row) == "held"


def test_it_was_sent_says_that_no_email_leaves(unproven, staff: Client):
    (row,) = unproven(1)
    page = Page(staff.get(url(row, "it-was-sent")))
    assert "emails leave now: this one counts as accepted" in page.words and "twice" not in page.words
    assert page.title == "It was sent? · Aftervisit"


def test_a_yes_is_kept_with_the_person_and_the_next_one_is_counted(unproven, staff: Client):
    row, _ = unproven(2)
    answer = staff.post(url(row, "it-was-sent"), follow=True)
    assert "Recorded: it was sent. 1 email left to decide on." in said(answer)
    assert state(row) == "accepted"
    entry = AuditEntry.objects.get(action="decide")
    assert (entry.actor, entry.subject) == (staff.session["_auth_user_id"], str(row.pk))
    assert entry.detail["decision"] == "it was sent"
    answer = staff.post(url(_, "it-was-sent"), follow=True)
    assert "Nothing is left to decide." in said(answer) and "Every email is accounted for." in said(answer)


def test_send_again_plans_it_anew_and_it_leaves_once_more(unproven, staff: Client, send, now):
    (row,) = unproven(1)
    answer = staff.post(url(row, "send-again"), follow=True)
    assert "It leaves again, within the clinic’s hours. Nothing is left to decide." in said(answer)
    assert state(row) == "planned"
    send(now)
    assert state(row) == "accepted"


@pytest.mark.parametrize("decision", ["it-was-sent", "send-again"])
def test_what_was_decided_meanwhile_is_refused_in_a_sentence(unproven, staff: Client, now, decision: str):
    (row,) = unproven(1)
    tell(row, Happened.DELIVERED, now)
    answer = staff.post(url(row, decision))
    assert answer.status_code == 200
    assert "Nothing was changed. This message isn’t held any more: look at it again." in said(answer)
    assert f"/staff/messages/{row.pk}/" in Page(answer).addresses
    assert state(row) == "delivered" and not AuditEntry.objects.filter(action="decide").exists()


def test_what_is_not_held_is_not_asked_about(unproven, staff: Client):
    (row,) = unproven(1, held=False)
    answer = staff.get(url(row, "send-again"))
    assert (answer.status_code, answer["Location"]) == (302, f"/staff/messages/{row.pk}/")


def test_a_series_that_ended_is_not_sent_again(unproven, staff: Client, now):
    (row,) = unproven(1)
    Enrolment.objects.filter(pk=row.enrolment_id).end("The address bounced.", now)
    assert "This patient’s series has ended (The address bounced)" in said(staff.post(url(row, "send-again")))
    assert state(row) == "held"
    assert "still to come" not in said(staff.get(url(row, "it-was-sent")))


def test_an_email_that_is_no_lesson_is_not_called_one(unproven, staff: Client):
    (row,) = unproven(1, confirmed=False)
    assert "the patient gets this email twice." in said(staff.get(url(row, "send-again")))


def test_a_message_that_is_not_here_is_not_found(db, staff: Client):
    assert staff.post("/staff/messages/01a204d3-7942-7486-8194-47cb7c0e8c7b/send-again/").status_code == 404


def everything(row: Message, decision: str) -> str:
    return f"/staff/held/{row.attempt_id}/{decision}/"


def test_all_of_a_call_are_decided_at_once_and_each_is_kept(unproven, staff: Client):
    rows, other = unproven(3), unproven(1)
    shown = said(staff.get(everything(rows[0], "all-were-sent")))
    assert "Were all 3 sent?" in shown and "0 emails leave now: all 3 count as accepted" in shown
    answer = staff.post(everything(rows[0], "all-were-sent"), follow=True)
    assert "Recorded: 3 emails were sent. 1 email left to decide on." in said(answer)
    assert [state(row) for row in (*rows, *other)] == ["accepted"] * 3 + ["held"]
    assert AuditEntry.objects.filter(action="decide").count() == 3


def test_all_of_a_call_are_sent_again_but_for_those_whose_series_has_ended(unproven, staff: Client, now):
    rows = unproven(3)
    Enrolment.objects.filter(pk=rows[0].enrolment_id).end("The address bounced.", now - timedelta(days=1))
    shown = said(staff.get(everything(rows[0], "send-all-again")))
    assert "Send 2 again?" in shown and "Whoever got the first one after all gets it twice." in shown
    assert "1 held for a series that has ended: nothing is sent any more" in shown
    answer = staff.post(everything(rows[0], "send-all-again"), follow=True)
    assert "2 emails leave again, within the clinic’s hours. 1 email left to decide on." in said(answer)
    assert "1 email of them stayed held. This patient’s series has ended (The address bounced)" in said(answer)
    assert sorted(state(row) for row in rows) == ["held", "planned", "planned"]


def test_a_call_that_was_decided_meanwhile_changes_nothing(unproven, staff: Client):
    rows = unproven(2)
    staff.post(everything(rows[0], "all-were-sent"))
    assert staff.get(everything(rows[0], "send-all-again"))["Location"] == "/staff/held/"
    answer = staff.post(everything(rows[0], "send-all-again"), follow=True)
    assert "These emails aren’t held any more: nothing was changed." in said(answer)
    assert [state(row) for row in rows] == ["accepted", "accepted"]

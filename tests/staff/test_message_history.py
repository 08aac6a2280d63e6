"""What happened to one email, newest first, in words; and what speaks for its arrival while that is in doubt."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from campaigns import deciding
from campaigns.models import Attempt, Event, Message
from mailer.events.base import Happened
from mailer.transports.base import Outcome, Verdict
from tests.staff.conftest import Page, said, tell


def words(staff: Client, row: Message) -> str:
    return said(staff.get(f"/staff/messages/{row.pk}/"))


def history(staff: Client, row: Message) -> str:
    return words(staff, row).rpartition("What happened")[2].rpartition("Times in")[0]


def accepted() -> Outcome:
    return Outcome(Verdict.ACCEPTED, 202)


def sent(unproven, number: int = 1) -> list[Message]:
    unproven(number, accepted())
    return list(Message.objects.filter(state="accepted").order_by("id"))


def test_an_email_that_arrived_tells_its_way_newest_first(unproven, staff: Client, now):
    (row,) = sent(unproven)
    tell(row, Happened.DELIVERED, now - timedelta(days=6))
    told = history(staff, row)
    parts = ["Delivered Oct 6, 10:00 am The patient’s mail server took it.", "Accepted Oct 6, 10:00 am SendGrid took it.",
             "Sending Oct 6, 10:00 am Handed to SendGrid.", "Planned Oct 6, 10:00 am"]  # fmt: skip
    assert [told.index(part) for part in parts] == sorted(told.index(part) for part in parts)
    assert told.count("Delivered") == 1, "an event and the state it led to are one thing"
    assert "may not have arrived" not in words(staff, row)


def test_a_bounce_says_its_code_in_words(unproven, staff: Client, now):
    (row,) = sent(unproven)
    tell(row, Happened.HARD_BOUNCE, now, "5.1.1")
    told = words(staff, row)
    assert "The mailbox refused it for good: there is no such mailbox (5.1.1)." in told
    assert "Bounced Oct 12, 10:00 am The mailbox refused it for good: there is no such mailbox (5.1.1)." in history(
        staff, row
    )


@pytest.mark.parametrize(
    ("happened", "code", "told"),
    [
        (Happened.TAKEN, "", "Accepted Oct 12, 10:00 am SendGrid has it and will deliver it."),
        (Happened.DEFERRED, "4.2.2",
         "Put off Oct 12, 10:00 am The patient’s mail server asked SendGrid to come back later: the mailbox is full (4.2.2)."),
        (Happened.DELIVERED, "2.0.0", "Delivered Oct 12, 10:00 am The patient’s mail server took it. "),
        (Happened.SOFT_BOUNCE, "", "Bounced Oct 12, 10:00 am The mailbox refused it for now."),
        (Happened.DROPPED, "", "Dropped Oct 12, 10:00 am SendGrid didn’t send it, because it holds the address to be bad."),
        (Happened.NOT_SENT, "", "Dropped Oct 12, 10:00 am SendGrid took it, then didn’t send it; the address isn’t at fault."),
        (Happened.COMPLAINT, "", "Spam Oct 12, 10:00 am The patient marked it as spam."),
        (Happened.UNSUBSCRIBED, "", "Unsubscribed Oct 12, 10:00 am The patient asked SendGrid for no more email."),
    ],
)  # fmt: skip
def test_every_event_is_a_sentence(unproven, staff: Client, now, happened: Happened, code: str, told: str):
    (row,) = sent(unproven)
    tell(row, happened, now, code)
    assert told in history(staff, row)


def test_a_held_email_shows_its_evidence_and_both_decisions(unproven, staff: Client, now):
    rows = unproven(3, held=False)
    tell(rows[1], Happened.DELIVERED, now - timedelta(days=6))
    tell(rows[2], Happened.DELIVERED, now - timedelta(days=6))
    Message.objects.filter(pk=rows[0].pk).move("held", reason="No proof that it arrived.", settled_at=now)
    told = words(staff, rows[0])
    assert "This email may not have arrived. Nothing has proven it in three days, so you decide." in told
    assert (
        "Handed over Oct 6, 10:00 am, to SendGrid, with 2 others The answer SendGrid answered 503, which proves nothing."
        in told
    )
    assert "Heard since Nothing. The others The other 2 all arrived, so this one probably did." in told
    page = Page(staff.get(f"/staff/messages/{rows[0].pk}/"))
    assert {f"/staff/messages/{rows[0].pk}/it-was-sent/", f"/staff/messages/{rows[0].pk}/send-again/"} <= set(
        page.addresses
    )
    assert "Held Oct 12, 10:00 am No proof that it arrived. Uncertain Oct 6, 10:00 am SendGrid answered 503" in history(
        staff, rows[0]
    )


def test_an_uncertain_one_says_until_when_and_offers_nothing(unproven, staff: Client, now):
    (row,) = unproven(1, held=False)
    Message.objects.filter(pk=row.pk).update(settled_at=now - timedelta(days=1))
    told = words(staff, row)
    assert "Proof may still come until Wed 10:00 am; then you decide. It isn’t sent again by itself." in told
    assert "Send it again" not in told
    Message.objects.filter(pk=row.pk).update(settled_at=now - timedelta(days=4))
    assert "No proof has come in three days; then you decide." in words(staff, row)


def test_a_decision_is_told_with_the_name_of_the_person(unproven, staff: Client, now):
    first, second, third = unproven(3)
    staff.post(f"/staff/messages/{first.pk}/it-was-sent/")
    staff.post(f"/staff/messages/{second.pk}/send-again/")
    deciding.it_was_sent(third, now, by="command line")
    assert history(staff, first).strip().startswith("Accepted Oct 12, 10:00 am Maya said: it was sent.")
    assert history(staff, second).strip().startswith("Planned Oct 12, 10:00 am Maya said: send it again.")
    assert "The command line said: it was sent." in history(staff, third)


def test_our_own_death_and_an_open_call_are_told_plainly(unproven, staff: Client):
    (row,) = unproven(1)
    Attempt.objects.filter(pk=row.attempt_id).update(verdict="died", reason="")
    assert "The answer None: the program ended while it waited for one." in words(staff, row)
    Attempt.objects.filter(pk=row.attempt_id).update(verdict="", settled_at=None)
    assert "The answer None yet: it is on its way." in words(staff, row)


def test_a_doubt_about_one_of_a_call_that_was_taken_is_no_yes(unproven, staff: Client):
    (row,) = unproven(1)
    Attempt.objects.filter(pk=row.attempt_id).update(verdict="accepted", reason="", transport="smtp")
    told = words(staff, row)
    assert "The answer The mail server gave none that is clear." in told
    assert "Accepted" not in history(staff, row)


def test_an_event_of_an_earlier_try_says_so(unproven, staff: Client, now):
    (row,) = sent(unproven)
    Event.objects.create(
        provider="sendgrid", provider_event_id="x", happened="delivered", at=now, received_at=now, message=row,
        attempt="01a204d3-7942-7486-8194-47cb7c0e8c7b",
    )  # fmt: skip
    assert "Of an earlier try. The patient’s mail server took it." in history(staff, row)


def test_a_message_that_has_not_left_has_nothing_to_show_for_it(enrol, staff: Client):
    row = Message.objects.get(enrolment=enrol("new@example.org", "New", confirmed=False).enrolment)
    told = words(staff, row)
    assert "What is known" not in told and "The hand-over" not in told and "Planned" in history(staff, row)


def test_no_jargon_stands_on_the_page(unproven, staff: Client):
    answer = Outcome(
        Verdict.UNCERTAIN, reason="SendGrid's answer didn't come (ReadTimeoutError); it may have left or not."
    )
    (row,) = unproven(1, answer)
    told = words(staff, row)
    assert "SendGrid’s answer didn’t come; it may have left or not." in told
    assert not [word for word in ("ReadTimeout", "attempt", "verdict", "transport") if word in told]


def test_the_patients_list_says_codes_in_words_and_leads_to_a_decision(unproven, staff: Client, now):
    first, second = unproven(2)
    tell(first, Happened.HARD_BOUNCE, now, "5.2.1")
    assert "the mailbox is switched off (5.2.1)" in said(staff.get(f"/staff/patients/{first.patient_id}/"))
    assert "the mailbox is switched off (5.2.1)" in said(staff.get("/staff/messages/?state=bounced"))
    assert "Decide" in said(staff.get(f"/staff/patients/{second.patient_id}/"))

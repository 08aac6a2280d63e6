"""Lessons that were paused for a reason: the page says why, and a person goes on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from campaigns.enrolments.resuming import go_on
from campaigns.events.consequences import GIVES_UP, NOT_SENT, SOFT_BOUNCES
from campaigns.models import Enrolment, Message
from clinic.models import AuditEntry
from clinic.refusal import Refusal
from mailer.events.base import Happened
from patients.models import Consent
from tests.staff.conftest import said, tell


@pytest.fixture
def paused(filled) -> Enrolment:
    """Lessons 1 to 3 have left; the fourth is due on Friday."""
    Enrolment.objects.filter(pk=filled.enrolment).pause(NOT_SENT)
    return Enrolment.objects.get(pk=filled.enrolment)


def url(one: Enrolment) -> str:
    return f"/staff/enrolments/{one.pk}/go-on/"


def test_a_lesson_the_provider_did_not_send_pauses_and_says_why(unproven, staff: Client, now):
    (row,) = unproven(1)
    tell(row, Happened.NOT_SENT, now)
    shown = said(staff.get(f"/staff/patients/{row.patient_id}/"))
    assert "The provider didn’t send a lesson: see why, then go on. The place is kept." in shown
    assert "Go on" in shown and "Paused" in shown


def test_going_on_continues_with_the_next_lesson_and_is_recorded(paused, staff: Client, send, now):
    answer = staff.post(url(paused), follow=True)
    assert "Goes on. The next lesson is due: Fri 8:00 am." in said(answer)
    paused.refresh_from_db()
    assert (paused.state, paused.end_reason) == ("active", "")
    entry = AuditEntry.objects.get(action="go on")
    assert (entry.actor, entry.subject, entry.detail) == (
        staff.session["_auth_user_id"],
        str(paused.patient_id),
        {"enrolment": str(paused.pk)},
    )
    send(now + timedelta(days=4))
    assert Message.objects.filter(enrolment=paused, step__position=4, state="accepted").exists()


def test_a_second_press_is_refused_and_nothing_changes(paused, staff: Client, now):
    staff.post(url(paused))
    answer = staff.post(url(paused), follow=True)
    assert "These lessons aren’t paused any more" in said(answer)
    with pytest.raises(Refusal):
        go_on(paused, now, "1")
    assert AuditEntry.objects.filter(action="go on").count() == 1


def test_what_is_under_way_stays_the_next_to_leave(filled, staff: Client, now):
    one = Enrolment.objects.get(pk=filled.enrolment)
    Message.objects.filter(pk=filled.message).update(state="planned")
    Enrolment.objects.filter(pk=one.pk).update(next_due_at=None)
    Enrolment.objects.filter(pk=one.pk).pause("test")
    assert "Goes on." in said(staff.post(url(one), follow=True))
    one.refresh_from_db()
    assert (one.state, one.next_due_at) == ("active", None)
    assert not Enrolment.objects.unaccounted().exists()


def test_who_has_not_confirmed_goes_on_waiting(enrol, staff: Client):
    one = enrol("new@example.org", "New", confirmed=False).enrolment
    Message.objects.filter(enrolment=one).update(state="dropped")
    Enrolment.objects.filter(pk=one.pk).pause(NOT_SENT)
    answer = staff.post(url(one), follow=True)
    assert "Goes on. It waits for the patient to confirm the address." in said(answer)
    one.refresh_from_db()
    assert (one.state, one.waits_for, one.next_due_at) == ("active", "confirmation", None)


def test_who_took_back_the_yes_meanwhile_is_not_sent_anything(paused, now, staff: Client):
    Consent.objects.withdraw(paused.patient, Consent.Stream.LESSONS, how="phone", now=now)
    staff.post(url(paused))
    paused.refresh_from_db()
    assert (paused.waits_for, paused.next_due_at) == ("confirmation", None)
    assert not Enrolment.objects.due(now + timedelta(days=400)).filter(pk=paused.pk).exists()


def test_after_the_last_lesson_it_is_finished(paused, staff: Client):
    Enrolment.objects.filter(pk=paused.pk).update(position=8)
    assert "That was the last lesson: the series is finished." in said(staff.post(url(paused), follow=True))
    paused.refresh_from_db()
    assert (paused.state, paused.next_due_at) == ("finished", None)


def test_a_late_lesson_leaves_soon_not_on_its_old_day_and_only_one(paused, staff: Client, send, now):
    Enrolment.objects.filter(pk=paused.pk).update(
        left_on=(now - timedelta(days=60)).date(), anchored_on=(now - timedelta(days=70)).date()
    )
    assert "The next lesson is due: now." in said(staff.post(url(paused), follow=True))
    before = Message.objects.filter(enrolment=paused).count()
    send(now)
    assert Message.objects.filter(enrolment=paused).count() == before + 1


REASONS = [
    GIVES_UP[Happened.HARD_BOUNCE][1],
    SOFT_BOUNCES[1],
    GIVES_UP[Happened.DROPPED][1],
    "The provider refused this address.",
]


@pytest.mark.parametrize("reason", REASONS)
def test_a_refused_address_says_to_ask_for_another(filled, staff: Client, now, reason: str):
    Enrolment.objects.filter(pk=filled.enrolment).end(reason, now)
    shown = said(staff.get(f"/staff/patients/{filled.patient}/"))
    assert reason.replace("'", "’") in shown and "Ask the patient for another address" in shown
    assert "Go on" not in shown


@pytest.mark.parametrize("happened", [Happened.COMPLAINT, Happened.UNSUBSCRIBED, Happened.GROUP_UNSUBSCRIBED])
def test_a_patients_own_word_is_respected_on_the_page(unproven, staff: Client, now, happened: Happened):
    (row,) = unproven(1)
    tell(row, happened, now)
    shown = said(staff.get(f"/staff/patients/{row.patient_id}/"))
    assert GIVES_UP[happened][1] in shown and "This address gets no email from here any more." in shown


def test_what_a_person_stopped_needs_no_advice(filled, staff: Client):
    stopped = Enrolment.objects.get(pk=filled.stopped)
    shown = said(staff.get(f"/staff/patients/{stopped.patient_id}/"))
    assert "Staff stopped the lessons." in shown and "another address" not in shown

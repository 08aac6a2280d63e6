"""Whoever doesn't answer "is this your address?" is reminded once on the third day, and then named to the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from campaigns.consents.confirming import confirm
from campaigns.consents.reminding_to_confirm import remind_silent, still_silent
from campaigns.enrolments.changing_patient import change_address
from campaigns.enrolments.resending import resend
from campaigns.models import Enrolment, Message
from campaigns.stopping.lessons import stop
from clinic.models import AuditEntry
from scheduler.maintenance import maintain

DAY = timedelta(days=1)
REMINDER = Message.Kind.REMINDER


@pytest.fixture
def asked(live, enrol, run, now) -> Enrolment:
    """The first email has left."""
    enrolment = enrol(confirmed=False).enrolment
    run(now)
    assert len(live.messages) == 1
    return enrolment


def reminders() -> list[Message]:
    return list(Message.objects.filter(kind=REMINDER).order_by("planned_at"))


def test_one_reminder_leaves_on_the_third_day_and_no_other(asked, live, run, now):
    for hours in range(0, 24 * 16, 6):
        at = now + timedelta(hours=hours)
        maintain(at)
        run(at)
    [one] = reminders()
    assert (one.due_at, one.state) == (now + 3 * DAY, "accepted") and len(live.messages) == 2
    first, again = (repr(email).lower() for email in live.emails)
    assert (
        "fibromyalgia" not in again
        and "is this your email address?" in again
        and "we won't ask again" in again.replace("’", "'")
    )
    assert "we won't ask again" not in first.replace("’", "'")


def test_its_button_starts_the_lessons(asked, run, client, now):
    remind_silent(now + 3 * DAY)
    run(now + 3 * DAY)
    page = client.post(reverse("portal:confirm", args=[reminders()[0].token]))
    assert page.status_code == 200
    asked.refresh_from_db()
    assert asked.waits_for == "" and asked.patient.address_confirmed_at is not None


@pytest.mark.parametrize(
    "answer",
    [
        lambda one, at: confirm(one.patient, at),
        lambda one, at: stop(one, at, by="patient"),
        lambda one, at: Enrolment.objects.filter(pk=one.pk).update(state="paused"),
        lambda one, at: type(one.series).objects.update(state="paused"),
        lambda one, at: Message.objects.update(state="bounced"),
        lambda one, at: Message.objects.update(practice=True),
    ],
    ids=["yes", "stopped", "paused", "series paused", "bounced", "only practised"],
)
def test_nobody_is_reminded_whom_it_does_not_wait_for(asked, answer, now):
    answer(asked, now + DAY)
    assert remind_silent(now + 4 * DAY) == 0


def test_a_question_long_past_is_reminded_of_no_more(asked, now):
    assert remind_silent(now + 14 * DAY) == 0
    assert list(still_silent(now + 14 * DAY)) == [asked]


def test_a_new_address_gets_a_question_and_a_reminder_of_its_own(asked, run, now):
    change_address(asked.patient, "ana.new@example.org", now + 2 * DAY, by="7")
    run(now + 2 * DAY)
    assert remind_silent(now + 4 * DAY) == 0
    assert remind_silent(now + 5 * DAY) == 1 and remind_silent(now + 5 * DAY) == 0


def test_two_questions_at_one_mailbox_are_reminded_of_on_two_days(live, enrol, run, now):
    for name in ("Ana", "Ben"):
        enrol("family@example.org", name, confirmed=False)
    run(now)
    run(now + DAY)
    remind_silent(now + 4 * DAY)
    assert sorted(one.due_at for one in reminders()) == [now + 4 * DAY, now + 5 * DAY]


def test_the_desk_hears_of_who_stays_silent_until_it_asks_again(asked, run, now):
    remind_silent(now + 3 * DAY)
    run(now + 3 * DAY)
    assert not still_silent(now + 5 * DAY).exists()
    assert list(still_silent(now + 6 * DAY)) == [asked]
    resend(reminders()[0], now + 6 * DAY, by="7")
    run(now + 6 * DAY)
    assert AuditEntry.objects.filter(action="resend").exists() and not still_silent(now + 7 * DAY).exists()
    assert remind_silent(now + 9 * DAY) == 0 and list(still_silent(now + 9 * DAY)) == [asked]


def test_a_confirmed_patient_is_not_silent(asked, run, now):
    remind_silent(now + 3 * DAY)
    run(now + 3 * DAY)
    confirm(asked.patient, now + 4 * DAY)
    assert not still_silent(now + 9 * DAY).exists()


def test_a_series_may_do_without(live, series, enrol, now):
    series.own_rules = {"confirm_address": False}
    series.save()
    started, without_a_yes = enrol(confirmed=False).enrolment, enrol("ben@example.org", "Ben", consent=None).enrolment
    assert (started.waits_for, without_a_yes.waits_for) == ("", "confirmation")
    assert started.next_due_at is not None and started.patient.address_confirmed_at is None
    assert [one.patient for one in Message.objects.welcomes()] == [without_a_yes.patient]


def test_an_address_changed_where_nobody_confirms_goes_on_at_the_new_one(live, series, enrol, lesson_day, run, now):
    series.own_rules = {"confirm_address": False}
    series.save()
    one = enrol(confirmed=False).enrolment
    assert change_address(one.patient, "ana.new@example.org", now, by="7").asked is False
    run(lesson_day)
    assert live.addresses == ["ana.new@example.org"]


def test_a_row_that_cannot_be_opened_keeps_nobody_waiting(asked, enrol, run, now):
    enrol("ben@example.org", "Ben", confirmed=False)
    run(now)
    type(asked.patient).objects.filter(pk=asked.patient_id).update(identity=b"broken")
    assert remind_silent(now + 3 * DAY) == 1
    assert reminders()[0].patient_id != asked.patient_id

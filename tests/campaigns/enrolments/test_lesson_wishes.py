"""How a patient wants the lessons: what is planned follows at once, and nothing is lost or told twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from campaigns.calendar import AS_PLANNED
from campaigns.enrolments.lesson_wishes import FASTER, SLOWER, Wishes, carry_out, days_apart, next_with
from campaigns.models import Enrolment, Message, Series
from campaigns.sending.planning import plan_due
from campaigns.sending.run import send_due
from clinic.models import AuditEntry


@pytest.fixture
def enrolment(signed_series, enrol) -> Enrolment:
    return enrol().enrolment


def planned() -> list[int]:
    return list(Message.objects.filter(state=Message.State.PLANNED).values_list("step__position", flat=True))


def test_a_break_takes_back_the_lesson_that_is_planned(enrolment, now):
    plan_due(now + timedelta(days=1), practising=True)
    assert planned() == [1]
    until = date(2026, 11, 2)
    assert carry_out(enrolment, Wishes(break_until=until), now + timedelta(days=1), by="patient")
    assert planned() == [] and enrolment.next_due_at.date() == until
    assert Enrolment.objects.unaccounted().count() == 0


def test_a_lesson_made_due_during_a_break_waits_for_its_end(enrolment, now):
    carry_out(enrolment, Wishes(break_until=date(2026, 11, 2)), now, by="patient")
    Enrolment.objects.update(next_due_at=now)
    assert plan_due(now + timedelta(hours=1), practising=True).messages == 0
    enrolment.refresh_from_db()
    assert enrolment.next_due_at.date() == date(2026, 11, 2)


def test_saving_what_holds_already_writes_nothing(enrolment, now):
    before = Enrolment.objects.values().get(), AuditEntry.objects.count()
    assert not carry_out(enrolment, Wishes(), now, by="patient")
    assert (Enrolment.objects.values().get(), AuditEntry.objects.count()) == before


def test_the_audit_says_which_wishes_changed_and_not_more(enrolment, now):
    carry_out(enrolment, Wishes(pace=SLOWER, plain_text=True), now, by="patient")
    assert AuditEntry.objects.get(action="patient.wishes").detail["changed"] == ["pace", "plain_text"]


@pytest.mark.parametrize(
    ("wishes", "code"),
    [
        (Wishes(pace=1), "pace"),
        (Wishes(break_until=date(2026, 10, 12)), "past"),
        (Wishes(break_until=date(2027, 10, 12)), "far"),
    ],
    ids=["pace", "today", "a year"],
)
def test_a_wish_that_cannot_be_is_refused_and_changes_nothing(enrolment, now, wishes, code):
    before = Enrolment.objects.values().get()
    with pytest.raises(ValidationError) as refused:
        carry_out(enrolment, wishes, now, by="patient")
    assert refused.value.code == code and Enrolment.objects.values().get() == before


@pytest.mark.parametrize("pace", [FASTER, AS_PLANNED, SLOWER])
def test_the_date_told_before_saving_is_the_date_after(enrolment, now, pace):
    send_due(lambda: now + timedelta(days=1), "test")
    enrolment.refresh_from_db()
    later = now + timedelta(days=1, hours=1)
    told = next_with(enrolment, Wishes(pace=pace), later)
    carry_out(enrolment, Wishes(pace=pace), later, by="patient")
    assert told == (2, enrolment.next_due_at.astimezone(enrolment.zone).date())


def test_an_email_says_the_date_of_the_pace_that_was_chosen(enrolment, now):
    carry_out(enrolment, Wishes(pace=SLOWER), now, by="patient")
    send_due(lambda: now + timedelta(days=1), "test")
    from campaigns.emails.received import sealed_values

    values = sealed_values(Message.objects.get())
    enrolment.refresh_from_db()
    assert values is not None and values["next_date"] == "Monday, October 19"
    assert enrolment.next_due_at.date() == date(2026, 10, 19)


def test_the_days_between_two_lessons_are_about_those_of_the_series(enrolment):
    assert [days_apart(enrolment, pace) for pace in (FASTER, AS_PLANNED, SLOWER)] == [2, 4, 8]


def test_after_the_last_lesson_no_pace_and_no_break_is_written_down(enrolment, now):
    Enrolment.objects.update(state=Enrolment.State.FINISHED, next_due_at=None)
    assert not carry_out(enrolment, Wishes(pace=SLOWER, break_until=date(2026, 11, 2)), now, by="patient")
    assert carry_out(enrolment, Wishes(pace=SLOWER, plain_text=True), now, by="patient")
    assert AuditEntry.objects.get(action="patient.wishes").detail["changed"] == ["plain_text"]
    assert Enrolment.objects.get().pace == AS_PLANNED


def test_a_break_of_another_series_goes_on_when_something_else_is_changed_here(enrolment, now):
    """The page of one series doesn't show the other's break, so saving it there mustn't end it."""
    until, other = date(2026, 11, 2), Series.objects.create(slug="other", title="Other", state="active", created_at=now)
    on_a_break = Enrolment.objects.create(
        patient=enrolment.patient, series=other, enrolled_at=now, anchored_on=now.date(), break_until=until
    )
    carry_out(enrolment, Wishes(language="es"), now, by="patient")
    on_a_break.refresh_from_db()
    assert on_a_break.break_until == until

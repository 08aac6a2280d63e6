"""Stopping works at once, and only the person's own stop can be undone."""

from datetime import timedelta

import pytest

from campaigns.enrolments.resuming import go_on
from campaigns.models import Enrolment, Message
from campaigns.sending.planning import plan_due
from campaigns.stopping.lessons import begin_again, can_undo, stop, undo_stop
from campaigns.stopping.reasons import BY_PATIENT, BY_STAFF
from clinic.models import AuditEntry
from clinic.refusal import Refusal
from patients.models import Consent
from tests.campaigns.rows import reread, states, unaccounted

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(live, enrol):
    return enrol().enrolment


def test_a_stop_ends_the_series_cancels_what_is_planned_and_withdraws_the_consent(running, lesson_day):
    plan_due(lesson_day, practising=False)
    assert stop(running, lesson_day, by="patient")
    assert (
        running.state == Enrolment.State.ENDED and running.end_reason == BY_PATIENT and running.ended_at == lesson_day
    )
    assert states() == ["cancelled"]
    assert not Consent.objects.standing(Consent.Stream.LESSONS).filter(patient=running.patient).exists()
    assert AuditEntry.objects.filter(action="stop", actor="patient", subject=str(running.patient_id)).count() == 1


def test_a_second_stop_changes_nothing(running, lesson_day):
    stop(running, lesson_day, by="patient")
    assert not stop(running, lesson_day + timedelta(days=1), by="staff", reason=BY_STAFF)
    assert running.end_reason == BY_PATIENT and running.ended_at == lesson_day
    assert AuditEntry.objects.filter(action="stop").count() == 1


def test_a_stop_before_the_confirmation_cancels_the_question_too(live, enrol, run, now):
    enrolment = enrol(consent="", confirmed=False).enrolment
    stop(enrolment, now, by="patient")
    run(now)
    assert live.batches == [] and states() == ["cancelled"]


def test_nothing_leaves_between_a_stop_and_its_undo_and_the_lesson_is_not_lost(running, live, run, lesson_day):
    plan_due(lesson_day, practising=False)
    stop(running, lesson_day, by="patient")
    run(lesson_day)
    assert live.batches == []
    assert undo_stop(running, lesson_day, by="patient")
    run(lesson_day)
    assert len(live.messages) == 1 and Message.objects.get().step.position == 1 and unaccounted() == 0


def test_an_undo_goes_on_after_the_last_lesson_that_left(running, live, run, lesson_day):
    run(lesson_day)
    stop(reread(running), lesson_day, by="patient")
    undo_stop(running, lesson_day, by="patient")
    assert reread(running).state == Enrolment.State.ACTIVE and running.position == 1
    run(running.next_due_at)
    assert [message.step.position for message in Message.objects.order_by("step__position")] == [1, 2]


def test_an_undo_gives_the_consent_anew_and_says_by_whom(running, lesson_day):
    stop(running, lesson_day, by="patient")
    undo_stop(running, lesson_day, by="patient")
    assert Consent.objects.count() == 2
    assert Consent.objects.standing(Consent.Stream.LESSONS).get(patient=running.patient).recorded_by == "patient"


def test_there_is_nothing_to_undo_where_nothing_was_stopped(running, now):
    assert not undo_stop(running, now, by="patient") and not can_undo(running)


def test_an_undo_is_refused_when_the_patient_is_in_the_series_anew(running, enrol, lesson_day):
    stop(running, lesson_day, by="patient")
    assert enrol(at=lesson_day).outcome == "enrolled"
    with pytest.raises(Refusal, match="enrolled in this series again"):
        undo_stop(running, lesson_day, by="patient")
    assert Enrolment.objects.filter(state="active").count() == 1


def test_only_the_patients_own_stop_can_be_undone_by_the_patient(running, lesson_day):
    stop(running, lesson_day, by="maya", reason=BY_STAFF)
    assert not can_undo(running)
    Enrolment.objects.update(end_reason=BY_PATIENT)
    assert can_undo(reread(running))
    running.patient.erase(lesson_day)
    assert not can_undo(running)


def test_undoing_a_stop_never_plans_a_lesson_twice_whatever_became_of_it(running, live, run, lesson_day):
    """One undone row that can't be planned must not block the whole queue."""
    for state in ("uncertain", "held", "bounced", "rejected", "suppressed"):
        Message.objects.all().delete()
        Enrolment.objects.update(
            position=0, left_on=None, left_day=None, state="active", next_due_at=lesson_day, end_reason=""
        )
        plan_due(lesson_day, practising=False)
        Message.objects.update(state=state, claimed_at=lesson_day)
        stop(reread(running), lesson_day, by="patient")
        assert undo_stop(running, lesson_day, by="patient")
        run(lesson_day + timedelta(days=10))
        assert sorted(message.step.position for message in Message.objects.all()) == [1, 2], state


def test_lessons_that_were_paused_when_they_stopped_are_paused_again_by_the_patients_undo(
    running, live, run, lesson_day
):
    Enrolment.objects.filter(pk=running.pk).pause("Staff paused the lessons.")
    stop(reread(running), lesson_day, by="patient")
    assert begin_again(reread(running), lesson_day, by="patient")
    one = reread(running)
    assert (one.state, one.end_reason, one.was_paused) == (Enrolment.State.PAUSED, "Staff paused the lessons.", "")
    run(lesson_day)
    assert live.batches == []
    go_on(one, lesson_day, by="7")
    run(lesson_day)
    assert len(live.messages) == 1 and unaccounted() == 0


def test_staff_who_resume_stopped_lessons_go_on_with_them_although_they_were_paused_before(running, lesson_day):
    Enrolment.objects.filter(pk=running.pk).pause("Staff paused the lessons.")
    stop(reread(running), lesson_day, by="7", reason=BY_STAFF)
    undo_stop(reread(running), lesson_day, by="7")
    assert (reread(running).state, reread(running).was_paused) == (Enrolment.State.ACTIVE, "")


def test_a_stop_after_the_last_lesson_ends_the_yes_says_so_in_the_trail_and_can_be_undone(running, lesson_day):
    Enrolment.objects.update(state=Enrolment.State.FINISHED, next_due_at=None)
    one = reread(running)
    assert not can_undo(one)
    stop(one, lesson_day, by="patient")
    assert one.state == Enrolment.State.FINISHED and not Consent.objects.filter(withdrawn_at=None).exists()
    assert AuditEntry.objects.filter(action="stop", actor="patient").count() == 1
    assert can_undo(one) and undo_stop(one, lesson_day, by="patient")
    assert Consent.objects.standing(Consent.Stream.LESSONS).count() == 1
    assert reread(one).state == Enrolment.State.FINISHED and not can_undo(one)

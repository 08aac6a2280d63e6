"""What went wrong once, told as it must go: found by an adversary who stopped, killed and confused the sending."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaigns.enrolments.beginning import place_of
from campaigns.models import Enrolment, Message, Step
from campaigns.stopping.lessons import stop
from mailer.transports.base import Outcome, Verdict
from patients.models import Patient
from tests.campaigns.rows import only_message, reread, states, unaccounted

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("answer", [Outcome(Verdict.ACCEPTED, 202), Outcome(Verdict.UNCERTAIN, reason="No answer.")])
def test_a_lesson_on_its_way_when_the_patient_stopped_is_not_sent_by_a_new_enrolment(
    live, enrol, run, lesson_day, answer
):
    first = enrol().enrolment

    def stops_meanwhile(recipients):
        stop(first, lesson_day, by="patient")
        return answer

    live.answers.append(stops_meanwhile)
    run(lesson_day)
    again = enrol(at=lesson_day + timedelta(days=7)).enrolment
    assert again.position == 1
    run(lesson_day + timedelta(days=30))
    assert Message.objects.filter(step__position=1).count() == 1


def test_lessons_practised_in_the_inbox_do_not_count_for_a_live_installation(
    signed_series, provider, enrol, run, lesson_day
):
    from campaigns.live.going_live import go_live

    enrol()
    run(lesson_day)
    patient = Patient.objects.get()
    assert place_of(patient, signed_series) == (1, 0)
    go_live(lesson_day, by="test")
    assert place_of(patient, signed_series) == (0, 0)


def test_an_email_the_provider_refuses_for_everyone_is_set_aside_and_ends_nobodys_series(live, enrol, run, lesson_day):
    for number in range(3):
        enrol(f"p{number}@example.org", f"P{number}")
    live.answers.append(Outcome(Verdict.FAULTY, 400, reason="SendGrid answered 400 for content.1.value."))
    run(lesson_day)
    assert states() == [Message.State.PLANNED] * 3 and len(live.batches) == 1
    assert set(Message.objects.values_list("due_at", flat=True)) == {lesson_day + timedelta(hours=1)}
    assert Enrolment.objects.filter(state=Enrolment.State.ACTIVE).count() == 3
    assert run(lesson_day + timedelta(hours=1)).accepted == 3


def test_a_home_that_cannot_be_written_is_a_definite_no(live, enrol, run, lesson_day, home):
    enrol()
    (home / "live.json.new").mkdir()
    run(lesson_day)
    assert states() == [Message.State.PLANNED] and live.batches == []
    assert "can't be written" in only_message().reason
    (home / "live.json.new").rmdir()
    assert run(lesson_day + timedelta(minutes=2)).accepted == 1


def test_one_patient_in_an_unknown_zone_stops_nobody_else(live, enrol, run, lesson_day):
    lost = enrol("lost@example.org", "Lost").enrolment
    enrol()
    Patient.objects.filter(pk=lost.patient_id).update(time_zone="Nowhere/Land")
    assert run(lesson_day).accepted == 1
    assert reread(lost).waits_for == Enrolment.WaitsFor.HOURS and unaccounted() == 0


def test_holidays_without_end_put_a_planned_lesson_off_and_stop_nothing_else(live, enrol, run, lesson_day, clinic):
    enrol()
    run(lesson_day.replace(hour=10))  # planned, before the window opens
    clinic.holidays = [(lesson_day.date() + timedelta(days=n)).isoformat() for n in range(420)]
    clinic.save()
    enrol("new@example.org", "New", consent="", confirmed=False)
    assert run(lesson_day).accepted == 1  # the question for consent
    assert states().count(Message.State.PLANNED) == Message.objects.filter(kind=Message.Kind.STEP).count()


def test_messages_that_gave_way_do_not_end_the_run(live, enrol, run, lesson_day, series):
    gone = enrol("gone@example.org", "Gone").enrolment
    run(lesson_day.replace(hour=10))
    Message.objects.update(review=None, due_at=lesson_day)
    Enrolment.objects.filter(pk=gone.pk).update(state=Enrolment.State.ENDED, next_due_at=None)
    enrol("new@example.org", "New", consent="", confirmed=False, at=lesson_day)
    assert run(lesson_day).accepted == 1


def test_a_lesson_shared_by_two_series_wakes_the_patients_of_both(series, provider, enrol, run, lesson_day, now):
    from campaigns.live.going_live import go_live
    from campaigns.models import Series
    from campaigns.series.approving import approve

    other = Series.objects.create(slug="other", title="Other", state=Series.State.ACTIVE, created_at=now)
    Step.objects.create(series=other, lesson=series.way()[0].lesson, position=1, day=1)
    go_live(now, by="test")
    from campaigns.enrolling.one_patient import Request
    from campaigns.enrolling.one_patient import enrol as enrol_patient

    waits = enrol_patient(
        Request("other", "ana@example.org", "Ana", time_zone="America/New_York", consent="form", confirmed=True),
        now=now,
        by="test",
    ).enrolment
    run(lesson_day)
    assert reread(waits).waits_for == Enrolment.WaitsFor.REVIEW
    approve(series, reviewer="R", credential="MD", language="en", now=lesson_day, how="test")
    assert run(lesson_day).accepted == 1

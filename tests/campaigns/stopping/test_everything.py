"""The undo of "stop everything" brings back what that press ended: not what an earlier press ended, nor a single stop since."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from campaigns.models import Enrolment
from campaigns.newsletters.stopping import NEWS
from campaigns.stopping.everything import can_undo, stop_everything, undo
from campaigns.stopping.lessons import stop, undo_stop
from patients.models import Consent, Patient

LESSONS = Consent.Stream.LESSONS


@pytest.fixture
def running(signed_series, enrol) -> Enrolment:
    return enrol().enrolment


def agree(patient: Patient, stream: Consent.Stream, at: datetime) -> Consent:
    return Consent.objects.give(patient, stream, how="at the desk", wording="1", recorded_by="test", now=at)


def standing(patient: Patient) -> set[str]:
    return set(Consent.objects.filter(patient=patient, withdrawn_at=None).values_list("stream", flat=True))


def under_way() -> int:
    return Enrolment.objects.under_way().count()


def test_series_of_an_earlier_press_stay_ended_when_a_later_one_is_undone(running, now):
    patient, later = running.patient, now + timedelta(days=30)
    stop_everything(patient, now, by="patient")
    agree(patient, NEWS, later)
    stop_everything(patient, later, by="patient")
    assert undo(patient, later, by="patient")
    assert under_way() == 0 and standing(patient) == {NEWS}


def test_newsletters_of_an_earlier_press_stay_ended_when_a_later_one_is_undone(running, now):
    patient, later = running.patient, now + timedelta(days=30)
    agree(patient, NEWS, now)
    stop_everything(patient, now, by="patient")
    running.refresh_from_db()
    assert undo_stop(running, now, by="7")
    stop_everything(patient, later, by="patient")
    assert undo(patient, later, by="patient")
    assert under_way() == 1 and standing(patient) == {LESSONS}


def test_a_series_stopped_by_itself_since_is_not_started_by_the_undo_of_an_undone_press(running, now):
    patient, later = running.patient, now + timedelta(days=30)
    stop_everything(patient, now, by="patient")
    undo(patient, now, by="patient")
    running.refresh_from_db()
    stop(running, later, by="patient")
    assert not can_undo(patient) and not undo(patient, later, by="patient")
    assert under_way() == 0 and standing(patient) == set()


def test_a_yes_to_lessons_comes_back_although_every_series_is_finished(running, now):
    Enrolment.objects.update(state=Enrolment.State.FINISHED, next_due_at=None)
    agree(running.patient, NEWS, now)
    stop_everything(running.patient, now, by="patient")
    assert undo(running.patient, now, by="patient") and standing(running.patient) == {LESSONS, NEWS}

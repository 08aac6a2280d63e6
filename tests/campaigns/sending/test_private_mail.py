"""Somebody else reads this mailbox: the emails of this patient carry only a link, those of all others the lesson."""

from __future__ import annotations

import pytest

from campaigns.models import Enrolment, Message
from patients.models import Patient

pytestmark = pytest.mark.django_db


def templates() -> dict[str, str]:
    rows = Message.objects.select_related("email", "patient")
    return {one.patient.open_identity().given_name: one.email.compiled.template for one in rows}


def test_only_this_patient_gets_a_link_and_both_leave(live, enrol, run, lesson_day):
    enrol()
    enrol("bo@example.org", "Bo", private_mail=True)
    run(lesson_day)
    assert templates() == {"Ana": "lesson", "Bo": "ready"}
    assert [len(batch) for batch in live.batches] == [1, 1], "one email never goes to both"


def test_whoever_begins_to_share_a_mailbox_gets_a_link_at_the_next_claim(live, enrol, run, lesson_day):
    enrol()
    run(lesson_day.replace(day=12))
    Patient.objects.update(private_mail=True)
    run(lesson_day)
    assert templates() == {"Ana": "ready"}


def test_a_patient_whom_no_pin_can_open_the_door_for_gets_one(enrol):
    first = enrol()
    Patient.objects.update(pin_hash="")
    Enrolment.objects.filter(pk=first.enrolment.pk).update(state="ended")
    again = enrol(private_mail=True)
    assert again.outcome == "enrolled" and Patient.objects.get().check_pin(again.pin)

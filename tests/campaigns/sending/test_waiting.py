from __future__ import annotations

import pytest

from campaigns.models import Message, Step
from campaigns.sending.planning import plan_due
from campaigns.sending.waiting import waiting
from patients.models import Consent

pytestmark = pytest.mark.django_db


@pytest.fixture
def message(live, enrol, lesson_day) -> Message:
    enrol()
    plan_due(lesson_day, practising=False)
    return Message.objects.select_related("enrolment__patient", "step").get()


def test_it_says_what_the_models_say(message):
    [row] = waiting(Message.objects.all(), message)
    enrolment, patient = message.enrolment, message.patient
    assert (row.pk, row.token, row.day, row.kind, row.step) == (
        message.pk,
        message.token,
        message.day,
        "step",
        message.step,
    )
    assert (row.enrolment.state, row.enrolment.anchored_on, row.enrolment.stop_token) == (
        enrolment.state, enrolment.anchored_on, enrolment.stop_token,
    )  # fmt: skip
    assert row.patient.id == patient.pk and row.patient.open_identity() == patient.open_identity()
    assert row.enrolment.zone == patient.zone


def test_consent_is_read_with_the_row(message, now):
    assert waiting(Message.objects.all(), message)[0].consented
    Consent.objects.update(withdrawn_at=now)
    assert not waiting(Message.objects.all(), message)[0].consented


def test_the_step_is_read_anew(message):
    Step.objects.filter(pk=message.step_id).update(day=9)
    assert waiting(Message.objects.all(), message)[0].step.day == 9

"""Another address gets lessons only once it is confirmed; another language plans anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from campaigns.consents.confirming import confirm
from campaigns.emails.received import sealed_values
from campaigns.enrolments.changing_patient import change_address, change_details, shared_with
from campaigns.models import Enrolment, Message
from campaigns.sending.planning import plan_due
from campaigns.sending.run import send_due
from campaigns.sending.settling import leave
from clinic.refusal import Refusal
from patients.models import Patient, Suppression

Kind, State = Message.Kind, Message.State
NEW = "ana.new@example.org"


@pytest.fixture
def one(signed_series, enrol) -> Enrolment:
    return enrol().enrolment


def send(moment) -> None:
    send_due(lambda: moment, "test")


def addresses() -> set[str]:
    return {(sealed_values(row) or {})["to"] for row in Message.objects.exclude(values=None)}


def test_a_planned_lesson_waits_and_goes_to_the_new_address_only_after_the_yes(one):
    due = one.next_due_at
    plan_due(due, practising=True)
    changed = change_address(one.patient, NEW, due, by="7")
    assert changed.moved and changed.asked
    for day in range(10):
        send(due + timedelta(days=day))
    assert [row.kind for row in Message.objects.all()] == [Kind.WELCOME]
    assert addresses() == {NEW}
    confirm(Patient.objects.get(), due + timedelta(days=10))
    send(due + timedelta(days=13))
    assert Message.objects.get(kind=Kind.STEP).state == State.ACCEPTED
    assert addresses() == {NEW}


def test_a_lesson_on_its_way_meanwhile_sends_no_second_one_unconfirmed(one):
    due = one.next_due_at
    plan_due(due, practising=True)
    Message.objects.update(state=State.SENDING, claimed_at=due)
    assert change_address(one.patient, NEW, due, by="7").on_its_way == 1
    leave(Message.objects.filter(kind=Kind.STEP), State.ACCEPTED, "", due)
    one.refresh_from_db()
    assert (one.position, one.waits_for, one.next_due_at) == (1, Enrolment.WaitsFor.CONFIRMATION, None)


def test_the_link_sent_to_the_old_address_cannot_confirm_the_new_one(signed_series, enrol, now):
    one = enrol(confirmed=False).enrolment
    send(now)
    change_address(one.patient, NEW, now, by="7")
    send(now + timedelta(minutes=1))
    old, new = Message.objects.welcomes().order_by("planned_at")
    assert Client().post(f"/confirm/{old.token}/").status_code == 404
    assert Patient.objects.get().address_confirmed_at is None
    assert Client().post(f"/confirm/{new.token}/").status_code == 200
    assert Patient.objects.get().address_confirmed_at is not None


def test_each_address_is_asked_once(one, now):
    change_address(one.patient, NEW, now, by="7")
    assert not change_address(one.patient, NEW.upper(), now, by="7").moved
    assert change_address(one.patient, "third@example.org", now, by="7").asked
    send(now)
    assert addresses() == {"third@example.org"}


def test_an_address_that_must_not_be_mailed_is_refused_with_the_reason(one, now):
    Suppression.objects.suppress(NEW, Suppression.Reason.COMPLAINT, now)
    with pytest.raises(Refusal, match="complaint"):
        change_address(one.patient, NEW, now, by="7")
    assert one.patient.open_identity().email == "ana@example.org"


def test_a_shared_address_is_noticed_and_ones_own_is_not(one, enrol):
    enrol("bo@example.org", "Bo")
    assert shared_with(one.patient, "BO@example.org")
    assert not shared_with(one.patient, "ana@example.org")


def test_a_planned_lesson_is_planned_again_in_the_new_language(signed_in_spanish, enrol):
    one = enrol().enrolment
    due = one.next_due_at
    plan_due(due, practising=True)
    patient = one.patient
    change_details(
        patient,
        patient.open_identity(),
        language="es",
        time_zone=patient.time_zone,
        private_mail=False,
        now=due,
        by="7",
    )
    send(due)
    row = Message.objects.get()
    assert (row.revision.language, row.state) == ("es", State.ACCEPTED)


def test_nobody_takes_another_patients_record_number(one, enrol, now):
    enrol("bo@example.org", "Bo", mrn="77")
    with pytest.raises(Refusal, match="Another patient here has this record number"):
        change_details(
            one.patient,
            replace(one.patient.open_identity(), mrn="77"),
            language="en",
            time_zone="UTC",
            private_mail=False,
            now=now,
            by="7",
        )

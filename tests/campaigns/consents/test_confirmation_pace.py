"""However many people are enrolled at one address, one email a day asks there."""

from __future__ import annotations

from datetime import timedelta

from campaigns.consents.confirmation_pace import ASKING
from campaigns.consents.confirming import confirm
from campaigns.contacts.signing_up import Asked, sign_up
from campaigns.enrolments.changing_patient import change_address
from campaigns.models import Message
from patients.identifiers import new_id
from patients.tokens import new_token

DAY = timedelta(days=1)


def asked() -> list[Message]:
    return list(Message.objects.welcomes().order_by("planned_at", "due_at"))


def test_the_third_person_at_an_address_is_asked_on_the_third_day(enrol, now):
    for name, spelling in [("Ana", "ana@example.org"), ("Ben", "ANA@example.org."), ("Eva", "Ana@Example.org")]:
        enrol(spelling, name, confirmed=False, at=now)
    assert [one.due_at - now for one in asked()] == [0 * DAY, DAY, 2 * DAY]
    enrol("other@example.org", "Ana", confirmed=False, at=now)
    assert asked()[-1].due_at - now in (0 * DAY, 2 * DAY) and sum(one.due_at == now for one in asked()) == 2


def test_a_day_later_nothing_is_put_off(enrol, now):
    enrol("ana@example.org", "Ana", confirmed=False, at=now)
    enrol("ana@example.org", "Ben", confirmed=False, at=now + DAY)
    assert [one.due_at for one in asked()] == [now, now + DAY]


def test_the_sign_up_form_and_an_enrolment_ask_once_a_day_together(enrol, clinic, now):
    enrol("ana@example.org", "Ana", confirmed=False, at=now)
    assert sign_up(Asked("ANA@example.org.", "Ana", "en"), "", now + DAY / 2)
    assert Message.objects.filter(kind__in=ASKING).count() == 1
    assert sign_up(Asked("eva@example.org", "Eva", "en"), "", now)
    enrol("eva@example.org", "Eva", confirmed=False, at=now + DAY / 2)
    assert [one.due_at for one in asked()] == [now, now + DAY]


def test_another_address_is_asked_at_once(signed_series, enrol, run, now):
    patient = enrol("ana@example.org", "Ana", confirmed=False, at=now).enrolment.patient
    run(now)
    change_address(patient, "ana.new@example.org", now, by="7")
    assert [one.due_at for one in asked()][-1] == now


def test_who_has_confirmed_is_asked_no_more(enrol, now):
    enrol("ana@example.org", "Ana", confirmed=False, at=now)
    Message.objects.update(state="accepted")
    patient = Message.objects.get().patient
    message = Message.objects.get()
    message.pk, message.key, message.token, message.state = new_id(), "welcome:later", new_token(), "planned"
    Message.objects.make([message])
    confirm(patient, now)
    assert sorted(one.state for one in asked()) == ["accepted", "cancelled"]

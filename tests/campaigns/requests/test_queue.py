"""What patients ask for waits in a queue until somebody says that it is done, and a backup hears of what is late."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from campaigns.events.consequences import bear_consequences
from campaigns.keeping.patient_export import everything_of
from campaigns.models import BouncedAddress, PatientRequest
from campaigns.requests.acting import finish, hand_to, take
from campaigns.requests.asking import ask
from campaigns.requests.queue import waiting_by_owner
from campaigns.requests.telling_backup import tell_backup
from clinic.models import AuditEntry, ClinicProfile, Person
from clinic.profile_settings import change
from clinic.refusal import Refusal
from mailer.events.base import Happened, ProviderEvent


@pytest.fixture
def patient(enrol):
    return enrol("dolores@example.org", "Dolores").enrolment.patient


@pytest.fixture
def mailed(monkeypatch) -> list[tuple[str, ...]]:
    letters: list[tuple[str, ...]] = []
    monkeypatch.setattr(
        "campaigns.requests.telling_backup.mail_reviewer",
        lambda address, subject, lines, url, link, now, *, why: letters.append((address, subject, *lines, url)),
    )
    return letters


def someone(name: str, role: str = "front desk") -> Person:
    user = User.objects.create_user(name, email=f"{name}@clinic.example", first_name=name.title())
    return Person.objects.create(user=user, role=role)


def test_the_words_are_sealed_and_go_with_the_patient(patient, now: datetime):
    row = ask(patient, "reply", "My back hurts", how="portal", now=now, by="portal")
    finish(row.pk, "I called Dolores", now, by="7")
    row.refresh_from_db()
    assert row.words() == "My back hurts" and row.what_was_done() == "I called Dolores"
    assert b"back" not in bytes(row.sealed) and b"Dolores" not in bytes(row.done_sealed or b"")
    assert everything_of(patient, now)["asked_of_us"][0]["text"] == "My back hurts"
    assert "back" not in json.dumps(list(AuditEntry.objects.values_list("detail", flat=True)))


def test_only_a_call_back_needs_no_words(patient, now: datetime):
    assert ask(patient, "call back", " ", how="phone", now=now, by="7").words() == ""
    with pytest.raises(ValidationError, match="Type what the patient asks for"):
        ask(patient, "reply", " ", how="email", now=now, by="mail")


def test_it_is_taken_handed_on_and_done_once(patient, now: datetime):
    row, rosa = ask(patient, "call back", "", how="phone", now=now, by="7"), someone("rosa")
    take(row.pk, now, by="7")
    hand_to(row.pk, rosa, now, by="7")
    assert [one.owner for one in waiting_by_owner(now)] == [str(rosa.user_id)]
    with pytest.raises(Refusal, match="front desk or admin"):
        hand_to(row.pk, someone("writer", "marketing"), now, by="7")
    finish(row.pk, "I called", now, by=str(rosa.user_id))
    with pytest.raises(Refusal, match="done it already"):
        take(row.pk, now, by="7")
    assert not waiting_by_owner(now)


def test_the_backup_is_told_once_after_one_business_day(patient, mailed, now: datetime):
    ask(patient, "call back", "It hurts", how="phone", now=now, by="7")
    next_day = now + timedelta(days=1)
    assert tell_backup(next_day) == 0  # nobody is named
    someone("ana")
    change(ClinicProfile.current(), {"backup": "ana"})
    assert tell_backup(now + timedelta(hours=23)) == 0
    assert [tell_backup(next_day), tell_backup(next_day)] == [1, 0]
    [letter] = mailed
    assert letter[:2] == ("ana@clinic.example", "1 request has waited a business day")
    assert "Dolores" not in str(letter) and "hurts" not in str(letter)
    assert waiting_by_owner(next_day)[0].told_at == next_day


def test_who_has_no_address_can_not_be_the_backup(clinic):
    Person.objects.create(user=User.objects.create_user("ana"), role="admin")
    with pytest.raises(Refusal, match="no email address"):
        change(clinic, {"backup": "ana"})


def test_a_bounced_address_is_asked_for_until_handled(patient, now: datetime):
    event = ProviderEvent(
        id="1", happened=Happened.HARD_BOUNCE, at=now, message="", attempt="", address="dolores@example.org"
    )
    bear_consequences("sendgrid", [(event, None)], now)
    assert BouncedAddress.objects.open().count() == 1
    assert BouncedAddress.objects.handle(patient, now, by="7") == 1
    bear_consequences("sendgrid", [(event, None)], now)  # another address of the same patient
    assert BouncedAddress.objects.open().count() == 1


def test_a_request_is_about_an_email_of_the_same_patient(patient, signed_series, enrol, now: datetime):
    from campaigns.models import Message
    from campaigns.sending.run import send_due

    other = enrol("bo@example.org", "Bo", at=now - timedelta(days=3)).enrolment
    send_due(lambda: now, "test")
    theirs = Message.objects.filter(patient=other.patient).first()
    with pytest.raises(ValidationError, match="somebody else"):
        ask(patient, "reply", "About it", how="portal", now=now, by="portal", about=theirs)
    assert not PatientRequest.objects.exists()

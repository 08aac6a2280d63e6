"""Who here may be the person at the desk, and what a person's answer to that does."""

from __future__ import annotations

from datetime import date

import pytest

from campaigns.enrolling.look_alikes import enrol_known, look_alikes
from campaigns.enrolling.one_patient import Request
from campaigns.models import Enrolment, Message
from clinic.refusal import Refusal
from patients.models import Identity, Patient, Suppression

BORN = date(1970, 1, 2)


@pytest.fixture
def ana(enrol) -> Patient:
    return enrol(family_name="Alba", birth_date=BORN).enrolment.patient


def test_another_name_in_the_same_mailbox_is_asked_about(ana):
    (found,) = look_alikes(Identity("ANA@example.org", "Bo", "Alba"))
    assert found.patient == ana and found.mailbox


def test_the_same_name_and_birth_date_at_another_address_is_asked_about(ana):
    (found,) = look_alikes(Identity("new@example.org", "ANA", "Alba", BORN))
    assert found.patient == ana and not found.mailbox


@pytest.mark.parametrize(
    "asked",
    [
        Identity("ana@example.org", "Ana", "Alba", BORN),
        Identity("new@example.org", "Ana", "Alba", date(1970, 1, 3)),
        Identity("new@example.org", "Bo", "Alba", BORN),
        Identity("new@example.org", "Ana", "", BORN),
    ],
    ids=["known-as-it-is", "another-day", "another-given-name", "no-family-name"],
)
def test_nobody_is_asked_about_without_a_reason(ana, asked):
    assert look_alikes(asked) == []


def test_the_same_person_with_a_new_address_stays_one_patient_and_is_asked_to_confirm_it(ana, now):
    request = Request("fibromyalgia", "new@example.org", "Ana", "Alba", BORN, consent="said yes")
    assert enrol_known(ana, request, now=now, by="7").outcome == "already"
    assert Patient.objects.get().open_identity().email == "new@example.org"
    assert Enrolment.objects.get().waits_for == "confirmation" and Message.objects.get().kind == "welcome"


def test_the_same_person_under_another_name_keeps_the_one_we_have(ana, now):
    Enrolment.objects.update(state="ended")
    request = Request("fibromyalgia", "ana@example.org", "Anna", consent="said yes", mrn="M7")
    assert enrol_known(ana, request, now=now, by="7").outcome == "enrolled"
    kept = Patient.objects.get().open_identity()
    assert (kept.given_name, kept.mrn) == ("Ana", "M7")


def test_an_address_that_must_not_be_mailed_changes_nothing(ana, now):
    Suppression.objects.suppress("new@example.org", Suppression.Reason.COMPLAINT, now)
    with pytest.raises(Refusal):
        enrol_known(ana, Request("fibromyalgia", "new@example.org", "Ana", consent="yes"), now=now, by="7")
    assert Patient.objects.get().open_identity().email == "ana@example.org"

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from patients.models import Consent, Patient

LESSONS, NEWSLETTER = Consent.Stream.LESSONS, Consent.Stream.NEWSLETTER
pytestmark = pytest.mark.django_db


@pytest.fixture
def agree(maria: Patient, now: datetime) -> Callable[..., Consent]:
    def agree(stream: Consent.Stream = LESSONS, how: str = "signed form at the desk", when: datetime = now) -> Consent:
        return Consent.objects.give(maria, stream, how=how, wording="2026-10", recorded_by="user:7", now=when)

    return agree


def test_a_given_consent_stands_for_its_stream_only(agree: Callable[..., Consent]) -> None:
    consent = agree()
    assert list(Consent.objects.standing(LESSONS)) == [consent]
    assert not Consent.objects.standing(NEWSLETTER).exists()


def test_giving_again_keeps_the_first_record(agree: Callable[..., Consent], now: datetime) -> None:
    first = agree()
    assert agree(how="on the phone", when=now + timedelta(days=1)) == first
    assert Consent.objects.get().how == "signed form at the desk"


def test_withdrawing_ends_it_once(agree: Callable[..., Consent], maria: Patient, now: datetime) -> None:
    agree()
    later = now + timedelta(days=1)
    assert Consent.objects.withdraw(maria, LESSONS, how="link in an email", now=now)
    assert not Consent.objects.withdraw(maria, LESSONS, how="on the phone", now=later)
    ended = Consent.objects.get()
    assert (ended.withdrawn_at, ended.withdrawn_how) == (now, "link in an email")
    assert not Consent.objects.standing(LESSONS).exists()


def test_withdrawing_one_stream_leaves_the_other(agree: Callable[..., Consent], maria: Patient, now: datetime) -> None:
    agree(LESSONS)
    newsletter = agree(NEWSLETTER)
    Consent.objects.withdraw(maria, LESSONS, how="link in an email", now=now)
    assert Consent.objects.standing(NEWSLETTER).get() == newsletter


def test_agreeing_again_after_withdrawing_makes_a_second_record(
    agree: Callable[..., Consent], maria: Patient, now: datetime
) -> None:
    first = agree()
    Consent.objects.withdraw(maria, LESSONS, how="link in an email", now=now)
    second = agree()
    assert second != first
    assert Consent.objects.count() == 2
    assert Consent.objects.standing(LESSONS).get() == second


def test_the_database_refuses_two_standing_consents(agree: Callable[..., Consent]) -> None:
    consent = agree()
    consent.pk = None
    consent.id = Consent().id
    with pytest.raises(IntegrityError), transaction.atomic():
        consent.save(force_insert=True)


@pytest.mark.parametrize("how", ["", "  ", "x" * 201, "a\x00b", "a\u202eb"])
def test_how_it_was_told_has_to_be_plain_words(agree: Callable[..., Consent], how: str) -> None:
    with pytest.raises(ValidationError, match="how the patient told you"):
        agree(how=how)

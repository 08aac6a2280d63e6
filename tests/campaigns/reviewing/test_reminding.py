"""60, 30 and 7 days before a signature runs out its signer is reminded, once each, with how many patients it touches."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from campaigns.models import ReviewReminder
from campaigns.reviewing.reminder_email import reminder, running_out
from campaigns.reviewing.reminding import ending, remind
from campaigns.sending.way import inbox_folder
from clinic.models import ClinicProfile
from content.models import Review
from patients.models import Suppression
from tests.campaigns.reviewing.conftest import edited, make_person, on

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed(lesson, esi, accept_all, sign, now) -> Review:
    """One lesson, signed by Esi for 100 days."""
    accept_all(lesson, esi)
    return sign(lesson, esi, again_by=(now + timedelta(days=100)).date())


def before_the_end(review: Review, now, days: int):
    return now + timedelta(days=(review.expires_on - now.date()).days - days)


def letters() -> int:
    return len(list(inbox_folder().glob("*.eml")))


def test_each_of_the_three_is_told_once_and_nothing_in_between(signed, now):
    told = [remind(before_the_end(signed, now, days)) for days in range(80, -3, -1)]
    assert sum(told) == 3 and letters() == 3
    assert sorted(ReviewReminder.objects.values_list("days", flat=True)) == [7, 30, 60]
    assert [80 - days for days, number in enumerate(told) if number] == [60, 30, 7]


def test_after_a_long_silence_only_the_latest_is_told(signed, now):
    assert remind(before_the_end(signed, now, 20)) == 1
    assert ReviewReminder.objects.get().days == 30


def test_it_counts_the_patients_who_have_yet_to_reach_the_lesson(signed, enrol, now):
    for name in ("ana", "bo"):
        enrol(f"{name}@example.org", name.title())
    [one] = ending(before_the_end(signed, now, 60))
    assert one.patients == 2 and one.stops_on == signed.expires_on + timedelta(days=1)


def test_several_lessons_are_one_email_to_their_signer(series, esi, accept_all, sign, now):
    for step in list(series.way())[:3]:
        accept_all(step.lesson, esi)
        sign(step.lesson, esi, again_by=(now + timedelta(days=50)).date())
    assert remind(now) == 3 and letters() == 1


def test_a_signature_renewed_or_replaced_reminds_nobody(lesson, signed, esi, sign, accept_all, now):
    soon = before_the_end(signed, now, 60)
    sign(lesson, esi, again_by=(now + timedelta(days=300)).date())
    assert remind(soon) == 0


def test_words_replaced_by_newer_signed_ones_remind_nobody(lesson, signed, esi, sign, accept_all, now):
    edited(lesson, "long-term", "lifelong", now=now)
    accept_all(lesson, esi)
    sign(lesson, esi, again_by=(now + timedelta(days=300)).date())
    assert remind(before_the_end(signed, now, 60)) == 0


@pytest.mark.parametrize("change", [{"demo": True}, {"withdrawn_at": "now"}], ids=["made up", "withdrawn"])
def test_a_signature_that_lets_nothing_out_reminds_nobody(change, signed, now):
    Review.objects.update(**{name: now if value == "now" else value for name, value in change.items()})
    assert remind(before_the_end(signed, now, 60)) == 0


@pytest.mark.parametrize("change", [{"email": ""}, {"is_active": False}], ids=["no address", "left"])
def test_without_an_address_it_is_noted_and_nothing_is_mailed(change, signed, now):
    User.objects.update(**change)
    assert remind(before_the_end(signed, now, 60)) == 1 and letters() == 0


def test_a_suppressed_address_is_not_mailed(signed, now):
    Suppression.objects.suppress("esi@clinic.example", Suppression.Reason.COMPLAINT, now)
    assert remind(before_the_end(signed, now, 60)) == 1 and letters() == 0


def test_the_email_holds_numbers_and_a_date_and_no_title(clinic):
    email = reminder(
        *running_out(3, on(2026, 12, 1), 49), "https://x.example/staff/reviews/", "Open", ClinicProfile.current()
    )
    text = "".join(map(str, email.text))
    assert "3 lessons need your signature again." in text
    assert "The first stops going out on Tuesday, December 1. 49 patients have yet to reach it." in text
    assert "/staff/reviews/" in text and "ibromyalgia" not in str(email)


def test_someone_made_up_for_practice_is_never_reminded(lesson, accept_all, sign, now):
    robin = make_person("Robin", "reviewer", practice=True, email="robin@clinic.example")
    accept_all(lesson, robin)
    sign(lesson, robin, again_by=(now + timedelta(days=50)).date())
    assert remind(now) == 0

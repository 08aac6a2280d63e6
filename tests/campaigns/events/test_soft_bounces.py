"""A mailbox that refuses for passing reasons three times in a row, with nothing delivered between, is given up."""

from __future__ import annotations

import pytest

from campaigns.models import Enrolment, Message
from campaigns.models.state_table import State
from patients.models import Consent, Patient, SoftBounces, Suppression
from tests.campaigns.events.in_the_post import told, without_ids
from tests.campaigns.rows import reread, unaccounted

pytestmark = pytest.mark.django_db


@pytest.fixture
def emails(post) -> list[Message]:
    """Six to one patient, of different series."""
    patient = post.patient()
    return [post.email(patient=patient, series=post.new_series(f"s{number}")) for number in range(6)]


def given_up() -> bool:
    return bool(Suppression.objects.covering(["ana@example.org"]))


def test_two_are_passing_and_the_series_go_on(emails, tell):
    for email in emails[:2]:
        tell(told(email, "soft bounce", code="4.2.2"))
    assert not given_up() and SoftBounces.objects.get().in_a_row == 2
    assert reread(emails[0]).state == State.BOUNCED and "for now" in emails[0].reason
    assert Enrolment.objects.filter(state=Enrolment.State.ACTIVE).count() == 6 and unaccounted() == 0


def test_the_third_in_a_row_gives_the_mailbox_up(emails, tell, post):
    waiting = post.email("ana@example.org", state="planned", series=post.new_series("later"))
    for email in emails[:3]:
        tell(told(email, "soft bounce"))
    assert Suppression.objects.get().reason == Suppression.Reason.SOFT_BOUNCES
    assert not Enrolment.objects.under_way().exists() and reread(waiting).state == State.CANCELLED
    assert "three times in a row" in reread(emails[5].enrolment).end_reason
    assert Consent.objects.filter(withdrawn_at=None).count() == 2, "nobody took a word back"


def test_three_in_one_call_are_three_in_a_row(emails, tell):
    tell(*(told(email, "soft bounce") for email in emails[:3]))
    assert given_up()


def test_a_delivery_in_between_begins_anew(emails, tell):
    for email, happened in zip(emails, ["soft bounce", "soft bounce", "delivered", "soft bounce"], strict=False):
        tell(told(email, happened))
    assert not given_up() and SoftBounces.objects.get().in_a_row == 1
    tell(told(emails[4], "soft bounce"))
    assert not given_up()
    tell(told(emails[5], "soft bounce"))
    assert given_up()


@pytest.mark.parametrize("between", ["taken", "deferred"])
def test_what_was_only_taken_by_the_provider_is_no_delivery(emails, tell, between):
    for email, happened in zip(emails, ["soft bounce", "soft bounce", between, "soft bounce"], strict=False):
        tell(told(email, happened))
    assert given_up()


def test_a_delivery_to_another_mailbox_counts_for_that_one_only(emails, tell, post):
    other = post.email("bo@example.org")
    for event in (told(emails[0], "soft bounce"), told(emails[1], "soft bounce"), told(other, "delivered")):
        tell(event)
    tell(told(emails[2], "soft bounce"))
    assert given_up() and not Suppression.objects.covering(["bo@example.org"])


def test_the_same_event_told_three_times_is_one(emails, tell):
    event = told(emails[0], "soft bounce", id="one")
    for _ in range(3):
        tell(event)
    assert SoftBounces.objects.get().in_a_row == 1 and not given_up()


def test_those_who_share_a_mailbox_share_the_count(post, tell):
    people = [post.patient(address, "Ana") for address in ("home@example.org", "HOME@example.org", "Home@Example.org")]
    shared = [post.email(patient=one) for one in people]
    for email in shared:
        tell(told(email, "soft bounce"))
    assert Suppression.objects.covering(["home@example.org"])
    assert Enrolment.objects.filter(state=Enrolment.State.ENDED).count() == 3


def test_without_ids_they_are_counted_by_the_address(emails, tell, post):
    for number in range(3):
        assert not given_up()
        tell(without_ids("Ana@example.org", "soft bounce", post.now, id=f"{number}"))
    assert given_up()


def test_bounces_counted_under_an_older_key_count_on(post, tell, settings):
    settings.FIELD_ENCRYPTION_KEYS = (b"1" * 32,)
    patient = post.patient()
    emails = [post.email(patient=patient, series=post.new_series(f"s{number}")) for number in range(3)]
    tell(told(emails[0], "soft bounce"), told(emails[1], "soft bounce"))
    settings.FIELD_ENCRYPTION_KEYS = (b"2" * 32, b"1" * 32)
    assert Patient.objects.get().rekey()
    tell(told(emails[2], "soft bounce"))
    assert given_up() and SoftBounces.objects.get().in_a_row == 3


def test_what_is_no_address_is_counted_for_nobody(post, tell):
    assert tell(without_ids("nobody", "soft bounce", post.now), without_ids("", "soft bounce", post.now)).new == 2
    assert not SoftBounces.objects.exists()

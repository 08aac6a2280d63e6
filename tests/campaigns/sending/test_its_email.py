from __future__ import annotations

import pytest

from campaigns.models import KeptEmail, Message
from campaigns.sending import its_email
from campaigns.sending.its_email import email_of
from campaigns.sending.planning import plan_due
from campaigns.sending.way import way_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def email(live, enrol, lesson_day):
    """The email of the message that is due, looked up anew."""
    its_email.REMEMBERED.clear()
    enrol()
    plan_due(lesson_day, practising=False)

    def looked_up() -> KeptEmail:
        message = Message.objects.due(lesson_day).with_its_text().get()
        return email_of(message, way_now(lesson_day), lesson_day)

    return looked_up


def test_it_is_made_once_while_nothing_has_changed(email, monkeypatch):
    first = email()
    monkeypatch.setattr(its_email, "kept", None)  # whoever makes it again fails
    assert email() == first


@pytest.mark.parametrize("change", [{"phone": "+1 217 555 0199"}, {"look": {"accent": "#123456"}}])
def test_a_change_of_the_clinic_makes_another(email, clinic, change):
    first = email()
    type(clinic).objects.update(**change)
    assert email() != first


def test_a_change_of_the_series_makes_another(email, signed_series):
    first = email()
    signed_series.steps.order_by("position").last().delete()
    assert email() != first, "it says which of how many lessons it is"


def test_it_is_made_again_when_the_row_was_deleted(email):
    first = email()
    KeptEmail.objects.all().delete()
    assert email() == first and KeptEmail.objects.count() == 1


def test_no_more_are_remembered_than_a_clinic_has(email, monkeypatch):
    monkeypatch.setattr(its_email, "MOST_REMEMBERED", 1)
    its_email.REMEMBERED["another"] = "hash"
    email()
    assert "another" not in its_email.REMEMBERED and len(its_email.REMEMBERED) == 1

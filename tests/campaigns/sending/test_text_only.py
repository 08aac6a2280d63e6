"""Words alone for who wants them: the same email without its HTML, in a batch of its own, on every way out."""

from __future__ import annotations

import json
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from campaigns.emails.received import received_eml, sealed_values
from campaigns.enrolments.resending import resend
from campaigns.models import Message
from campaigns.sending.run import send_due
from mailer.transports.base import Recipient
from mailer.transports.sendgrid_request import letter, request_json
from patients.models import Patient


@pytest.fixture
def two(signed_series, enrol, now) -> tuple[Message, Message]:
    """Ana wants words alone, Ben pictures."""
    ana, ben = enrol(), enrol(email="ben@example.org", given_name="Ben")
    Patient.objects.filter(pk=ana.enrolment.patient_id).update(plain_text=True)
    send_due(lambda: now + timedelta(days=1), "test")
    return Message.objects.get(enrolment=ana.enrolment), Message.objects.get(enrolment=ben.enrolment)


def test_each_gets_what_they_chose_and_both_leave(two):
    plain, full = (message_from_bytes(received_eml(one), policy=policy.default) for one in two)
    assert plain.get_content_type() == "text/plain" and "What to know" in plain.get_content()
    assert [part.get_content_type() for part in full.iter_parts()] == ["text/plain", "text/html"]
    assert plain["List-Unsubscribe-Post"] == full["List-Unsubscribe-Post"]
    assert two[0].attempt_id != two[1].attempt_id


def test_the_words_are_those_of_the_whole_email(two):
    plain, full = (one.email.compiled for one in two)
    assert (plain.text, plain.subject, plain.html, plain.images) == (full.text, full.subject, (), ())


def test_a_lesson_sent_again_follows_the_wish_of_that_day(two, now):
    again = resend(two[1], now + timedelta(days=2), by="7")
    assert not again.text_only
    Patient.objects.update(plain_text=True)
    again.delete()
    assert resend(two[1], now + timedelta(days=2), by="7").text_only


def test_a_provider_is_handed_the_words_alone(two):
    plain = two[0]
    one = letter(plain.email.compiled, Recipient(str(plain.pk), "ana@example.org", sealed_values(plain)))
    body = json.loads(request_json(plain.email.compiled, [one], "1"))
    assert [part["type"] for part in body["content"]] == ["text/plain"] and "attachments" not in body

"""An email that came in: whose it is, what the desk gets of it, and what nobody gets."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from campaigns.emails.answering import answer_code
from campaigns.keeping.patient_export import everything_of
from campaigns.models import InboundEmail, Message, PatientRequest
from campaigns.sending.run import send_due
from clinic.models import AuditEntry
from patients.models import Patient
from tests.mailer.inbound.emails import QUOTED, part, parts

ASKED, NOBODY, TOO_MANY = InboundEmail.Outcome.ASKED, InboundEmail.Outcome.NOBODY, InboundEmail.Outcome.TOO_MANY


@pytest.fixture
def ana(inbound, enrol) -> Patient:
    return enrol().enrolment.patient


@pytest.fixture
def lesson(ana, lesson_day) -> Message:
    """Ana's first lesson, which has left."""
    send_due(lambda: lesson_day, "test")
    return Message.objects.get()


def only() -> PatientRequest:
    return PatientRequest.objects.get()


def test_an_answer_reaches_the_queue_without_quotes_and_signature(ana, bring, now):
    assert bring(f"I feel dizzy.\n\n-- \nAna Ruiz\n\n{QUOTED}") == ASKED
    row = only()
    assert (row.patient, row.kind, row.how, row.received_at) == (ana, "reply", "email", now)
    assert row.words() == "I feel dizzy." and not row.shared and row.message is None
    assert AuditEntry.objects.get(action="request.ask").actor == "mail"


def test_the_code_in_the_address_says_which_email_it_answers(ana, lesson, bring):
    assert bring(about=lesson) == ASKED
    assert only().message == lesson and only().words() == "I feel dizzy."


def test_an_answer_from_another_address_is_taken_and_says_so(ana, lesson, bring):
    assert bring(about=lesson, From="work@office.example") == ASKED
    assert only().patient == ana and "came from another address" in only().words()


def test_the_sent_email_asks_for_answers_at_its_own_address(ana, lesson, provider):
    (batch,), (email,) = provider.batches, provider.emails
    assert email.reply_field and email.reply_to == "reply@reply.clinic.example"
    assert batch[0].values[email.reply_field] == answer_code(lesson.pk)


def test_any_spelling_of_the_address_is_the_same_person(ana, bring):
    assert bring(From="ANA <Ana@Example.ORG.>") == ASKED and only().patient == ana


def test_from_a_shared_mailbox_nobody_is_guessed(ana, enrol, bring, now):
    ben = enrol(given_name="Ben").enrolment.patient
    assert bring() == ASKED
    row = only()
    assert row.shared and "2 patients share the mailbox" in row.words() and row.words().endswith("I feel dizzy.")
    for one in (ana, ben):
        assert "dizzy" not in str(everything_of(one, now)), "it may be the other's"


def test_the_code_tells_who_of_a_shared_mailbox_wrote(ana, enrol, lesson, bring):
    enrol(given_name="Ben")
    assert bring(about=lesson) == ASKED and only().patient == lesson.patient and not only().shared


@pytest.mark.parametrize(
    "headers",
    [
        {"From": None},
        {"From": "ana@example.org, bo@example.org"},
        {"From": "stranger@example.org"},
        {"From": "<>"},
        {"From": "ana@example.org\x00"},
        {"From": "an\u202ea@example.org"},
        {"From": "ana@example.org\u200b"},
        {"From": '"ana@example.org" <bo@example.org>'},
    ],
    ids=["none", "two", "stranger", "empty", "zero byte", "bidi", "hidden", "name like an address"],
)
def test_an_email_from_nobody_we_know_leaves_nothing_but_a_number(ana, bring, headers):
    assert bring(**headers) == NOBODY
    assert not PatientRequest.objects.exists() and InboundEmail.objects.get().writer == ""


def test_a_second_from_header_makes_it_nobodys(ana, bring):
    assert bring(From="ana@example.org\r\nFrom: bo@example.org") == NOBODY


def test_the_same_email_brought_again_counts_once(ana, bring, now):
    assert bring() == ASKED and bring(at=now + timedelta(hours=3)) == ""
    assert PatientRequest.objects.count() == 1
    assert bring(name="<two@example.org>") == ASKED and PatientRequest.objects.count() == 2


def test_a_machines_email_leaves_no_trace(ana, bring):
    assert bring("I am away until Monday.", Auto_Submitted="auto-replied") == ""
    assert not PatientRequest.objects.exists() and not InboundEmail.objects.exists()


def test_attachments_and_long_words_are_left_out_and_the_desk_is_told(ana, bring):
    kind, body = parts(part("text/plain", b"word " * 2_000), part("image/png", b"x"), part("image/png", b"y"))
    assert bring(body, Content_Type=kind) == ASKED
    assert "[2 attachments were not kept.]" in only().words() and "[Only the beginning" in only().words()
    assert len(only().words()) <= 2_000


def test_an_email_without_words_still_tells_the_desk_that_it_came(ana, bring):
    kind, body = parts(part("image/png", b"x"))
    assert bring(body, Content_Type=kind) == ASKED
    assert only().words() == "[The email had no words of its own.]\n[1 attachment was not kept.]"


def test_a_fresh_emails_subject_is_part_of_what_it_says(ana, bring):
    assert bring("See above.", Subject="Can I take it with food?", In_Reply_To=None) == ASKED
    assert only().words() == "Can I take it with food?\n\nSee above."


def test_after_twenty_a_day_from_one_mailbox_no_more_are_put_in_the_queue(ana, bring, now):
    found = [bring(name=f"<{number}@example.org>") for number in range(22)]
    assert found == [ASKED] * 20 + [TOO_MANY] * 2
    assert bring(name="<tomorrow@example.org>", at=now + timedelta(days=1)) == ASKED


def test_nothing_of_an_email_lies_open_in_the_database(ana, bring):
    bring("My secret worry\n", Subject="A telling subject", In_Reply_To=None)
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            said = str(cursor.fetchall())
            assert "secret worry" not in said and "telling subject" not in said and "one@example.org" not in said


def test_emails_are_forgotten_after_a_month(ana, bring, now):
    bring()
    InboundEmail.objects.forget_old(now + timedelta(days=29))
    assert InboundEmail.objects.exists()
    InboundEmail.objects.forget_old(now + timedelta(days=31))
    assert not InboundEmail.objects.exists()

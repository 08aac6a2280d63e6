"""A lesson sent again on request: a message of its own that moves nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.emails.received import received
from campaigns.enrolments.resending import resend, why_not_this_one
from campaigns.models import Enrolment, Message
from campaigns.sending.run import send_due
from campaigns.sending.way import way_now
from campaigns.stopping.lessons import stop
from clinic.models import AuditEntry
from clinic.refusal import Refusal
from content.models import Review
from patients.identifiers import new_id
from patients.models import Suppression

Kind, State = Message.Kind, Message.State


@pytest.fixture
def taught(signed_series, enrol, now) -> SimpleNamespace:
    """Two lessons have left, the third is due on a later day."""
    one = enrol().enrolment
    for day in range(5):
        send(now + timedelta(days=day))
    one.refresh_from_db()
    first = Message.objects.select_related("step__series", "revision", "review", "patient", "enrolment").get(
        step__position=1
    )
    return SimpleNamespace(enrolment=one, first=first, now=now + timedelta(days=4))


def send(moment) -> None:
    send_due(lambda: moment, "test")


def place(enrolment: Enrolment) -> tuple[object, ...]:
    enrolment.refresh_from_db()
    return enrolment.state, enrolment.position, enrolment.left_on, enrolment.next_due_at


def test_it_leaves_once_and_the_series_stays_where_it_is(taught):
    before = place(taught.enrolment)
    again = resend(taught.first, taught.now, by="7")
    send(taught.now)
    again.refresh_from_db()
    assert (again.key, again.state) == (f"resend:{taught.first.pk}:1", State.ACCEPTED)
    assert place(taught.enrolment) == before
    assert not Enrolment.objects.unaccounted().exists()
    entry = AuditEntry.objects.get(action="resend")
    assert (entry.actor, entry.subject, entry.detail["of"]) == ("7", str(again.pk), str(taught.first.pk))


def test_the_words_are_the_same_but_for_the_lesson_that_came_next(taught):
    resend(taught.first, taught.now, by="7")
    send(taught.now)
    again = Message.objects.get(kind=Kind.RESEND)
    assert (again.revision_id, again.review_id) == (taught.first.revision_id, taught.first.review_id)
    first, second = (received(one).text.decode() for one in (Message.objects.get(pk=taught.first.pk), again))
    assert "Your next lesson comes on" in first and "Your next lesson comes on" not in second
    assert set(said(second)) <= set(said(first))


def said(text: str) -> list[str]:
    """Its lines without the links, which are each message's own."""
    return [line for line in text.splitlines() if "http" not in line]


def test_the_next_lesson_leaves_on_its_day_although_one_was_sent_again(taught):
    due = taught.enrolment.next_due_at
    resend(taught.first, due, by="7")
    send(due)
    assert Message.objects.get(kind=Kind.RESEND).state == State.ACCEPTED
    assert Message.objects.get(kind=Kind.STEP, step__position=taught.enrolment.position + 1).state == State.ACCEPTED


def test_while_it_waits_the_series_is_not_taken_for_under_way(taught, now):
    resend(taught.first, taught.now, by="7")
    Enrolment.objects.filter(pk=taught.enrolment.pk).update(next_due_at=None)
    assert Enrolment.objects.unaccounted().get() == taught.enrolment


def test_a_second_press_while_it_is_on_its_way_sends_no_more(taught):
    resend(taught.first, taught.now, by="7")
    with pytest.raises(Refusal, match="on its way already"):
        resend(taught.first, taught.now, by="7")
    send(taught.now)
    assert resend(taught.first, taught.now + timedelta(hours=1), by="7").key.endswith(":2")


def test_when_the_signature_fell_the_signed_words_of_today_leave(taught, monkeypatch):
    way = replace(way_now(taught.now), practising=False)
    monkeypatch.setattr("campaigns.enrolments.resending.way_now", lambda now: way)
    lesson, old = taught.first.step.lesson, taught.first.revision
    new = lesson.revise("en", old.source + "\n\nOne more line.\n", now=taught.now, by="test")[0]
    review = Review.objects.get(pk=taught.first.review_id)
    Review.objects.filter(pk=review.pk).update(withdrawn_at=taught.now)
    with pytest.raises(Refusal, match="No text of this lesson is signed today"):
        resend(taught.first, taught.now, by="7")
    review.pk, review.content_hash = new_id(), new.content_hash
    review.save(force_insert=True)
    again = resend(taught.first, taught.now, by="7")
    assert (again.revision, again.review) == (new, review)


REFUSED = {
    "stopped": (lambda one: stop(one.enrolment, one.now, by="7"), "have ended"),
    "paused": (lambda one: Enrolment.objects.filter(pk=one.enrolment.pk).pause("test"), "are paused"),
    "suppressed": (
        lambda one: Suppression.objects.suppress("ana@example.org", Suppression.Reason.HARD_BOUNCE, one.now),
        "must not be mailed",
    ),
    "uncertain": (lambda one: Message.objects.filter(pk=one.first.pk).update(state="uncertain"), "Nobody knows yet"),
    "erased": (lambda one: one.first.patient.erase(one.now), "was erased"),
}


@pytest.mark.parametrize("situation", REFUSED)
def test_it_is_refused_with_what_to_do(taught, situation: str):
    happen, sentence = REFUSED[situation]
    happen(taught)
    message = Message.objects.select_related("enrolment", "step__series", "revision", "review").get(pk=taught.first.pk)
    with pytest.raises(Refusal, match=sentence):
        resend(message, taught.now, by="7")


def test_an_email_that_asks_to_confirm_is_sent_again_as_one(signed_series, enrol, now):
    enrol(confirmed=False)
    send(now)
    asked = Message.objects.select_related("patient", "enrolment").get()
    again = resend(asked, now, by="7")
    assert (again.kind, again.revision) == (Kind.WELCOME, None)
    send(now)
    assert Message.objects.get(pk=again.pk).state == State.ACCEPTED


def test_whether_it_is_on_its_way_already_is_asked_of_this_patients_messages_only(taught):
    with CaptureQueriesContext(connection) as captured:
        assert why_not_this_one(taught.first) == ""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {captured[0]['sql']}")
            assert "(patient_id=?)" in str(cursor.fetchall())

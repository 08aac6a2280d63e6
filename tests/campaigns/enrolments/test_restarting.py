"""A stopped series goes on where it stopped, or begins anew with a reason; no message leaves twice under one key."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from campaigns.consents.consenting import give, withdraw
from campaigns.enrolments.changing_patient import change_address
from campaigns.enrolments.restarting import can_go_on, from_the_beginning
from campaigns.models import Enrolment, Message
from campaigns.sending.run import send_due
from campaigns.stopping import lessons as stopping
from clinic.refusal import Refusal
from patients.models import Consent, Note, Suppression

LESSONS, NEWSLETTER = Consent.Stream.LESSONS, Consent.Stream.NEWSLETTER


@pytest.fixture
def one(signed_series, enrol, now) -> Enrolment:
    """Two lessons have left."""
    made: Enrolment = enrol().enrolment
    for day in range(5):
        send_due(lambda day=day: now + timedelta(days=day), "test")
    made.refresh_from_db()
    return made


def test_from_the_beginning_lesson_1_leaves_once_more_under_a_key_of_its_own(one, now):
    later = now + timedelta(days=5)
    fresh = from_the_beginning(one, "Was in hospital, asks to start over.", later, by="7")
    for day in range(3):
        send_due(lambda day=day: later + timedelta(days=day), "test")
    first = Message.objects.filter(step__position=1)
    assert {row.enrolment_id for row in first} == {one.pk, fresh.pk}
    assert len({row.key for row in Message.objects.all()}) == Message.objects.count()
    one.refresh_from_db()
    assert (one.state, one.end_reason) == ("ended", "Started again from the beginning.")
    assert Note.objects.get().text(one.patient) == "Was in hospital, asks to start over."


def test_without_a_reason_nothing_changes(one, now):
    with pytest.raises(ValidationError, match="Type what your colleagues should know"):
        from_the_beginning(one, "  ", now, by="7")
    assert Enrolment.objects.get().state == "active"


def test_one_enrolled_anew_since_is_not_restarted_beside_it(one, enrol, now):
    stopping.stop(one, now, by="7")
    enrol()
    with pytest.raises(Refusal, match="enrolled in this series again since"):
        from_the_beginning(one, "asks for it", now, by="7")


def test_what_a_bounce_ended_goes_on_once_there_is_another_address(one, now):
    Suppression.objects.suppress("ana@example.org", Suppression.Reason.HARD_BOUNCE, now)
    Enrolment.objects.filter(pk=one.pk).end("The address bounced.", now)
    one.refresh_from_db()
    assert not can_go_on(one)
    change_address(one.patient, "ana.new@example.org", now, by="7")
    one = Enrolment.objects.select_related("patient", "series").get()
    assert can_go_on(one)
    stopping.undo_stop(one, now, by="7")
    assert (one.position, one.waits_for) == (2, "confirmation")
    assert Message.objects.welcomes().get().state == "planned"


def test_stopping_all_ends_every_series_and_every_consent(one, now):
    give(one.patient, NEWSLETTER, how="said yes", now=now, by="7")
    assert stopping.stop_all(one.patient, now, by="7") == 1
    assert not Consent.objects.filter(withdrawn_at=None).exists()
    assert not Message.objects.filter(state="planned").exists()


def test_a_no_to_lessons_ends_them_and_a_yes_lets_them_go_on(one, now):
    assert withdraw(one.patient, LESSONS, how="Said no on the phone", now=now, by="7") == 1
    one.refresh_from_db()
    assert (one.state, can_go_on(one)) == ("ended", True)


def test_a_yes_to_one_stream_says_nothing_of_the_other(one, now):
    give(one.patient, NEWSLETTER, how="said yes", now=now, by="7")
    withdraw(one.patient, NEWSLETTER, how="said no", now=now, by="7")
    assert Enrolment.objects.get().state == "active"
    assert Consent.objects.standing(LESSONS).exists()

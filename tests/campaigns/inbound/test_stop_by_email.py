"""STOP alone ends everything for that address at once; one email answers, and its undo brings back what the STOP ended."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaigns.inbound import stopping
from campaigns.models import Enrolment, InboundEmail, Message, PatientRequest, StopByEmail
from campaigns.newsletters.stopping import NEWS
from campaigns.sending.run import send_due
from patients.models import Consent, Suppression

STOPPED = InboundEmail.Outcome.STOPPED


@pytest.fixture
def family(inbound, enrol, now) -> list[Enrolment]:
    """Ana and Ben share a mailbox; Ana reads the newsletters too."""
    both = [enrol(given_name=name).enrolment for name in ("Ana", "Ben")]
    Consent.objects.give(both[0].patient, NEWS, how="form", wording="w", recorded_by="test", now=now)
    return both


@pytest.fixture
def lesson(family, lesson_day) -> Message:
    """Ana's first lesson, which has left."""
    send_due(lambda: lesson_day, "test")
    return Message.objects.filter(patient=family[0].patient).first()


def running() -> set[str]:
    return {one.patient.open_identity().given_name for one in Enrolment.objects.under_way().select_related("patient")}


def answers() -> int:
    return Message.objects.answers_to_stop().count()


@pytest.mark.parametrize("said", ["STOP", "baja\n\n-- \nAna", "unsubscribe\n\nSent from my iPhone"], ids=range(3))
def test_stop_ends_every_series_and_newsletter_of_the_address(family, bring, said):
    assert bring(said) == STOPPED
    assert running() == set() and not Consent.objects.filter(withdrawn_at=None).exists()
    assert not PatientRequest.objects.exists() and answers() == 1
    assert not Suppression.objects.exists(), "another series needs no more than another yes"


def test_a_stop_in_the_subject_of_an_empty_email_is_heard(family, bring):
    assert bring(" ", Subject="Re: STOP") == STOPPED and running() == set()
    assert bring("Thanks for the lesson", Subject="STOP", name="<two@example.org>") == InboundEmail.Outcome.ASKED


def test_the_answer_leaves_through_the_queue_although_everything_is_stopped(family, bring, now, provider):
    bring("STOP")
    send_due(lambda: now, "test")
    assert [one.template for one in provider.emails] == ["stopped"] and provider.addresses == ["ana@example.org"]


def test_a_suppressed_address_gets_no_answer(family, bring, now, provider):
    Suppression.objects.suppress("ana@example.org", Suppression.Reason.HARD_BOUNCE, now)
    bring("STOP")
    send_due(lambda: now, "test")
    assert provider.emails == [] and Message.objects.answers_to_stop().get().state == Message.State.SUPPRESSED


def test_at_most_one_email_a_day_answers(family, bring, now):
    bring("STOP")
    stopping.start_again(StopByEmail.objects.get(), now, others_only=False)
    assert running() == {"Ana", "Ben"}
    bring("STOP", at=now + timedelta(hours=2), name="<two@example.org>")
    assert running() == set() and answers() == 1
    stopping.start_again(StopByEmail.objects.get(), now, others_only=False)
    bring("STOP", at=now + timedelta(hours=25), name="<three@example.org>")
    assert answers() == 2


def test_a_stop_when_nothing_runs_is_answered_by_nobody(family, bring):
    bring("STOP"), bring("STOP", name="<two@example.org>")
    assert answers() == 1
    assert bring("STOP", From="stranger@example.org", name="<three@example.org>") == InboundEmail.Outcome.NOBODY
    assert answers() == 1


def test_a_stop_is_heard_after_any_number_of_other_emails(family, bring):
    for number in range(21):
        bring(name=f"<{number}@example.org>")
    assert bring("STOP", name="<stop@example.org>") == STOPPED and running() == set()


def test_the_undo_brings_back_what_the_stop_ended_and_nothing_else(family, bring, now):
    from campaigns.stopping.lessons import stop
    from campaigns.stopping.reasons import BY_STAFF

    stop(family[1], now, by="staff", reason=BY_STAFF)
    bring("STOP")
    assert stopping.start_again(StopByEmail.objects.get(), now, others_only=False) == 2
    assert running() == {"Ana"} and Consent.objects.standing(NEWS).count() == 1


def test_only_me_brings_back_the_others(family, lesson, bring, now):
    bring("STOP", about=lesson)
    row = StopByEmail.objects.get()
    assert row.writer == family[0].patient and stopping.has_others(row) and running() == set()
    stopping.start_again(row, now, others_only=True)
    assert running() == {"Ben"} and not Consent.objects.standing(NEWS).exists()


def test_only_me_is_not_offered_when_nobody_knows_who_wrote(family, bring):
    bring("STOP")
    assert not stopping.has_others(StopByEmail.objects.get())


def test_a_machine_that_says_stop_stops_nothing(family, bring):
    bring("STOP", Auto_Submitted="auto-replied")
    assert running() == {"Ana", "Ben"}


def test_after_the_stops_of_two_people_only_me_brings_back_neither(family, lesson, bring, now):
    """Ana wrote, Ben went on, then Ben wrote too: "only me" must not start Ana's again."""
    bring("STOP", about=lesson)
    stopping.start_again(StopByEmail.objects.get(), now, others_only=True)
    ana, ben = (one.patient for one in family)
    stopping.stop_everything([ana, ben], ben, now)
    row = StopByEmail.objects.get()
    assert running() == set() and row.writer is None and not stopping.has_others(row)
    assert len(row.enrolments) == 2

"""What an event means for the person: at once, for every series, for everybody who reads that mailbox."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaigns.enrolments.beginning import welcome
from campaigns.events.consequences import NOT_SENT
from campaigns.models import Enrolment
from campaigns.models.state_table import State
from campaigns.sending.settling import settle
from clinic.models import AuditEntry
from mailer.events.base import LOOKS, Happened
from mailer.transports.base import Outcome, Verdict
from patients.models import Consent, Identity, Patient, SoftBounces, Suppression
from tests.campaigns.events.in_the_post import told, without_ids
from tests.campaigns.rows import only_message, reread, states, unaccounted

pytestmark = pytest.mark.django_db
REASON = Suppression.Reason
GIVEN_UP = {
    "hard bounce": (REASON.HARD_BOUNCE, "bounced"),
    "dropped": (REASON.PROVIDER, "doesn't send"),
    "complaint": (REASON.COMPLAINT, "spam"),
    "unsubscribed": (REASON.UNSUBSCRIBED, "unsubscribed"),
    "group unsubscribed": (REASON.UNSUBSCRIBED, "unsubscribed"),
}
OWN_WORD = ["complaint", "unsubscribed", "group unsubscribed"]
HARMLESS = ["taken", "deferred", "delivered", "soft bounce"]


def consenting(patient: Patient) -> bool:
    return Consent.objects.standing(Consent.Stream.LESSONS).filter(patient=patient).exists()


# ---- a mailbox that is gone, or says no


@pytest.mark.parametrize("happened", GIVEN_UP)
def test_the_address_is_suppressed_and_the_series_ends_with_its_reason(post, tell, lesson_day, happened):
    why, words = GIVEN_UP[happened]
    email = post.email()
    tell(told(email, happened))
    assert Suppression.objects.of("ana@example.org").get().reason == why
    enrolment = reread(email.enrolment)
    assert (enrolment.state, enrolment.ended_at, enrolment.next_due_at) == (Enrolment.State.ENDED, lesson_day, None)
    assert words in enrolment.end_reason and unaccounted() == 0


@pytest.mark.parametrize("happened", GIVEN_UP)
def test_every_series_of_everybody_who_reads_the_mailbox_ends_and_nobody_elses(post, tell, happened):
    family, other = post.patient(given_name="Ana"), post.new_series("other")
    first = post.email(patient=family)
    shared = [
        post.email(patient=family, series=other, state="planned"),
        post.email(patient=post.patient("ANA@Example.org", "Bo"), state="planned"),
    ]
    apart = post.email("eva@example.org", state="planned")
    tell(told(first, happened))
    assert [reread(one).state for one in shared] == [State.CANCELLED] * 2 and reread(apart).state == State.PLANNED
    ended = Enrolment.objects.filter(state=Enrolment.State.ENDED)
    assert ended.count() == 3 and reread(apart.enrolment).state == Enrolment.State.ACTIVE and unaccounted() == 0


@pytest.mark.parametrize("happened", GIVEN_UP)
def test_consent_is_withdrawn_by_the_persons_own_word_only(post, tell, lesson_day, happened):
    email = post.email()
    tell(told(email, happened))
    assert consenting(email.patient) == (happened not in OWN_WORD)
    if happened in OWN_WORD:
        withdrawn = Consent.objects.get()
        assert withdrawn.withdrawn_at == lesson_day and "@" not in withdrawn.withdrawn_how


def test_what_is_planned_is_cancelled_with_the_reason_the_address_confirmation_too(post, tell, lesson_day):
    email = post.email()
    waiting = post.enrolment(post.patient(given_name="Bo"))
    asked = welcome(waiting, lesson_day)
    tell(told(email, "hard bounce"))
    assert reread(asked).state == State.CANCELLED and asked.settled_at == lesson_day and "bounced" in asked.reason


def test_what_is_on_its_way_to_the_same_mailbox_is_settled_as_it_went(post, tell, lesson_day):
    first = post.email()
    on_its_way = post.email(patient=first.patient, series=post.new_series("other"), state="sending")
    tell(told(first, "complaint"))
    assert reread(on_its_way).state == State.SENDING
    settle(on_its_way.attempt, Outcome(Verdict.ACCEPTED, 202), lesson_day)
    assert reread(on_its_way).state == State.ACCEPTED and reread(on_its_way.enrolment).next_due_at is None


@pytest.mark.parametrize("happened", HARMLESS)
def test_other_events_change_nothing_for_the_person(post, tell, happened):
    email = post.email()
    tell(told(email, happened))
    assert reread(email.enrolment).state == Enrolment.State.ACTIVE and consenting(email.patient)
    assert not Suppression.objects.exists() and not AuditEntry.objects.exists()


def test_a_paused_enrolment_ends_too_and_a_finished_one_stays_finished(post, tell):
    patient = post.patient()
    emails = [post.email(patient=patient, series=post.new_series(f"s{n}"), position=p) for n, p in enumerate((1, 2, 4))]
    Enrolment.objects.filter(pk=emails[1].enrolment_id).pause("Away.")
    tell(told(emails[0], "unsubscribed"))
    assert [reread(one.enrolment).state for one in emails] == ["ended", "ended", "finished"]


@pytest.mark.parametrize("happened", GIVEN_UP)
def test_an_event_of_another_attempt_moves_no_message_but_the_mailbox_is_the_same(post, tell, happened):
    email = post.email(state="uncertain")
    tell(told(email, happened, attempt=post.attempt().id))
    assert reread(email).state == State.UNCERTAIN
    assert Suppression.objects.exists() and reread(email.enrolment).state == Enrolment.State.ENDED


def test_without_an_address_the_one_it_was_sent_to_is_meant(post, tell):
    email = post.email()
    tell(told(email, "hard bounce", address=""))
    assert Suppression.objects.covering(["ana@example.org"]) and reread(email.enrolment).state == "ended"


def test_a_patient_whose_address_changed_since_goes_on_under_the_new_one(post, tell, lesson_day):
    email = post.email("old@example.org")
    left_behind = post.email("OLD@example.org", state="planned")
    patient = email.patient
    patient.change_identity(Identity("new@example.org", "Ana"), now=lesson_day)
    tell(told(email, "hard bounce", address=""))
    assert Suppression.objects.covering(["old@example.org", "new@example.org"]) == {"old@example.org"}
    assert reread(email).state == State.BOUNCED and reread(email.enrolment).state == Enrolment.State.ACTIVE
    assert reread(left_behind).state == State.CANCELLED, "somebody else reads the old mailbox"


def test_an_address_that_is_none_gives_nobody_up_and_stops_no_other_event(post, tell):
    email = post.email()
    done = tell(without_ids("not an address", "hard bounce", post.now), told(email, "delivered"))
    assert (done.new, done.moved) == (2, 1) and not Suppression.objects.exists()


def test_an_erased_patients_events_still_keep_the_address_from_being_mailed(post, tell, lesson_day):
    email = post.email()
    email.patient.erase(lesson_day)
    tell(told(email, "complaint", address="ana@example.org"), told(email, "hard bounce", address=""))
    assert Suppression.objects.get().reason == REASON.COMPLAINT and reread(email).state == State.BOUNCED


# ---- the reason, and older keys


def test_the_persons_own_word_is_the_reason_that_stays(post, tell):
    email = post.email()
    tell(told(email, "hard bounce"))
    tell(told(email, "complaint"))
    tell(told(email, "hard bounce"))
    assert Suppression.objects.get().reason == REASON.COMPLAINT


def test_a_suppression_under_an_older_index_key_is_the_same_one(post, tell, settings, lesson_day):
    settings.FIELD_ENCRYPTION_KEYS = (b"1" * 32,)
    email = post.email()
    Suppression.objects.suppress("ana@example.org", REASON.HARD_BOUNCE, lesson_day - timedelta(days=9))
    settings.FIELD_ENCRYPTION_KEYS = (b"2" * 32, b"1" * 32)
    again = post.patient("ana@example.org", "Bo")
    waiting = post.email(patient=again, state="planned")
    tell(told(email, "complaint"))
    kept = Suppression.objects.get()
    assert (kept.reason, kept.since) == (REASON.COMPLAINT, lesson_day - timedelta(days=9))
    assert reread(waiting).state == State.CANCELLED and not consenting(again), "found under either key"
    assert reread(email.enrolment).state == Enrolment.State.ENDED


# ---- not sent for a reason that isn't the address


def test_a_lesson_the_provider_didnt_send_pauses_the_series_for_a_person(post, tell):
    email = post.email()
    other = post.email(patient=email.patient, series=post.new_series("other"))
    tell(told(email, "not sent"))
    paused = reread(email.enrolment)
    assert (paused.state, paused.end_reason, paused.position) == (Enrolment.State.PAUSED, NOT_SENT, 1)
    assert reread(email).state == State.DROPPED and reread(other.enrolment).state == Enrolment.State.ACTIVE
    assert consenting(email.patient) and not Suppression.objects.exists() and not SoftBounces.objects.exists()


@pytest.mark.parametrize("state", ["ended", "finished"])
def test_it_pauses_nothing_that_is_over(post, tell, state):
    email = post.email()
    Enrolment.objects.update(state=state, end_reason="Over.")
    tell(told(email, "not sent"))
    assert (reread(email.enrolment).state, email.enrolment.end_reason) == (state, "Over.")


# ---- and nothing leaves any more


@pytest.mark.parametrize("happened", [*GIVEN_UP, "not sent"])
def test_after_it_nothing_leaves_any_more(live, enrol, run, tell, lesson_day, happened):
    enrol()
    run(lesson_day)
    tell(told(only_message(), happened))
    for days in (3, 7, 13):
        run(lesson_day + timedelta(days=days))
    assert len(live.messages) == 1 and len(states()) == 1 and unaccounted() == 0


def test_every_kind_of_event_has_its_consequence_or_is_known_to_have_none():
    assert {*GIVEN_UP, *HARMLESS, *LOOKS, "not sent"} == {str(one) for one in Happened}

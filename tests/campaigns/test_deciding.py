"""A held message: the evidence, and a person's word. Nothing else moves it but a late event."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError

from campaigns.deciding import it_was_sent, send_again
from campaigns.events.applying import apply_events
from campaigns.evidence import evidence
from campaigns.models import Enrolment, Message, Tally
from campaigns.models.state_table import State
from campaigns.sending.settling import HELD_AFTER
from campaigns.stopping.lessons import stop
from clinic.models import AuditEntry
from clinic.refusal import Refusal
from content.models import Review
from mailer.transports.base import Outcome, Verdict
from patients.models import Consent, Suppression
from tests.campaigns.events.in_the_post import told
from tests.campaigns.rows import reread, states, unaccounted

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def later(lesson_day):
    """Friday, when the doubt is three days old."""
    return lesson_day + HELD_AFTER


@pytest.fixture
def held(live, enrol, run, lesson_day, later) -> Message:
    """Lesson 1, held; lesson 2 has left after it."""
    enrol()
    live.answers.append(Outcome(Verdict.UNCERTAIN, 500, reason="Answered 500."))
    run(lesson_day)
    run(later)
    message = Message.objects.get(state=State.HELD)
    assert states() == ["held", "accepted"] and message.step.position == 1
    return message


# ---- it was sent


def test_it_was_sent_is_a_yes_with_who_said_so(held, live, run, later):
    attempt = held.attempt_id
    it_was_sent(held, later, by="maya")
    assert (reread(held).state, held.settled_at, held.attempt_id) == (State.ACCEPTED, later, attempt)
    line = AuditEntry.objects.get(action="decide")
    assert (line.actor, line.subject) == ("maya", str(held.id))
    assert line.detail == {"decision": "it was sent", "attempt": str(attempt)}
    run(later + 24 * HOUR)
    assert live.messages.count(str(held.id)) == 1 and Tally.objects.kept() == Tally.objects.counted_anew()


def test_after_it_the_providers_events_still_count(held, later):
    event = told(held, "delivered")
    it_was_sent(held, later, by="maya")
    apply_events("sendgrid", [event], later)
    assert reread(held).state == State.DELIVERED


def test_it_was_sent_may_be_said_of_an_ended_series_too(held, later):
    stop(held.enrolment, later, by="patient")
    it_was_sent(held, later, by="maya")
    assert reread(held).state == State.ACCEPTED and reread(held.enrolment).state == Enrolment.State.ENDED


# ---- send it again


def test_send_it_again_leaves_once_more_and_the_series_stays_where_it_is(held, live, run, later):
    before = Enrolment.objects.values().get()
    send_again(held, later + MINUTE, by="maya")
    assert (reread(held).state, held.attempt, held.claimed_at) == (State.PLANNED, None, None)
    assert Enrolment.objects.values().get() == before
    monday = later + 72 * HOUR
    run(monday)
    assert reread(held).state == State.ACCEPTED and live.messages.count(str(held.id)) == 2
    assert Enrolment.objects.get().position == 2, "lesson 3, due the same day, follows on the next"
    run(monday + 24 * HOUR)
    assert [message.step.position for message in Message.objects.order_by("claimed_at")] == [2, 1, 3]
    assert unaccounted() == 0 and Tally.objects.kept() == Tally.objects.counted_anew()


def test_it_leaves_in_the_clinics_hours_only(held, live, run, later):
    evening = later.replace(hour=22)
    send_again(held, evening, by="maya")
    assert run(evening).accepted == 0 and reread(held).state == State.PLANNED
    assert held.due_at == later.replace(day=19, hour=13), "on Monday, when the window opens"
    assert run(held.due_at).accepted == 1


def test_it_keeps_to_one_lesson_a_day(held, live, run, later):
    send_again(held, later + MINUTE, by="maya")
    assert run(later + MINUTE).accepted == 0, "lesson 2 went to this address today"


def test_it_is_refused_when_the_series_has_ended(held, later):
    stop(held.enrolment, later, by="patient")
    with pytest.raises(
        Refusal, match=r"series has ended \(The patient stopped the lessons\): nothing is sent any more\."
    ):
        send_again(reread(held), later, by="maya")
    assert reread(held).state == State.HELD and not AuditEntry.objects.filter(action="decide").exists()


def test_a_series_that_ends_right_after_the_decision_keeps_it_from_leaving(held, live, run, later):
    send_again(held, later, by="maya")
    stop(held.enrolment, later, by="patient")
    run(later + 24 * HOUR)
    assert reread(held).state == State.CANCELLED and live.messages.count(str(held.id)) == 1


@pytest.mark.parametrize(
    ("forbid", "fate"),
    [
        (lambda held, at: Suppression.objects.suppress("ana@example.org", "complaint", at), "suppressed"),
        (lambda held, at: Consent.objects.withdraw(held.patient, "lessons", how="call", now=at), "cancelled"),
        (lambda held, at: Review.objects.update(withdrawn_at=at), "cancelled"),
        (lambda held, at: held.patient.erase(at), "cancelled"),
    ],
    ids=["suppressed", "no consent", "words withdrawn", "erased"],
)
def test_whatever_forbids_an_email_forbids_this_one_too(held, live, run, later, forbid, fate):
    send_again(held, later, by="maya")
    forbid(held, later)
    run(later + 72 * HOUR)
    assert reread(held).state == fate and live.messages.count(str(held.id)) == 1 and unaccounted() == 0


def test_a_finished_series_doesnt_keep_the_missing_lesson_from_leaving(held, live, run, later):
    Enrolment.objects.update(state=Enrolment.State.FINISHED, next_due_at=None)
    send_again(reread(held), later, by="maya")
    run(later + 72 * HOUR)
    assert reread(held).state == State.ACCEPTED and reread(held.enrolment).state == Enrolment.State.FINISHED


def test_a_paused_series_keeps_it_until_a_person_goes_on(held, live, run, later):
    Enrolment.objects.all().pause("Away.")
    send_again(reread(held), later, by="maya")
    run(later + 72 * HOUR)
    assert reread(held).state == State.PLANNED
    Enrolment.objects.update(state=Enrolment.State.ACTIVE)
    run(later + 73 * HOUR)
    assert reread(held).state == State.ACCEPTED


def test_a_new_doubt_about_it_is_held_again(held, live, run, later):
    send_again(held, later, by="maya")
    live.answers.append(Outcome(Verdict.UNCERTAIN))
    monday = later + 72 * HOUR
    run(monday)
    run(monday + HELD_AFTER)
    assert reread(held).state == State.HELD and live.messages.count(str(held.id)) == 2


# ---- once


@pytest.mark.parametrize("first", [it_was_sent, send_again])
@pytest.mark.parametrize("second", [it_was_sent, send_again])
def test_deciding_twice_is_refused_and_changes_nothing(held, later, first, second):
    first(held, later, by="maya")
    before = Message.objects.values().get(pk=held.pk)
    with pytest.raises(Refusal, match="isn't held any more"):
        second(held, later + MINUTE, by="ben")
    assert Message.objects.values().get(pk=held.pk) == before
    assert AuditEntry.objects.filter(action="decide").count() == 1


@pytest.mark.parametrize("state", [state for state in State if state != State.HELD])
def test_what_isnt_held_isnt_a_persons_to_decide(held, later, state):
    Message.objects.filter(pk=held.pk).update(state=state)
    for decision in (it_was_sent, send_again):
        with pytest.raises(Refusal, match="isn't held any more"):
            decision(held, later, by="maya")
    assert reread(held).state == state


# ---- a late event


def test_a_late_event_after_send_it_again_keeps_it_from_leaving(held, live, run, later):
    proof = told(held, "delivered")
    send_again(held, later, by="maya")
    apply_events("sendgrid", [proof], later + MINUTE)
    assert reread(held).state == State.DELIVERED
    assert Enrolment.objects.get().position == 2
    run(later + 72 * HOUR)
    assert live.messages.count(str(held.id)) == 1


def test_a_late_event_decides_before_the_person_does(held, later):
    apply_events("sendgrid", [told(held, "hard bounce")], later)
    with pytest.raises(Refusal):
        send_again(reread(held), later, by="maya")
    assert reread(held).state == State.BOUNCED


# ---- the evidence


def test_without_any_sign_nothing_is_suggested(held):
    known = evidence(held)
    assert known.attempt.reason == "Answered 500." and (list(known.events), known.others) == ([], {})
    assert known.suggests == "" and known.others_arrived == 0


@pytest.mark.parametrize(("other", "suggests"), [("delivered", "sent"), ("bounced", "sent"), ("uncertain", "")])
def test_what_became_of_the_rest_of_the_call_speaks_for_it(live, enrol, run, lesson_day, other, suggests):
    for number in range(4):
        enrol(f"p{number}@example.org", f"P{number}")
    live.answers.append(Outcome(Verdict.UNCERTAIN))
    run(lesson_day)
    mine, *others = Message.objects.order_by("id")
    Message.objects.filter(pk__in=[one.pk for one in others[:2]]).update(state=other)
    known = evidence(mine)
    assert known.others == ({"uncertain": 3} if other == "uncertain" else {other: 2, "uncertain": 1})
    assert known.suggests == suggests and known.others_arrived == (2 if suggests else 0)


def test_its_own_events_are_shown_oldest_first_whatever_attempt_they_were_of(held, later):
    events = [told(held, "deferred", attempt=uuid_of_another(held), minutes=n) for n in (9, 1, 5)]
    apply_events("sendgrid", events, later)
    known = evidence(reread(held))
    assert [event.at for event in known.events] == sorted(event.at for event in known.events) and len(known.events) == 3
    assert held.state == State.HELD and known.suggests == "sent"


def uuid_of_another(held: Message):
    return Message.objects.exclude(pk=held.pk).get().attempt_id


# ---- the command


@pytest.fixture(autouse=True)
def _a_key(settings):
    settings.SENDGRID_API_KEY = "SG.test"  # a command refuses to start without


@pytest.fixture
def decide(later):
    """What `decide` answers with --json, on Friday."""

    def command(*words: str) -> dict:
        out = StringIO()
        with time_machine.travel(later, tick=False):
            call_command("decide", *words, as_json=True, stdout=out)
        return json.loads(out.getvalue())

    return command


def test_without_a_decision_the_command_shows_the_evidence_and_changes_nothing(held, decide):
    before = Message.objects.values().get(pk=held.pk)
    assert decide(str(held.id)) == {"message": str(held.id), "state": "held", "events": [], "others": {}}
    assert Message.objects.values().get(pk=held.pk) == before


def test_in_words_it_names_the_call_and_no_person(held):
    out = StringIO()
    call_command("decide", str(held.id), stdout=out)
    said = out.getvalue()
    assert "Attempt of 2026-10-13 15:00 UTC by sendgrid: Answered 500." in said and "No proof" in said
    assert "ana" not in said.lower().replace("another", "") and "@" not in said


@pytest.mark.parametrize(("word", "state"), [("sent", "accepted"), ("again", "planned")])
def test_the_command_decides(held, decide, word, state):
    assert decide(str(held.id), word)["state"] == state == reread(held).state
    assert AuditEntry.objects.get(action="decide").actor == "command line"


def test_it_lists_the_events_by_time_and_kind(held, decide, later):
    apply_events("sendgrid", [told(held, "deferred", attempt=uuid_of_another(held), code="4.7.1")], later)
    (event,) = decide(str(held.id))["events"]
    assert (event["happened"], event["code"], event["at"]) == ("deferred", "4.7.1", "2026-10-13T15:05:00+00:00")


@pytest.mark.parametrize("text", ["", "held", "01a20000-0000-7000-8000-000000000000", "12345678", "x" * 300])
def test_an_unknown_id_is_refused_in_one_sentence(held, text):
    with pytest.raises(CommandError, match="There is no message .*: status shows the ids"):
        call_command("decide", text, "again", stdout=StringIO())


@pytest.mark.parametrize("word", ["sent", "again"])
def test_what_isnt_held_is_refused_by_the_command_too(held, word, later):
    other = Message.objects.exclude(pk=held.pk).get()
    with pytest.raises(CommandError, match="isn't held any more") as refused:
        call_command("decide", str(other.id), word, stdout=StringIO())
    assert refused.value.returncode == 1 and reread(other).state == State.ACCEPTED


def test_another_word_is_wrong_usage(held):
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("decide", str(held.id), "maybe", stdout=StringIO())

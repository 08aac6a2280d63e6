"""Settling: every row of the table of states, and that it counts only for its own attempt."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError

from campaigns.hours import sending_hours
from campaigns.live.pausing import resume
from campaigns.models import Attempt, Enrolment, Message, WayOut
from campaigns.sending.claiming import claim_next
from campaigns.sending.leases import LEASE, bury
from campaigns.sending.planning import plan_due
from campaigns.sending.settling import HELD_AFTER, advance, hold_the_unproven, settle
from campaigns.stopping.lessons import stop, undo_stop
from clinic.models import ClinicProfile
from mailer.transports.base import Outcome, Verdict
from tests.campaigns.rows import only_message, reread, states, unaccounted

pytestmark = pytest.mark.django_db

DOUBTS = [
    Outcome(Verdict.UNCERTAIN, reason="The answer didn't come."),
    Outcome(Verdict.UNCERTAIN, 500, reason="Answered 500."),
    Outcome(Verdict.UNCERTAIN, 200),
    Outcome(Verdict.UNCERTAIN, 302),
    RuntimeError("our own client"),
    TimeoutError(),
]
DEFINITE_NOS = [
    Outcome(Verdict.REFUSED, reason="Not connected."),
    Outcome(Verdict.LIMITED, 429, retry_at=datetime(2026, 10, 13, 15, 5, tzinfo=UTC)),
    Outcome(Verdict.STOPPED, 401, reason="The key isn't known."),
]


@pytest.fixture
def one(live, enrol):
    return enrol().enrolment


@pytest.fixture
def three(live, enrol):
    return [enrol(f"p{number}@example.org", f"P{number}").enrolment for number in range(3)]


# ---- yes


def test_the_providers_yes_is_accepted_and_the_series_goes_on(one, live, run, lesson_day):
    assert run(lesson_day).accepted == 1
    message, attempt = only_message(), Attempt.objects.get()
    assert message.state == Message.State.ACCEPTED and message.settled_at == lesson_day
    assert (attempt.verdict, attempt.status, attempt.provider_id, attempt.settled_at) == (
        "accepted",
        202,
        "mid",
        lesson_day,
    )
    enrolment = reread(one)
    assert (enrolment.position, enrolment.left_day, enrolment.left_on) == (1, 1, date(2026, 10, 13))
    assert enrolment.next_due_at == datetime(2026, 10, 16, 13, tzinfo=UTC)


def test_an_accepted_message_is_never_sent_again(one, live, run, lesson_day):
    run(lesson_day)
    for hours in range(1, 60, 7):
        run(lesson_day + timedelta(hours=hours))
    assert len(live.messages) == 1


def test_the_day_it_left_is_the_patients_local_day(live, enrol, run):
    enrol(time_zone="Pacific/Apia", at=datetime(2026, 10, 11, 20, tzinfo=UTC))
    run(datetime(2026, 10, 12, 23, tzinfo=UTC))
    assert Enrolment.objects.get().left_on == date(2026, 10, 13)


def test_after_the_last_lesson_the_enrolment_is_finished(one, live, run, lesson_day):
    Enrolment.objects.update(position=7)
    run(lesson_day)
    assert only_message().step.position == 8
    assert reread(one).state == Enrolment.State.FINISHED and one.next_due_at is None and unaccounted() == 0


# ---- doubt


@pytest.mark.parametrize(
    "answer", DOUBTS, ids=["no answer", "500", "200", "302", "our own fault", "a timeout of our own"]
)
def test_a_doubt_is_uncertain_and_is_never_sent_again_by_itself(one, live, run, lesson_day, answer):
    live.answers.append(answer)
    assert run(lesson_day).uncertain == 1
    assert states() == ["uncertain"] and only_message().settled_at == lesson_day
    for hours in (1, 24, 69):
        run(lesson_day + timedelta(hours=hours))
    assert len(live.messages) == 1 and unaccounted() == 0


def test_after_a_doubt_the_series_goes_on_with_the_next_lesson(one, live, run, lesson_day):
    live.answers.append(Outcome(Verdict.UNCERTAIN))
    run(lesson_day)
    assert reread(one).position == 1 and one.next_due_at == datetime(2026, 10, 16, 13, tzinfo=UTC)
    run(one.next_due_at)
    assert states() == ["uncertain", "accepted"] and len(set(live.messages)) == 2


def test_our_own_clients_fault_is_a_doubt_and_the_queue_lives_on(one, live, enrol, run, lesson_day):
    live.answers.append(RuntimeError("secret@example.org"))
    enrol("bo@example.org", "Bo", consent="", confirmed=False, at=lesson_day)
    run(lesson_day)
    assert sorted(states()) == ["accepted", "uncertain"]
    assert "secret@" not in Attempt.objects.get(verdict="uncertain").reason


def test_an_uncertain_message_is_held_after_three_days_and_not_a_minute_before(one, live, run, lesson_day):
    live.answers.append(Outcome(Verdict.UNCERTAIN))
    run(lesson_day)
    assert timedelta(hours=72) == HELD_AFTER
    assert hold_the_unproven(lesson_day + HELD_AFTER - timedelta(minutes=1)) == 0
    run(lesson_day + HELD_AFTER)
    first = Message.objects.order_by("planned_at").first()
    assert first.state == Message.State.HELD and "No proof" in first.reason
    run(lesson_day + timedelta(days=30))
    assert live.messages.count(str(first.id)) == 1


# ---- a definite no


@pytest.mark.parametrize("answer", DEFINITE_NOS, ids=lambda answer: answer.verdict)
def test_after_a_definite_no_the_message_is_planned_again_and_nothing_is_lost(one, live, run, lesson_day, answer):
    live.answers.append(answer)
    told = run(lesson_day)
    assert (told.attempts, told.accepted, told.uncertain) == (1, 0, 0) and told.why
    message = only_message()
    assert message.state == Message.State.PLANNED and message.attempt is None and message.claimed_at is None
    assert reread(one).position == 0 and unaccounted() == 0


def test_a_limit_is_obeyed_until_its_moment_and_not_slept_out(one, live, run, lesson_day):
    reset = lesson_day + timedelta(minutes=7)
    live.answers.append(Outcome(Verdict.LIMITED, 429, retry_at=reset))
    run(lesson_day)
    assert WayOut.named("sendgrid").look_again_at == reset
    assert run(reset - timedelta(seconds=1)).attempts == 0 and len(live.batches) == 1
    assert run(reset).accepted == 1


def test_a_limit_keeps_every_other_message_back_too(three, live, run, lesson_day):
    live.batch_size = 1
    live.answers.append(Outcome(Verdict.LIMITED, 429, retry_at=lesson_day + timedelta(minutes=1)))
    run(lesson_day)
    assert len(live.batches) == 1


def test_a_limit_without_a_moment_is_looked_at_a_minute_later(one, live, run, lesson_day):
    live.answers.append(Outcome(Verdict.LIMITED, 429))
    run(lesson_day)
    assert run(lesson_day + timedelta(seconds=59)).attempts == 0
    assert run(lesson_day + timedelta(seconds=60)).accepted == 1


def test_an_outage_ends_the_run_and_is_looked_at_again_later(three, live, run, lesson_day):
    live.batch_size = 1
    live.answers.append(Outcome(Verdict.REFUSED, reason="Not connected."))
    run(lesson_day)
    assert len(live.batches) == 1
    assert run(lesson_day + timedelta(minutes=1)).accepted == 3


def test_a_stopped_transport_loses_nothing_and_waits_for_a_person(three, live, run, lesson_day):
    live.answers.append(Outcome(Verdict.STOPPED, 401, reason="The key isn't known."))
    stopped = run(lesson_day)
    assert "The key isn't known" in stopped.why and states() == ["planned"] * 3
    assert run(lesson_day + timedelta(hours=1)).attempts == 0, "no message is tried against a closed door"
    resume(lesson_day, by="test")
    assert run(lesson_day + timedelta(hours=1)).accepted == 3


def test_an_inbox_that_cant_be_written_ends_the_run_and_loses_nothing(signed_series, enrol, run, lesson_day, home):
    enrol()
    (home / "inbox").write_text("a file where the folder belongs")
    told = run(lesson_day)
    assert told.attempts == 1 and told.accepted == 0 and "inbox" in told.why
    (home / "inbox").unlink()
    assert run(lesson_day + timedelta(minutes=1)).accepted == 1


# ---- one bad recipient


def naming(*numbers):
    return lambda recipients: Outcome(
        Verdict.REJECTED, 400, reason="No such field.", rejected=frozenset(recipients[n].message for n in numbers)
    )


def test_a_named_recipient_is_rejected_and_its_series_ends_while_the_others_leave(three, live, run, lesson_day):
    live.answers.append(naming(1))
    told = run(lesson_day)
    assert (told.rejected, told.accepted) == (1, 2)
    rejected = Message.objects.get(state="rejected")
    assert rejected.enrolment.state == Enrolment.State.ENDED and "refused" in rejected.enrolment.end_reason
    assert live.messages.count(str(rejected.id)) == 1 and unaccounted() == 0
    assert Enrolment.objects.filter(state="active", position=1).count() == 2


def test_a_rejected_question_for_consent_ends_its_enrolment(live, enrol, run, now):
    enrol(consent="", confirmed=False)
    live.answers.append(naming(0))
    run(now)
    assert states() == ["rejected"] and Enrolment.objects.get().state == Enrolment.State.ENDED


def test_a_refused_batch_is_halved_until_the_culprit_is_alone(live, enrol, run, lesson_day):
    culprits = {f"p{n}@example.org" for n in (2, 9)}
    for number in range(12):
        enrol(f"p{number}@example.org", f"P{number}")

    def answer(recipients):
        if not culprits & {recipient.address for recipient in recipients}:
            return Outcome(Verdict.ACCEPTED, 202)
        if len(recipients) > 1:
            return Outcome(Verdict.TOO_MUCH, 400)
        return Outcome(Verdict.REJECTED, 400, rejected=frozenset({recipients[0].message}))

    live.answers.extend([answer] * 60)
    told = run(lesson_day)
    assert (told.accepted, told.rejected) == (10, 2)
    sizes = [len(batch) for batch in live.batches]
    assert sizes[:3] == [12, 6, 6] or sizes[:2] == [12, 6]
    assert len(sizes) <= 25, "halving, not one by one through everybody again and again"
    refused = Message.objects.filter(state="rejected")
    assert {message.patient.open_identity().email for message in refused} == culprits and unaccounted() == 0


def test_even_a_provider_that_finds_one_recipient_too_much_doesnt_keep_us_for_ever(one, live, run, lesson_day):
    live.answers.extend([Outcome(Verdict.TOO_MUCH, 413, reason="Too large.")] * 5)
    assert run(lesson_day).attempts == 1
    assert states() == ["rejected"] and reread(one).state == Enrolment.State.ENDED


# ---- only its own attempt, only once


def claimed(lesson_day, worker="w"):
    plan_due(lesson_day, practising=False)
    return claim_next(lesson_day, worker).claim


@pytest.mark.parametrize("late", [*(Outcome(v) for v in Verdict)], ids=lambda outcome: outcome.verdict)
def test_a_late_settlement_changes_nothing_that_was_settled_before(one, lesson_day, late):
    claim = claimed(lesson_day)
    settle(claim.attempt, Outcome(Verdict.ACCEPTED, 202), lesson_day)
    before, place = only_message(), reread(one).next_due_at
    settle(claim.attempt, late, lesson_day + timedelta(days=1))
    after = only_message()
    assert (after.state, after.settled_at) == (before.state, before.settled_at)
    assert reread(one).next_due_at == place and one.position == 1
    assert Attempt.objects.get().verdict == "accepted"


def test_a_settlement_counts_only_for_its_own_attempt(three, live, lesson_day):
    live.batch_size = 1
    plan_due(lesson_day, practising=False)
    first, second = (claim_next(lesson_day, "w").claim for _ in range(2))
    settle(first.attempt, Outcome(Verdict.REFUSED), lesson_day)
    assert sorted(states()) == ["planned", "planned", "sending"]
    assert Message.objects.get(state="sending").attempt_id == second.attempt.id


def test_an_answer_after_the_lease_doesnt_undo_the_burial(one, lesson_day):
    claim = claimed(lesson_day, "slow")
    assert bury("other", lesson_day + LEASE + timedelta(seconds=1)) == 1
    settle(claim.attempt, Outcome(Verdict.REFUSED), lesson_day + LEASE * 2)
    assert states() == ["uncertain"], "a no that nobody waited for must not put the message back into the queue"
    assert Attempt.objects.get().verdict == "died"


def test_a_settlement_is_written_whole_or_not_at_all(three, live, run, lesson_day, monkeypatch):
    from campaigns.sending import settling

    def fails(*_):
        raise DatabaseError("disk full")

    monkeypatch.setattr(settling, "close", fails)
    with pytest.raises(DatabaseError):
        run(lesson_day)
    assert states() == ["sending"] * 3 and Enrolment.objects.filter(position=0).count() == 3
    monkeypatch.undo()


def test_advancing_twice_changes_nothing(one, live, run, lesson_day):
    run(lesson_day)
    before = Enrolment.objects.values().get()
    hours = sending_hours(ClinicProfile.current())
    rows = Message.objects.select_related("enrolment__patient", "enrolment__series", "step")
    advance(list(rows), hours, lesson_day)
    advance(list(rows), hours, lesson_day)
    assert Enrolment.objects.values().get() == before


def test_an_enrolment_ended_while_its_message_was_on_the_way_stays_ended(one, lesson_day):
    claim = claimed(lesson_day)
    stop(one, lesson_day, by="patient")
    settle(claim.attempt, Outcome(Verdict.ACCEPTED), lesson_day)
    assert states() == ["accepted"]
    assert reread(one).state == Enrolment.State.ENDED and one.next_due_at is None


def test_undoing_that_stop_goes_on_after_the_lesson_that_left_meanwhile(one, live, run, lesson_day):
    claim = claimed(lesson_day)
    stop(one, lesson_day, by="patient")
    settle(claim.attempt, Outcome(Verdict.ACCEPTED), lesson_day)
    assert undo_stop(one, lesson_day, by="patient")
    assert reread(one).position == 1 and one.next_due_at == datetime(2026, 10, 16, 13, tzinfo=UTC)
    run(one.next_due_at)
    assert states() == ["accepted", "accepted"] and len(live.messages) == 1


def test_a_paused_enrolment_whose_message_was_on_the_way_stays_paused(one, lesson_day):
    claim = claimed(lesson_day)
    Enrolment.objects.update(state=Enrolment.State.PAUSED)
    settle(claim.attempt, Outcome(Verdict.ACCEPTED), lesson_day)
    assert reread(one).state == Enrolment.State.PAUSED and one.position == 1


# ---- our own death


def test_after_a_restart_this_workers_own_messages_are_uncertain_at_once(one, live, run, lesson_day):
    claimed(lesson_day, "worker")
    again = run(lesson_day + timedelta(seconds=5), "worker")
    assert again.uncertain == 1 and states() == ["uncertain"] and live.batches == []
    assert Attempt.objects.get().verdict == "died" and reread(one).position == 1


def test_another_workers_messages_are_left_alone_until_its_lease_ends(one, live, run, lesson_day):
    claimed(lesson_day, "other")
    run(lesson_day + LEASE, "worker")
    assert states() == ["sending"]
    run(lesson_day + LEASE + timedelta(seconds=1), "worker")
    assert states() == ["uncertain"] and live.batches == []


def test_a_second_burial_finds_nothing(one, lesson_day):
    claimed(lesson_day)
    assert (bury("w", lesson_day), bury("w", lesson_day)) == (1, 0)


def test_a_program_killed_during_the_call_leaves_a_doubt_and_no_second_email(one, live, run, lesson_day):
    live.answers.append(lambda recipients: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        run(lesson_day)
    assert states() == ["sending"]
    run(lesson_day + timedelta(seconds=1))
    assert states() == ["uncertain"] and len(live.messages) == 1 and unaccounted() == 0


def later(recipients):
    return Outcome(Verdict.REJECTED, 450, reason="Put off: 450 4.2.2.", later=frozenset({recipients[0].message}))


def test_a_mailbox_that_asks_us_to_come_back_is_tried_again_in_a_while_and_keeps_nobody_waiting(
    three, live, run, lesson_day
):
    live.answers.append(later)
    assert run(lesson_day).accepted == 2 and sorted(states()) == ["accepted", "accepted", "planned"]
    assert run(lesson_day + timedelta(minutes=14)).attempts == 0
    assert run(lesson_day + timedelta(minutes=15)).accepted == 1


def test_a_mailbox_that_asks_for_days_is_given_up_as_a_mail_server_would(one, live, run, lesson_day):
    live.answers.extend([later] * 600)
    at = lesson_day
    while at < lesson_day + timedelta(days=8) and states() != ["rejected"]:
        run(at)
        at += timedelta(hours=1)
    assert states() == ["rejected"] and reread(one).state == Enrolment.State.ENDED
    assert "Put off for 4 days" in only_message().reason and at - lesson_day > timedelta(days=4)

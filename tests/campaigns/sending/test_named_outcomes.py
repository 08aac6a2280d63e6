"""An outcome that names some recipients: those have their own answer, all the others the verdict."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaigns.models import Attempt, Enrolment, Message, Tally, WayOut
from campaigns.models.state_table import State
from campaigns.sending.settling import LATER
from mailer.transports.base import Outcome, Recipient, Verdict
from tests.campaigns.rows import unaccounted

pytestmark = pytest.mark.django_db
NAMES = ("accepted", "rejected", "later", "uncertain")
PEOPLE = (*NAMES, "other", "another")
NAMED = {"accepted": "accepted", "rejected": "rejected", "later": "planned", "uncertain": "uncertain"}
OTHERS = {
    Verdict.ACCEPTED: "accepted",
    Verdict.UNCERTAIN: "uncertain",
    Verdict.REFUSED: "planned",
    Verdict.LIMITED: "planned",
    Verdict.STOPPED: "planned",
    Verdict.FAULTY: "planned",
}  # TOO_MUCH and REJECTED try the others again at once


def naming(verdict: Verdict, *names: str, **more):
    """An answer that gives each of `names` the recipient whose address begins with that word."""

    def answer(recipients: list[Recipient]) -> Outcome:
        of = {one.address.partition("@")[0]: one.message for one in recipients}
        return Outcome(verdict, **{name: frozenset({of[name]}) for name in names}, **more)

    return answer


def state_of(name: str) -> str:
    return row(name).state


def row(name: str) -> Message:
    return next(one for one in Message.objects.all() if one.patient.open_identity().email.startswith(f"{name}@"))


@pytest.fixture
def six(live, enrol):
    for name in PEOPLE:
        enrol(f"{name}@example.org", name.capitalize())
    return live


@pytest.mark.parametrize("verdict", OTHERS, ids=str)
def test_those_named_get_their_own_answer_and_all_others_the_verdict(six, run, lesson_day, verdict):
    six.answers.append(naming(verdict, *NAMES, reason="In part."))
    told = run(lesson_day)
    assert {name: state_of(name) for name in NAMES} == NAMED
    assert {state_of("other"), state_of("another")} == {OTHERS[verdict]}
    assert (told.accepted, told.uncertain, told.rejected) == (
        1 + 2 * (verdict == Verdict.ACCEPTED),
        1 + 2 * (verdict == Verdict.UNCERTAIN),
        1,
    )
    assert len(six.batches) == 1 and unaccounted() == 0 and Tally.objects.kept() == Tally.objects.counted_anew()


@pytest.mark.parametrize("verdict", [Verdict.TOO_MUCH, Verdict.REJECTED], ids=str)
def test_the_others_of_a_batch_that_may_be_tried_again_are_tried_again_at_once(six, run, lesson_day, verdict):
    six.answers.append(naming(verdict, *NAMES, reason="In part."))
    told = run(lesson_day)
    assert (told.accepted, told.uncertain, told.rejected) == (3, 1, 1)
    assert {name: state_of(name) for name in NAMES} == NAMED
    again = [one.address.partition("@")[0] for batch in six.batches[1:] for one in batch]
    assert sorted(again) == ["another", "other"] and unaccounted() == 0


def test_in_a_batch_that_was_too_much_only_the_others_are_halved(six, run, lesson_day):
    six.answers.append(naming(Verdict.TOO_MUCH, "later"))
    run(lesson_day)
    assert row("later").batch_limit is None and row("other").batch_limit == 3
    assert [len(batch) for batch in six.batches] == [6, 3, 2]


def test_a_mailbox_that_asks_for_later_is_asked_again_a_quarter_of_an_hour_later(six, run, lesson_day):
    six.answers.append(naming(Verdict.ACCEPTED, "later", reason="4.7.1"))
    assert run(lesson_day).accepted == 5
    waiting = row("later")
    assert (waiting.due_at, waiting.attempt, waiting.claimed_at) == (lesson_day + LATER, None, None)
    assert waiting.reason == "4.7.1" and waiting.enrolment.position == 0
    assert run(lesson_day + LATER - timedelta(seconds=1)).attempts == 0
    assert run(lesson_day + LATER).accepted == 1 and len(six.batches[1]) == 1


def test_who_was_taken_is_never_among_those_tried_again(six, run, lesson_day):
    six.answers.extend([naming(Verdict.REFUSED, "accepted", "uncertain"), naming(Verdict.REFUSED)])
    for minutes in (0, 1, 10, 60):
        run(lesson_day + timedelta(minutes=minutes))
    handed = [one.address.partition("@")[0] for batch in six.batches for one in batch]
    assert handed.count("accepted") == handed.count("uncertain") == 1
    assert state_of("accepted") == State.ACCEPTED and state_of("uncertain") == State.UNCERTAIN


def test_only_the_rejected_ends_a_series(six, run, lesson_day):
    six.answers.append(naming(Verdict.ACCEPTED, *NAMES, reason="5.1.1"))
    run(lesson_day)
    ended = Enrolment.objects.get(state=Enrolment.State.ENDED)
    assert ended == row("rejected").enrolment and row("rejected").reason == "5.1.1"
    positions = {name: row(name).enrolment.position for name in PEOPLE}
    assert positions == {"accepted": 1, "uncertain": 1, "other": 1, "another": 1, "rejected": 0, "later": 0}


@pytest.mark.parametrize("name", NAMES)
def test_a_batch_may_name_all_of_its_recipients(six, run, lesson_day, name):
    six.answers.append(lambda batch: Outcome(Verdict.STOPPED, **{name: frozenset(one.message for one in batch)}))
    told = run(lesson_day)
    assert {message.state for message in Message.objects.all()} == {NAMED[name]}
    assert told.accepted + told.uncertain + told.rejected == (0 if name == "later" else 6)
    assert WayOut.named("sendgrid").stopped_at == lesson_day, "and the way is stopped all the same"


def test_a_name_that_is_of_another_batch_touches_nobody(six, run, lesson_day, enrol):
    six.batch_size = 3
    first: list[str] = []

    def remembers(recipients):
        first.extend(one.message for one in recipients)
        return Outcome(Verdict.ACCEPTED, 202)

    six.answers.extend([remembers, lambda _: Outcome(Verdict.ACCEPTED, rejected=frozenset(first))])
    run(lesson_day)
    assert set(Message.objects.values_list("state", flat=True)) == {"accepted"}
    assert not Enrolment.objects.filter(state=Enrolment.State.ENDED).exists()


def test_the_attempt_keeps_the_verdict_on_the_others(six, run, lesson_day):
    six.answers.append(naming(Verdict.REFUSED, "accepted", status=421, reason="Closed."))
    run(lesson_day)
    attempt = Attempt.objects.get()
    assert (attempt.verdict, attempt.status, attempt.reason, attempt.size) == ("refused", 421, "Closed.", 6)

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.transports.base import Outcome, Verdict
from mailer.transports.smtp_replies import Answers, Halted, Reply, Stage, halt_at

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
NOBODY: tuple[set[str], set[str], set[str]] = (set(), set(), set())


def reply(words: str) -> Reply:
    return Reply.of(int(words[:3]), words[4:].encode())


def outcome(*answers: str) -> Outcome:
    """What becomes of m0, m1, … when each gets one of these answers."""
    noted = Answers()
    try:
        for number, words in enumerate(answers):
            noted.note(f"m{number}", reply(words))
    except Halted as halted:
        return noted.outcome(halted, NOW)
    return noted.outcome(None, NOW)


def names(found: Outcome) -> tuple[set[str], set[str], set[str]]:
    return set(found.accepted), set(found.rejected), set(found.later)


def test_a_reply_keeps_its_codes_and_none_of_its_words():
    found = reply("550 5.1.1 <maria@home.example> unknown")
    assert str(found) == "550 5.1.1" and "maria" not in repr(found)
    assert str(reply("250 2.0.0 Ok")) == "250 2.0.0" and str(reply("550 no such user")) == "550"
    assert str(reply("550 4.7.1 which doesn't fit")) == "550"


def test_everyone_taken_is_accepted():
    found = outcome("250 2.0.0 ok", "251 forwarded")
    assert (
        found.verdict is Verdict.ACCEPTED
        and names(found) == ({"m0", "m1"}, set(), set())
        and found.status == 250
        and found.reason == ""
    )


@pytest.mark.parametrize("code", ["450 4.2.1", "451 4.7.1", "452 4.2.2", "454 4.7.0", "451", "452"])
def test_one_put_off_is_for_later_and_alone_no_reason_to_wait(code):
    assert names(outcome("250 ok", code, "250 ok")) == ({"m0", "m2"}, set(), {"m1"})
    alone = outcome(code)
    assert (
        names(alone) == (set(), set(), {"m0"})
        and alone.verdict is Verdict.REJECTED
        and alone.reason == f"Put off: {code}."
    )


def test_three_put_off_and_nobody_taken_tell_of_the_server():
    found = outcome("451 4.7.1 greylisted", "250 ok", *["451 4.7.1 greylisted"] * 3)
    assert names(found) == ({"m1"}, set(), {"m0", "m2", "m3", "m4"}), "it took one"
    found = outcome(*["451 4.7.1 greylisted"] * 3)
    assert found.verdict is Verdict.LIMITED and names(found) == NOBODY and found.retry_at == NOW + timedelta(minutes=5)


def test_a_server_that_leaves_is_not_asked_again_for_five_minutes():
    found = outcome("250 ok", "421 4.3.2 shutting down")
    assert (
        found.verdict is Verdict.LIMITED
        and found.retry_at == NOW + timedelta(minutes=5)
        and names(found) == ({"m0"}, set(), set())
    )


@pytest.mark.parametrize("code", ["550 5.1.1", "550 5.1.10", "553 5.1.3", "550 5.2.1", "552 5.2.2"])
def test_a_code_for_a_mailbox_rejects_that_person_whatever_became_of_others(code):
    for answers in ([code], [code] * 5, [code, "250 ok"], ["250 ok", code]):
        found = outcome(*answers)
        assert found.verdict is Verdict.REJECTED and len(found.rejected) == answers.count(code) and not found.later
        assert found.reason == f"Refused for good: {code}." and found.status == int(code[:3])


@pytest.mark.parametrize("code", ["550", "551", "553", "556", "550 5.0.0", "550 5.5.0", "550 5.4.1"])
def test_an_unclear_no_is_the_persons_when_there_is_one_or_two_and_ours_when_three(code):
    assert names(outcome(code)) == (set(), {"m0"}, set()) and names(outcome(code, code)) == (set(), {"m0", "m1"}, set())
    three = outcome(*[code] * 3)
    assert three.verdict is Verdict.STOPPED and names(three) == NOBODY and "Check" in three.reason


OURS = [
    "554 5.7.1",
    "550 5.7.26",
    "530 5.7.0",
    "550 5.1.8",
    "553 5.1.7",
    "550 5.3.0",
    "550 5.4.5",
    "554",
    "503",
    "500",
    "571",
]


@pytest.mark.parametrize("code", OURS)
def test_a_no_that_may_be_meant_for_us_is_for_later_once_or_twice_and_stops_the_transport_the_third_time(code):
    for answers in ([code], [code, code]):
        found = outcome(*answers)
        assert found.verdict is Verdict.REJECTED and len(found.later) == len(answers) and not found.rejected
    for answers in ([code] * 3, ["250 ok", code, code, code]):
        found = outcome(*answers)
        assert (
            found.verdict is Verdict.STOPPED
            and found.rejected == found.later == frozenset()
            and found.status == int(code[:3])
        )
        assert code in found.reason and "Check" in found.reason and len(found.reason) <= 200


@pytest.mark.parametrize("code", [*OURS, "550", "552 5.3.4"])
def test_such_a_no_is_the_persons_once_a_later_message_is_taken(code):
    assert names(outcome(code, code, "250 ok")) == ({"m2"}, {"m0", "m1"}, set())
    assert names(outcome("250 ok", code, code)) == ({"m0"}, set(), {"m1", "m2"}), "not yet known"


@pytest.mark.parametrize("code", ["552 5.3.4", "552", "554 5.6.0"])
def test_an_email_too_large_or_odd_is_nobodys_fault(code):
    for count in (1, 2, 3):
        found = outcome(*[code] * count)
        assert found.verdict is Verdict.FAULTY and names(found) == NOBODY and code in found.reason


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize(
    "code",
    ["421", "450", "451 4.7.1", "454 4.7.0", "500", "530 5.7.0", "534", "535 5.7.8", "538", "550 5.7.1", "554", "334"],
)
def test_before_any_message_a_no_for_good_stops_and_one_for_now_waits(stage, code):
    halted = halt_at(stage, reply(code))
    found = Answers().outcome(halted, NOW)
    wait = Verdict.REFUSED if stage is Stage.TLS else Verdict.LIMITED
    assert found.verdict is {"3": Verdict.REFUSED, "4": wait, "5": Verdict.STOPPED}[code[0]]
    assert (found.retry_at == NOW + timedelta(minutes=5)) == (found.verdict is Verdict.LIMITED)
    assert (
        code in found.reason and len(found.reason) <= 200 and found.status == int(code[:3]) and names(found) == NOBODY
    )
    assert code[0] != "5" or "Check" in found.reason or "Ask" in found.reason


CODES = ["250", "421", "450 4.2.0", "451", "550 5.1.1", "550", "553", "554 5.7.1", "552", "571", "250 2.0.0"]


@given(st.lists(st.sampled_from(CODES), min_size=1, max_size=12))
def test_whatever_the_answers_only_a_yes_is_accepted_and_nobody_has_two_fates(answers):
    found = outcome(*answers)
    tried = next((n for n, _ in enumerate(answers) if _stopped(answers[: n + 1])), len(answers) - 1) + 1
    assert found.accepted == {f"m{n}" for n, code in enumerate(answers[:tried]) if code[0] == "2"}
    assert all(answers[int(one[1:])][0] == "5" for one in found.rejected)
    assert not (found.accepted & found.rejected or found.accepted & found.later or found.rejected & found.later)
    assert (found.verdict is Verdict.ACCEPTED) == (found.accepted == {f"m{n}" for n in range(len(answers))})


def _stopped(answers: list[str]) -> bool:
    noted = Answers()
    try:
        for number, words in enumerate(answers):
            noted.note(f"m{number}", reply(words))
    except Halted:
        return True
    return False

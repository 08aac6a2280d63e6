"""A refusal that names nobody ends few series at most, however many it meets; and a real culprit is still found."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaigns.models import Attempt, Enrolment, Message
from campaigns.sending.culprit import IN_A_ROW
from campaigns.sending.may_leave import ASIDE
from mailer.transports.base import Outcome, Recipient, Verdict
from tests.campaigns.rows import unaccounted

pytestmark = pytest.mark.django_db
WORDS = "SendGrid answered 400."


def refusing(batch: list[Recipient]) -> Outcome:
    """As mailer/transports/verdicts.py reads a 400 that names no field."""
    if len(batch) > 1:
        return Outcome(Verdict.TOO_MUCH, 400, reason=WORDS)
    return Outcome(Verdict.REJECTED, 400, reason=WORDS, rejected=frozenset({batch[0].message}), unnamed=True)


@pytest.fixture
def ten(live, enrol):
    for number in range(10):
        enrol(f"p{number}@example.org", f"P{number}")
    return live


def states() -> list[str]:
    return sorted(Message.objects.values_list("state", flat=True))


def test_a_provider_that_refuses_everybody_ends_three_series_and_then_nobodys(ten, run, lesson_day):
    ten.answers.extend([refusing] * 100)
    told = run(lesson_day)
    assert told.rejected == IN_A_ROW and states() == ["planned"] * 7 + ["rejected"] * 3
    for hours in range(1, 6):
        assert run(lesson_day + hours * (ASIDE + timedelta(minutes=2))).rejected == 0
    assert Enrolment.objects.filter(state="active").count() == 7 and unaccounted() == 0
    assert Message.objects.filter(state="planned", reason=WORDS).count() == 7  # staff see why it waits


def test_the_looks_after_that_are_few_and_ask_with_others_too(ten, run, lesson_day):
    ten.answers.extend([refusing] * 100)
    run(lesson_day)
    asked: set[str] = set()
    for hours in (1, 2, 3):
        ten.batches.clear()
        for minutes in range(4):
            run(lesson_day + hours * ASIDE + timedelta(minutes=minutes))
        assert len(ten.batches) <= 6
        asked |= {one.message for batch in ten.batches for one in batch}
    assert len(asked) > 3


def test_once_the_provider_is_well_all_who_waited_get_theirs(ten, run, lesson_day):
    ten.answers.extend([refusing] * 100)
    run(lesson_day)
    ten.answers.clear()
    assert run(lesson_day + ASIDE + timedelta(minutes=1)).accepted == 7 and unaccounted() == 0


def test_more_culprits_than_three_are_still_found_when_others_are_taken(ten, run, lesson_day):
    culprits = {f"p{n}@example.org" for n in (0, 2, 4, 6, 8)}

    def answer(batch: list[Recipient]) -> Outcome:
        return refusing(batch) if culprits & {one.address for one in batch} else Outcome(Verdict.ACCEPTED, 202)

    ten.answers.extend([answer] * 60)
    assert run(lesson_day).rejected == 5 and states() == ["accepted"] * 5 + ["rejected"] * 5


def test_those_a_provider_names_are_never_doubted(ten, run, lesson_day):
    ten.batch_size = 1

    def naming(batch: list[Recipient]) -> Outcome:
        return Outcome(Verdict.REJECTED, 400, reason=WORDS, rejected=frozenset({batch[0].message}))

    ten.answers.extend([naming] * 10)
    assert run(lesson_day).rejected == 10
    assert set(Attempt.objects.values_list("verdict", flat=True)) == {"rejected"}

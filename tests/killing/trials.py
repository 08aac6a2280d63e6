"""For each mutation the shortest story that must show it, and the name by which it must be called. Without it the same story is clean."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tests.killing.counting import Verdict, verdict_on
from tests.killing.house import House
from tests.killing.people import before_the_claim, suppressed
from tests.killing.story import Story
from tests.killing.two_clocks import one_waits_beside_the_other


class Trial(NamedTuple):
    mutation: str
    violation: str
    tell: Callable[[Story], None]


def a_silence(story: Story) -> None:
    """The provider takes three emails and never says so."""
    story.enrol(3)
    story.send_due("hang after taking").wait()


def a_web_page(story: Story) -> None:
    """Something on the way answers 200 with a page of its own."""
    story.enrol(3)
    story.send_due("200 page").wait()


def a_death_after_the_answer(story: Story) -> None:
    story.enrol(3)
    story.killed_at("after_answer_before_settle")


def a_soft_bounce_told_three_times(story: Story) -> None:
    story.house.provider.fates = {"soft bounce": 1}
    story.enrol(2)
    story.until_quiet()
    story.events_come("repeated")


def a_suppression_just_before_the_claim(story: Story) -> None:
    before_the_claim(story, suppressed)


TRIALS = (
    Trial("blind_retry", "twice", a_silence),
    Trial("any_2xx_is_a_yes", "falsely accepted", a_web_page),
    Trial("claim_after_send", "twice", a_death_after_the_answer),
    Trial("events_count_again", "counted twice", a_soft_bounce_told_three_times),
    Trial("suppression_before_the_claim", "mailed though silenced", a_suppression_just_before_the_claim),
    Trial("lease_ignored", "buried alive", one_waits_beside_the_other),
)


def tried(house: House, trial: Trial, *, mutated: bool) -> Verdict:
    story = Story(house, 1, mutation=trial.mutation if mutated else "")
    try:
        trial.tell(story)
        return verdict_on(story)
    finally:
        story.close()

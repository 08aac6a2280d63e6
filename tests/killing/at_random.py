"""Kills at moments nobody chose: runs, timers and web processes die while requests meet the stated mix and events go astray."""

from __future__ import annotations

import time

from tests.killing.counting import Verdict, verdict_on
from tests.killing.crossings import SENDING
from tests.killing.house import House
from tests.killing.jobs import Doom
from tests.killing.outcomes import MIX
from tests.killing.story import Story

LONGEST_RUN = 0.35  # seconds; a run that has much to do takes about that
EVENTS = ("in order", "lost", "repeated", "muddled", "muddled")


def at_random(house: House, seed: int, *, days: int = 12) -> Verdict:
    story = Story(house, seed)
    try:
        for _ in range(days):
            one_day(story)
        return verdict_on(story)
    finally:
        story.close()


def one_day(story: Story) -> None:
    """Three to five runs, most of which die; then, most days, the events that have come so far."""
    story.enrol(story.chance.randint(2, 6), shared=True)
    if story.chance.random() < 0.3:
        story.early_events()
    story.house.provider.mixed = True
    for _ in range(story.chance.randint(3, 5)):
        one_run(story)
        story.clock.passes(minutes=story.chance.choice((0, 1, 3, 70)))
    story.house.provider.mixed, story.house.provider.early = False, None
    if story.chance.random() < 0.4:
        story.until_quiet()
    if story.chance.random() < 0.8:
        story.postman.open(doom=Doom(story.chance.choice(WEB_POINTS), story.chance.randint(1, 3)))
        story.events_come(story.chance.choice(EVENTS))
    story.clock.passes(days=1)


WEB_POINTS = ("before_event_transaction", "inside_event_transaction", "after_event_commit_before_answer")


def one_run(story: Story) -> None:
    """Killed at a point, or from outside at any moment, or left alone; now and then it is a timer with two ticks in it."""
    refused = story.chance.random() < MIX["refused"] / 100
    how = {"settings": {"SENDGRID_HOST": story.house.provider.refusing_url}} if refused else {}
    way = story.chance.random()
    if way < 0.35:
        doom = Doom(story.chance.choice(SENDING), story.chance.randint(1, 4))
        story.count_kill(story.send_due(doom=doom, read_seconds=0.6, **how).wait())
    elif way < 0.8:
        words = ("timer", "--seconds", "1") if way > 0.7 else ("send_due", "--json")
        child = story.start(*words, read_seconds=0.6, **how)
        story.runs += 1
        time.sleep(story.chance.uniform(0, 2.2 if words[0] == "timer" else LONGEST_RUN))
        story.count_kill(child.kill())
    else:
        story.send_due(read_seconds=0.6, **how).wait()

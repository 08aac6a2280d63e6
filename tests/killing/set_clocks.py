"""The machine's clock is set by a day: between two runs, inside a run, and inside a timer that goes on."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from tests.killing.counting import Verdict, verdict_on
from tests.killing.house import House
from tests.killing.jobs import Doom
from tests.killing.story import Story

Way = Callable[[Story, int], None]


def set_clocks(house: House, seed: int, ways: Sequence[Way] | None = None) -> Verdict:
    story = Story(house, seed)
    try:
        for way in ways or (between_two_runs, inside_a_run, inside_a_timer):
            for days in (1, -1):
                way(story, days)
        return verdict_on(story)
    finally:
        story.close()


def between_two_runs(story: Story, days: int) -> None:
    story.enrol(5)
    story.killed_at("after_request_before_answer")
    story.clock.passes(days=days)
    story.send_due().wait()
    afterwards(story, days)


def inside_a_run(story: Story, days: int) -> None:
    """After a claim was written: the settlement belongs to another day. The run is killed, or goes on."""
    for point in ("after_claim", "after_answer_before_settle"):
        story.enrol(5)
        story.send_due(doom=Doom(point, how="jump", days=days)).wait()
        afterwards(story, days)


def inside_a_timer(story: Story, days: int) -> None:
    """Between two ticks of it; then it ticks on for two seconds and dies."""
    story.enrol(5)
    child = story.start("timer", "--seconds", "1", doom=Doom("after_tick", how="jump", days=days))
    story.runs += 1
    time.sleep(2.6)
    story.count_kill(child.kill())
    story.clock.passes(days=days)
    afterwards(story, days)


def afterwards(story: Story, days: int) -> None:
    """Somebody puts it right again, events come with the provider's own time, and the next day begins."""
    story.until_quiet()
    story.clock.passes(days=-days)
    story.until_quiet()
    story.events_come("muddled")
    story.clock.passes(days=1)

"""Two clocks at once: before one lock, past a lock that failed, and on two machines."""

from __future__ import annotations

from collections.abc import Sequence

from tests.killing.counting import Verdict, verdict_on
from tests.killing.house import House
from tests.killing.jobs import Doom
from tests.killing.nursery import Child
from tests.killing.story import Story

BOTH = ("after_claim", "after_request_before_answer", "inside_settle_transaction", "before_live_mark")


def two_clocks(house: House, seed: int, points: Sequence[str] = BOTH) -> Verdict:
    story = Story(house, seed)
    try:
        side_by_side(story)
        for point in points:
            one_dies_beside_the_other(story, point)
        one_waits_beside_the_other(story)
        on_another_machine(story)
        return verdict_on(story)
    finally:
        story.close()


def side_by_side(story: Story) -> None:
    """Started together, with the lock and past it."""
    for lockless in (False, True):
        story.enrol(6)
        both = [story.send_due(lockless=lockless, batch_size=2) for _ in range(2)]
        for child in both:
            answer = child.wait().said
            if not lockless:
                assert answer["attempts"] == 0 or answer["why"] == "", answer
        next_day(story)


def one_dies_beside_the_other(story: Story, point: str) -> None:
    story.enrol(6)
    both = [story.send_due(lockless=True, batch_size=2, doom=doom) for doom in (Doom(point, 2), None)]
    for child in both:
        story.count_kill(child.wait())
    next_day(story)


def one_waits_beside_the_other(story: Story) -> None:
    """The second clock finds an attempt of a worker that lives, and leaves it alone; so does one a day later."""
    story.enrol(6)
    slow = story.waiting_at("after_claim", lockless=True)
    for days in (0, 1):
        story.clock.passes(days=days)
        story.send_due(lockless=True).wait()
        nobody_is_buried_alive(story, slow)
    story.clock.passes(days=-1)
    slow.let_go()
    slow.wait()
    next_day(story)


def nobody_is_buried_alive(story: Story, alive: Child) -> None:
    for one in story.do("rows", addresses=[])["attempts"]:
        if one["verdict"] == "died" and f":{alive.process}:" in one["worker"]:
            story.found.append(("buried alive", one["id"]))


def on_another_machine(story: Story) -> None:
    """Nobody can tell there whether the worker lives: its rows wait for the lease's end, and not a minute less."""
    story.enrol(5)
    story.killed_at("after_claim", elsewhere=True, lockless=True)
    for minutes, expected in ((1, "sending"), (4, "sending"), (12, "uncertain")):
        story.clock.passes(minutes=minutes)
        story.send_due().wait()
        states = [one["state"] for one in story.do("rows", addresses=[])["messages"]]
        if expected not in states:
            story.found.append(("buried alive" if expected == "sending" else "lost", f"{minutes} minutes on: {states}"))
    next_day(story)


def next_day(story: Story) -> None:
    story.until_quiet()
    story.events_come("muddled")
    story.clock.passes(days=1)

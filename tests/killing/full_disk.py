"""The disk is full: SQLite's file may grow no further, so that one statement or another of a run, or of an event call, fails."""

from __future__ import annotations

from tests.killing.counting import Verdict, verdict_on
from tests.killing.house import House
from tests.killing.story import Story


def full_disk(house: House, seed: int, *, steps: int = 9) -> Verdict:
    story = Story(house, seed)
    try:
        failed = 0
        for more in range(steps):
            story.enrol(8)
            child = story.send_due(most_pages=size(story) + more).wait()
            failed += child.code != 0
            if more % 2:
                refused_events(story)
            story.until_quiet()  # somebody made room
            story.events_come("muddled")
            story.clock.passes(days=1)
        if not failed:
            story.found.append(("never reached", "a full disk"))
        return verdict_on(story)
    finally:
        story.close()


def size(story: Story) -> int:
    return story.do("pages")["pages"]


def refused_events(story: Story) -> None:
    """What can't be written isn't answered with a yes, so the provider brings it again."""
    waiting = story.truth.to_come()
    story.postman.open(most_pages=size(story))
    for one in waiting:
        story.postman.post([one])
    story.postman.close()

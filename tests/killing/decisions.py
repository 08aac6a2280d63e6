"""Held messages: a person decides, then a late event says how it really was."""

from __future__ import annotations

from tests.killing.counting import Verdict, verdict_on
from tests.killing.house import House
from tests.killing.story import Story


def decisions(house: House, seed: int) -> Verdict:
    """Nobody knew for three days. Of messages the provider took, and of some it never had, each meets another fate."""
    story = Story(house, seed)
    try:
        taken, never_had = held_for_three_days(story)
        late_event_before_it_leaves(story, taken[0])
        late_event_after_it_left(story, taken[1])
        late_event_after_the_word(story, taken[2])
        late_event_alone(story, taken[3])
        story.decide(never_had[0], "again")
        story.decide(never_had[1], "sent")
        story.until_quiet()
        return verdict_on(story)
    finally:
        story.close()


def held_for_three_days(story: Story) -> tuple[list[str], list[str]]:
    """Messages that are held: those the provider took, all of whose events are late, and those it never had."""
    story.house.provider.fates = {"delivered": 1}
    for outcome in ("hang after taking", "500 after taking", "reset mid", "reset after"):
        story.enrol(3)
        story.send_due(outcome).wait()
        story.enrol(1)  # hers goes well, so the way is open again
        story.until_quiet()
    sure = accepted(story)
    for one in story.truth.told:
        one.lost = one.message not in sure
    story.events_come()
    story.clock.passes(hours=73)
    story.until_quiet()
    held, times = story.held(), story.truth.times_taken()
    taken = [one for one in held if one in times]
    return taken, [one for one in held if one not in times]


def accepted(story: Story) -> set[str]:
    return {one["id"] for one in story.do("rows", addresses=[])["messages"] if one["state"] == "accepted"}


def its_events_come(story: Story, message: str) -> None:
    for one in story.truth.told:
        if one.message == message:
            one.lost = False
    story.postman.deliver([one for one in story.truth.to_come() if one.message == message])


def late_event_before_it_leaves(story: Story, message: str) -> None:
    """ "Send it again", and before the next run the proof comes: then it is not sent again."""
    assert story.decide(message, "again")
    its_events_come(story, message)
    story.until_quiet()
    if story.truth.times_taken()[message] != 1:
        story.found.append(("twice", "sent again although its proof had come"))


def late_event_after_it_left(story: Story, message: str) -> None:
    """The risk the person took: it arrives twice, and is counted as theirs."""
    assert story.decide(message, "again")
    story.until_quiet()
    its_events_come(story, message)


def late_event_after_the_word(story: Story, message: str) -> None:
    assert story.decide(message, "sent")
    its_events_come(story, message)


def late_event_alone(story: Story, message: str) -> None:
    """Nobody has decided yet; the event takes it off the list, and a click that comes too late is refused."""
    its_events_come(story, message)
    if story.decide(message, "again"):
        story.found.append(("twice", "a message that isn't held any more was put back"))

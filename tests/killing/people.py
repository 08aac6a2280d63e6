"""People in the middle of it: a suppression, a stop, an unsubscribe, a pause while a batch is being claimed; and the brake."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

from tests.killing.counting import Verdict, verdict_on
from tests.killing.fates import unasked
from tests.killing.house import House
from tests.killing.story import Story

Change = Callable[[Story, str], Callable[[], object]]


def people(house: House, seed: int, changes: Sequence[Change] = ()) -> Verdict:
    story = Story(house, seed)
    try:
        for change in changes or (suppressed, stopped, unsubscribed):
            before_the_claim(story, change)
            within_the_claim(story, change)
        paused(story)
        braked(story)
        return verdict_on(story)
    finally:
        story.close()


def suppressed(story: Story, address: str) -> Callable[[], object]:
    """Each of these begins at once, and gives a way to wait for its end."""
    child = story.start(deed="suppress", given={"address": address})
    return lambda: child.wait().said


def stopped(story: Story, address: str) -> Callable[[], object]:
    child = story.start(deed="stop", given={"address": address})
    return lambda: child.wait().said


def unsubscribed(story: Story, address: str) -> Callable[[], object]:
    """The provider says so, and of no email of ours: its event has the address and no ids."""
    told = unasked("unsubscribe", address, story.clock.now())
    story.truth.told.append(told)
    story.postman.open()
    posting = threading.Thread(target=story.postman.deliver, args=([told],))
    posting.start()
    return posting.join


def before_the_claim(story: Story, change: Change) -> None:
    """The run has chosen its messages and hasn't begun its transaction. From here on nothing may go to that address."""
    address = story.enrol(5)[1]
    run = story.waiting_at("before_claim_transaction")
    change(story, address)()
    story.truth.silence(address)
    run.let_go()
    assert run.wait().said
    next_day(story)


def within_the_claim(story: Story, change: Change) -> None:
    """The claim has looked and isn't committed: this message may leave, the next may not."""
    address = story.enrol(5)[1]
    run = story.waiting_at("inside_claim_transaction")
    wait = change(story, address)
    time.sleep(0.2)  # it is in the middle of it, or waits for the claim
    run.let_go()
    assert run.wait().said
    wait()
    story.truth.silenced.pop(address, None)
    story.truth.silence(address)
    next_day(story)


def paused(story: Story) -> None:
    """A pause counts at the very next claim: the batch that was claimed leaves, the others stay."""
    story.enrol(7)
    run = story.waiting_at("after_claim", batch_size=2)
    assert story.start("pause", "--json").wait().code == 0
    before = len(story.truth.taken)
    run.let_go()
    assert "paused" in run.wait().said["why"]
    if len(story.truth.taken) != before + 2:
        story.found.append(("sent though paused", f"{len(story.truth.taken) - before} emails"))
    next_day(story)


def braked(story: Story) -> None:
    """More at once than the clinic's brake lets through: nothing leaves before a person says so."""
    story.enrol(9)
    assert story.start("clinic", "set", "brake=5").wait().code == 0
    before = len(story.truth.taken)
    why = story.send_due().wait().said["why"]
    if "brake is on" not in why or len(story.truth.taken) != before:
        story.found.append(("no brake", why))
    assert story.start("clinic", "set", "brake=500").wait().code == 0
    next_day(story)


def next_day(story: Story) -> None:
    story.until_quiet()
    story.events_come("repeated")
    story.clock.passes(days=1)

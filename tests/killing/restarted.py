"""PostgreSQL is restarted as if it had crashed, in the middle of a run, of a timer, and of an event call."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

from tests.killing.counting import Verdict, verdict_on
from tests.killing.databases import Postgres
from tests.killing.house import House
from tests.killing.jobs import Doom
from tests.killing.nursery import Child
from tests.killing.story import Story

MOMENTS = (
    "inside_plan_transaction", "before_claim_transaction", "inside_claim_transaction", "after_claim", "before_first_byte",
    "after_request_before_answer", "after_answer_before_settle", "inside_settle_transaction", "after_settle",
)  # fmt: skip


def restarted(house: House, seed: int, moments: Sequence[str] = MOMENTS) -> Verdict:
    story = Story(house, seed)
    try:
        for number, moment in enumerate(moments):
            in_a_run(story, moment, killed=number % 3 == 2)
        in_a_timer(story)
        in_an_event_call(story)
        return verdict_on(story)
    finally:
        story.close()


def restart(story: Story) -> None:
    assert isinstance(story.house.database, Postgres)
    story.house.database.restart()


def in_a_run(story: Story, moment: str, *, killed: bool) -> None:
    """It may end badly, and what it couldn't write is found by the next one."""
    story.enrol(6)
    run = story.waiting_at(moment)
    restart(story)
    if killed:
        story.count_kill(run.kill())
    run.let_go()
    run.wait()
    next_day(story)


def in_a_timer(story: Story) -> None:
    """It goes on by itself: two ticks later everything has left that could."""
    story.enrol(6)
    story.runs += 1
    timer = story.start("timer", "--seconds", "1", doom=Doom("after_claim", how="wait"))
    assert timer.until_it_waits(), timer.complaint
    restart(story)
    timer.let_go()
    time.sleep(3)
    timer.stop()
    next_day(story)


def in_an_event_call(story: Story) -> None:
    """The endpoint answers that it can't now, and takes the events when they come again."""
    story.enrol(4)
    story.until_quiet()
    web = story.postman.open(doom=Doom("inside_event_transaction", how="wait"))
    crash = threading.Thread(target=restart_while_it_waits, args=(story, web))
    crash.start()
    story.events_come()
    crash.join()
    next_day(story)


def restart_while_it_waits(story: Story, web: Child) -> None:
    while not web.waits.exists():
        time.sleep(0.01)
    restart(story)
    web.let_go()


def next_day(story: Story) -> None:
    story.until_quiet()
    story.events_come("muddled")
    story.clock.passes(days=1)

"""One timer and several workers on PostgreSQL: a worker is killed at each point, the database restarted, the network cut."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

from tests.killing.cable import Cable
from tests.killing.counting import Verdict, verdict_on
from tests.killing.crossings import EVENTS, IN_TURN, SENDING, in_parts
from tests.killing.databases import Postgres
from tests.killing.house import House
from tests.killing.jobs import Doom
from tests.killing.nursery import Child
from tests.killing.story import Story

PLANNING = ("before_plan", "inside_plan_transaction", "after_plan")  # the timer's share
POINTS = {point: IN_TURN[point] for point in (*SENDING, "inside_bury", "after_bury")}
MOMENTS = ("inside_claim_transaction", "after_claim", "after_answer_before_settle", "inside_settle_transaction")
DAYS = 6
REST = 30.0  # seconds in which a handful of messages must come to rest
AHEAD = 0.4  # seconds; most often the doomed one then gets the first batch
LOOKS = 6  # with new patients, until the doomed worker got a batch of its own


def many_workers(
    workers: int, points: Mapping[str, str] = POINTS, moments: Sequence[str] = MOMENTS
) -> Callable[[House, int], Iterator[Verdict]]:
    """The stories of so many workers, as a group of the suite tells them."""

    def tell(house: House, seed: int) -> Iterator[Verdict]:
        for number, part in enumerate(in_parts(list(points.items()), DAYS)):
            yield one_story(house, workers, seed + number, part, ())
        yield one_story(house, workers, seed + 50, (), moments)

    return tell


def one_story(
    house: House, workers: int, seed: int, points: Sequence[tuple[str, str]], moments: Sequence[str]
) -> Verdict:
    story = Story(house, seed)
    try:
        for day, (point, outcome) in enumerate(points):
            killed_at(Shift(story, workers), point, outcome, EVENTS[(seed + day) % 4])
        for number, moment in enumerate(moments):
            (restarted if number % 2 else cut_off)(Shift(story, workers), moment)
        return verdict_on(story)
    finally:
        story.close()


class Shift:
    """A timer and its workers, from their start to the end of a story's day."""

    def __init__(self, story: Story, size: int) -> None:
        self.story, self.size = story, size
        self.timer: Child | None = None
        self.workers: list[Child] = []

    def begin(self, doom: Doom | None = None, *, through: int = 0) -> Child:
        """All of them; the doom is the timer's or the first worker's, which this gives. The others come a moment later."""
        planning = doom is not None and doom.point in PLANNING
        self.workers += [self.worker(doom=None if planning else doom, through=through)]
        self.timer = self.story.start("timer", "--seconds", "1", workers=True, doom=doom if planning else None)
        time.sleep(AHEAD if doom and self.size > 1 else 0)
        self.workers += [self.worker() for _ in range(self.size - 1)]
        self.story.runs += self.size + 1
        return self.timer if planning else self.workers[0]

    def worker(self, **how: object) -> Child:
        return self.story.start("worker", workers=True, batch_size=2, read_seconds=0.6, **how)

    def replace_the_dead(self) -> None:
        self.workers = [one if one.code is None else self.worker() for one in self.workers]
        if self.timer and self.timer.code is not None:
            self.timer = self.story.start("timer", "--seconds", "1", workers=True)

    def until_rest(self, doomed: Child | None = None) -> None:
        """Or until the doomed one has died."""
        deadline = time.monotonic() + REST
        while any((left := self.story.do("under_way")).values()) and (doomed is None or doomed.code is None):
            if time.monotonic() > deadline:
                self.story.found.append(("never at rest", str(left)))
                return
            time.sleep(0.3)

    def end(self) -> None:
        """By SIGTERM, twice to one of them: each ends between two batches, with nothing left on its way."""
        everyone = [one for one in (self.timer, *self.workers) if one and one.code is None]
        for one in everyone:
            one.ask_to_end()
        everyone[-1].ask_to_end()
        for one in everyone:
            if one.wait().code not in (
                0,
                -signal.SIGTERM,
            ):  # the signal itself, where it came before the program had begun
                self.story.found.append(("ended badly", f"{one.job.words}: {one.complaint}"))
        if self.story.do("under_way")["sending"]:
            self.story.found.append(("left on its way", ""))

    def next_day(self, events: str = "muddled") -> None:
        """The way may have to rest after an outcome: the same workers' successors send what is left, an hour later."""
        self.end()
        self.story.house.provider.script.clear()
        self.story.clock.passes(minutes=62)
        later = Shift(self.story, self.size)
        later.begin()
        later.until_rest()
        later.end()
        self.story.until_quiet()
        self.story.events_come(events)
        self.story.clock.passes(days=1)


def killed_at(shift: Shift, point: str, outcome: str, events: str) -> None:
    story = shift.story
    if point in ("inside_bury", "after_bury"):
        story.enrol(3)
        story.killed_at("after_request_before_answer")  # somebody for them to bury
    story.house.provider.script.extend([] if outcome == "refused" else [outcome])
    story.enrol(6)
    doomed = shift.begin(Doom(point))
    for _ in range(LOOKS):
        shift.until_rest(doomed)
        if doomed.code is not None:
            break
        story.enrol(6)
        time.sleep(1.2)
    if not story.count_kill(doomed).killed:
        story.found.append(("never reached", point))
    shift.replace_the_dead()
    shift.until_rest()
    shift.next_day(events)


def restarted(shift: Shift, moment: str) -> None:
    """As if the database had crashed while a worker was at this point. All of them live on."""
    assert isinstance(shift.story.house.database, Postgres)
    shift.story.enrol(6)
    waiting = waits_at(shift, moment)
    shift.story.house.database.restart()
    waiting.let_go()
    afterwards(shift)


def cut_off(shift: Shift, moment: str) -> None:
    """One worker's network is cut at this point, for some seconds; the others go on."""
    database = shift.story.house.database
    assert isinstance(database, Postgres)
    shift.story.enrol(6)
    with Cable(database.port) as cable:
        waiting = waits_at(shift, moment, through=cable.port)
        cable.cut()
        waiting.let_go()
        time.sleep(2.5)
        cable.mend()
        afterwards(shift)


def waits_at(shift: Shift, moment: str, *, through: int = 0) -> Child:
    child = shift.begin(Doom(moment, how="wait"), through=through)
    for _ in range(LOOKS):
        deadline = time.monotonic() + 5
        while not child.waits.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        if child.waits.exists():
            return child
        shift.story.enrol(6)
    raise AssertionError(f"never came to {moment}:\n{child.complaint}")


def afterwards(shift: Shift) -> None:
    shift.story.enrol(2)
    time.sleep(1.2)
    shift.until_rest()
    shift.next_day()

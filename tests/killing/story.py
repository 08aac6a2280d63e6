"""One installation's story: people are enrolled, runs are killed, days pass, events come, and at the end the rows are read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from tests.killing.clock import Clock
from tests.killing.house import BEGINNING, House
from tests.killing.jobs import Doom, Job
from tests.killing.nursery import Child, ChildFailed
from tests.killing.postman import Postman, muddled
from tests.killing.truth import Truth

MOST_RUNS = 15  # until nothing is due: more would be a loop of the product's
SHORT = 0.5  # seconds a child listens to a silence


class Story:
    """`mutation` is in every child of it but those that read the rows."""

    def __init__(self, house: House, seed: int, *, mutation: str = "") -> None:
        self.house, self.mutation = house, mutation
        self.chance = Random(seed)
        self.clock = Clock(BEGINNING)
        self.truth = Truth()
        self.job = house.fresh_home()
        self.people: dict[str, list[str]] = {}
        self.children: list[Child] = []
        self.kills = self.runs = self.resumes = 0
        self.found: list[tuple[str, str]] = []  # violations seen on the way
        house.provider.begin(self.truth, Random(seed + 1), self.clock.now)
        self.postman = Postman(self.truth, house.signer, self.clock.now, self.start_web)

    # processes

    def start(self, *words: str, **how: Any) -> Child:
        child = self.house.nursery.start(self.made(words=words, mutation=self.mutation, **how))
        self.children.append(child)
        return child

    def start_web(self, **how: Any) -> Child:
        return self.start(deed="serve", **how)

    def do(self, deed: str, **given: Any) -> Any:
        """A deed that nobody disturbs."""
        return self.house.nursery.start(self.made(deed=deed, given=given)).wait().said

    def made(self, **how: Any) -> Job:
        return replace(self.job, now=self.clock.now().isoformat(), **{"deed": "", **how})

    def count_kill(self, child: Child) -> Child:
        self.kills += child.killed
        return child

    # runs

    def send_due(self, outcome: str = "", **how: Any) -> Child:
        """Start one, its first request answered by `outcome`."""
        if outcome == "refused":
            how["settings"] = {"SENDGRID_HOST": self.house.provider.refusing_url}
        elif outcome:
            self.house.provider.script.append(outcome)
            how.setdefault("read_seconds", SHORT if outcome.startswith("hang") else 20.0)
        self.runs += 1
        return self.start("send_due", "--json", **how)

    def killed_at(self, point: str, outcome: str = "", nth: int = 1, **how: Any) -> bool:
        """A run that dies at its `nth` visit of `point`. False when it never came there."""
        child = self.count_kill(self.send_due(outcome, doom=Doom(point, nth), **how).wait())
        if not child.killed and child.code != 0:
            raise ChildFailed(child.complaint)
        return child.killed

    def waiting_at(self, point: str, outcome: str = "", **how: Any) -> Child:
        """A run that stops at `point`, alive, until it is let go."""
        child = self.send_due(outcome, doom=Doom(point, how="wait"), **how)
        if not child.until_it_waits():
            raise ChildFailed(f"never came to {point}:\n{child.complaint}")
        return child

    def until_quiet(self) -> None:
        """Runs and the time between them, with a person's `resume` where the product asks for one, until nothing is due."""
        self.house.provider.script.clear()
        for _ in range(MOST_RUNS):
            why = self.send_due().wait().said["why"]
            if not why:
                return
            if "un resume" in why:
                self.resume()
            elif "Another clock" not in why:  # a killed one's lock on PostgreSQL ends a moment after it
                self.clock.passes(minutes=62)
        self.found.append(("never quiet", why))

    def resume(self) -> None:
        assert self.start("resume", "--json").wait().said
        self.resumes += 1

    # people and events

    def enrol(self, count: int, *, shared: bool = False) -> list[str]:
        """Their first lesson is due now. `shared`: every fifth reads the mailbox of the one before."""
        addresses: list[str] = []
        people = []
        known = sum(map(len, self.people.values()))
        for number in range(known, known + count):
            address = addresses[-1] if shared and addresses and number % 5 == 4 else f"p{number}@example.org"
            addresses.append(address)
            people.append((address, f"P{number}"))
            self.people.setdefault(address, []).append(f"P{number}")
        visited = (self.clock.now() - timedelta(days=1)).date().isoformat()
        assert self.do("enrol", people=people, visited=visited)["enrolled"] == count
        return addresses

    def events_come(self, how: str = "in order") -> None:
        """`how`: in order, repeated, muddled, or lost: then one message's events never come, and the others do."""
        waiting = self.truth.to_come()
        if how == "lost" and waiting:
            unlucky = self.chance.choice(waiting).message
            for one in waiting:
                one.lost = one.message == unlucky
            waiting = self.truth.to_come()
        parts = muddled(waiting, self.chance) if how == "muddled" else [waiting] * (3 if how == "repeated" else 1)
        for part in parts:
            self.postman.deliver(part)

    def early_events(self) -> None:
        """From now on "processed" and "delivered" come before the answer to the request that they are of."""
        self.postman.open()
        quiet = ("processed", "delivered")
        self.house.provider.early = lambda told: self.postman.deliver(
            [one for one in told if one.event["event"] in quiet]
        )

    # the end

    def finish(self) -> dict[str, Any]:
        """All events that aren't lost have come, three days have passed, and a clean run found nothing more to do."""
        self.house.provider.early, self.house.provider.mixed = None, False
        self.until_quiet()
        self.events_come()
        self.clock.passes(hours=74)
        self.until_quiet()
        self.events_come("repeated")
        self.until_quiet()
        return self.rows()

    def rows(self) -> dict[str, Any]:
        self.kills += self.postman.kills
        self.postman.kills = 0
        self.postman.close()
        return self.do("rows", addresses=list(self.people))

    def close(self) -> None:
        self.postman.close()
        for child in self.children:
            if child.code is None:
                child.kill()

    def held(self) -> list[str]:
        return [one["id"] for one in self.rows()["messages"] if one["state"] == "held"]

    def decide(self, message: str, decision: str) -> bool:
        """A person's word, by the command. False when the product refused it, which is recorded nowhere."""
        if self.start("decide", message, decision, "--json").wait().code != 0:
            return False
        if decision == "again":
            self.truth.resends.append(message)
        else:
            self.truth.words.add(message)
        return True

"""One installation's ordinary days, one after the other, with a single web process that lives through all of them.

Each day people are enrolled, the clock ticks while the provider answers by the kill suite's mix, staff open pages, patients stop, and events
come in any order, repeated. Nothing is killed: what grows here, grows by itself.
"""

from __future__ import annotations

import http.client
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.killing.house import House
from tests.killing.story import Story

HOST = "learn.clinic.example"
MEGABYTE = 1_048_576


@dataclass(frozen=True)
class Measured:
    """At the end of a day. Megabytes, but for `files`, `messages` and `pages`, which are counts."""

    day: int
    messages: int
    pages: int
    memory: float
    files: int
    database: float
    log: float


class Life:
    def __init__(self, house: House, seed: int) -> None:
        self.story = Story(house, seed)
        self.faults: list[str] = []
        self.pages = 0
        self.measured: list[Measured] = []
        self.story.postman.open()

    def live_a_day(self) -> None:
        story, chance = self.story, self.story.chance
        addresses = story.enrol(chance.randint(2, 6), shared=True)
        story.house.provider.mixed = True
        for _ in range(chance.randint(1, 3)):
            story.send_due(read_seconds=0.6).wait()
            self.open_pages(chance.randint(1, 4))
            story.clock.passes(minutes=chance.choice((1, 3, 70)))
        story.house.provider.mixed = False
        story.until_quiet()
        if chance.random() < 0.3:
            self.stop(chance.choice(addresses))
        story.events_come(chance.choice(("in order", "repeated", "muddled")))
        story.clock.passes(days=1)
        self.measure()

    def stop(self, address: str) -> None:
        self.story.do("stop", address=address)
        self.story.truth.silence(address)

    def open_pages(self, count: int) -> None:
        """Those of the desk, and a patient's own letter. Whatever isn't a page that opens is a fault."""
        letters, desk = (
            self.story.do("letters", count=2),
            self.story.do("sign_in"),
        )  # time has passed: the last session is over
        for path in [*letters, *self.story.chance.choices(desk["pages"], k=count)]:
            status = self.get(path, desk["cookie"])
            self.pages += 1
            if status != 200:
                self.faults.append(f"{status} at {path}")

    def get(self, path: str, cookie: str) -> int:
        headers = {
            "Host": HOST, "X-Forwarded-Proto": "https", "X-Now": self.story.clock.now().isoformat(), "Cookie": cookie,
        }  # fmt: skip
        with closing(http.client.HTTPConnection("127.0.0.1", self.story.postman.port, timeout=60)) as connection:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status

    def measure(self) -> None:
        web = self.story.postman.web
        assert web is not None
        process = Path(f"/proc/{web.process}")
        resident = next(line for line in (process / "status").read_text().splitlines() if line.startswith("VmRSS"))
        size, log = self.sizes()
        self.measured.append(
            Measured(
                len(self.measured) + 1, len(self.story.truth.taken), self.pages, int(resident.split()[1]) / 1_024,
                len(list((process / "fd").iterdir())), size / MEGABYTE, log / MEGABYTE,
            )
        )  # fmt: skip

    def sizes(self) -> tuple[int, int]:
        """Bytes of the database, and of SQLite's write-ahead log beside it (PostgreSQL's belongs to all its databases)."""
        log = Path(f"{self.story.job.database}-wal")
        written = log.stat().st_size if log.exists() else 0  # before the question: whoever closes last empties it
        return self.story.do("database_size")["bytes"], written

    def close(self) -> None:
        self.story.close()

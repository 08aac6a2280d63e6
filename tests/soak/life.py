"""One installation's ordinary days, one after the other, with a single web process that lives through all of them.

Each day people are enrolled, the clock ticks while the provider answers by the kill suite's mix, staff open pages, patients press and stop, and
events come in any order, repeated. Now and then a backup is made while emails leave, and checked. Nothing is killed: what grows here, grows by itself.
"""

from __future__ import annotations

import base64
import http.client
import os
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from tests.killing.house import House
from tests.killing.nursery import Child
from tests.killing.story import Story
from tests.soak.pressing import LINKS_LAST, Pressing

HOST = "learn.clinic.example"
MEGABYTE = 1_048_576
BACKUP_EVERY = 5  # days, the first one included
SIGNED_EVERY = 180  # days: lessons whose signature has run out wait, and a soak of an hour lives for years


@dataclass(frozen=True)
class Measured:
    """At the end of a day. Megabytes, but for `files`, `messages` and `pages`, which are counts. `log`: the most it was on this day."""

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
        self.log = self.backups = 0
        self.story.postman.start = lambda **how: self.story.start(
            deed="serve_with_short_links", given={"days": LINKS_LAST}, **how
        )
        self.patients = Pressing(self.story, self.post, self.story.chance)
        self.story.postman.open()

    def live_a_day(self) -> None:
        story, chance = self.story, self.story.chance
        if self.measured and len(self.measured) % SIGNED_EVERY == 0:
            story.do("sign")
        addresses = story.enrol(chance.randint(2, 6), shared=True)
        story.house.provider.mixed = True
        backup = self.begin_backup() if len(self.measured) % BACKUP_EVERY == 0 else None
        for _ in range(chance.randint(1, 3)):
            story.send_due(read_seconds=0.6).wait()
            self.open_pages(chance.randint(1, 4))
            self.watch_log()
            story.clock.passes(minutes=chance.choice((1, 3, 70)))
        if backup:
            self.end_backup(backup)
        story.house.provider.mixed = False
        story.until_quiet()
        if chance.random() < 0.3:
            self.stop(chance.choice(addresses))
        story.events_come(chance.choice(("in order", "repeated", "muddled")))
        self.patients.press(chance.randint(1, 3))
        self.watch_log()
        story.clock.passes(days=1)
        self.measure()

    def begin_backup(self) -> Child:
        """It runs beside the emails that leave."""
        home = Path(self.story.job.home)
        key = home / "backup.key"
        if not key.exists():
            key.touch(0o600)
            key.write_bytes(base64.b64encode(os.urandom(32)))
        given = {"file": str(home / f"{len(self.measured)}.afterback"), "key": str(key)}
        return self.story.start(deed="back_up", given=given)

    def end_backup(self, child: Child) -> None:
        found = child.wait().said
        self.backups += 1
        if not found["made"] or found["made"] != found["checked"]:
            self.faults.append(f"a backup of {found['made']} rows holds {found['checked']}")
        Path(child.job.given["file"]).unlink()

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
        return self.call("GET", path, {"Cookie": cookie})

    def post(self, path: str, fields: dict[str, str]) -> int:
        self.pages += 1
        return self.call("POST", path, {"Content-Type": "application/x-www-form-urlencoded"}, urlencode(fields))

    def call(self, method: str, path: str, headers: dict[str, str], body: str = "") -> int:
        headers |= {"Host": HOST, "X-Forwarded-Proto": "https", "X-Now": self.story.clock.now().isoformat()}
        with closing(http.client.HTTPConnection("127.0.0.1", self.story.postman.port, timeout=60)) as connection:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status

    def measure(self) -> None:
        web = self.story.postman.web
        assert web is not None
        process = Path(f"/proc/{web.process}")
        resident = next(line for line in (process / "status").read_text().splitlines() if line.startswith("VmRSS"))
        size, log = self.story.do("database_size")["bytes"], self.log
        self.log = 0
        self.measured.append(
            Measured(
                len(self.measured) + 1, len(self.story.truth.taken), self.pages, int(resident.split()[1]) / 1_024,
                len(list((process / "fd").iterdir())), size / MEGABYTE, log / MEGABYTE,
            )
        )  # fmt: skip

    def watch_log(self) -> None:
        """SQLite's write-ahead log (PostgreSQL's belongs to all its databases). Whoever closes the database last empties it."""
        with suppress(FileNotFoundError):
            self.log = max(self.log, Path(f"{self.story.job.database}-wal").stat().st_size)

    def close(self) -> None:
        self.story.close()

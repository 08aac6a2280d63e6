"""What a child is told to do: one line of JSON from the harness to the cradle."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Doom:
    """At its `nth` visit of `point` the child kills itself, waits for the harness, or has its clock set by `days`."""

    point: str
    nth: int = 1
    how: Literal["kill", "wait", "jump"] = "kill"
    days: int = 0


@dataclass(frozen=True)
class Job:
    """`words` is a management command, or `deed` a function of deeds.py with `given`. `folder` takes its output.

    `database`: the file or the PostgreSQL database. `mutation`: of mutations.py. `most_pages`: the SQLite file may grow no further.
    `workers`: the timer only plans, and workers send. `through`: a port on this machine by which the database is reached.
    `lockless`: the clock's lock never says no, as if there were two of it. `elsewhere`: the worker seems to run on another machine.
    """

    number: int
    home: str
    database: str
    now: str
    folder: str
    words: tuple[str, ...] = ()
    deed: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    doom: Doom | None = None
    mutation: str = ""
    most_pages: int = 0
    workers: bool = False
    through: int = 0
    lockless: bool = False
    elsewhere: bool = False
    batch_size: int = 3
    read_seconds: float = 20.0

    def line(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, line: str) -> Job:
        told = json.loads(line)
        told["doom"] = Doom(**told["doom"]) if told["doom"] else None
        return cls(**told)

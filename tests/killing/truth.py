"""The ground truth of one story, kept by the provider: what it was asked, what it answered, what it took, who got it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from itertools import count
from typing import Any


@dataclass
class Taken:
    """One email the provider took. `at` is its place in the order of all that happened."""

    at: int
    message: str
    attempt: str
    address: str
    name: str
    subject: str
    fate: str
    arrived: bool
    args: dict[str, str]  # what we gave with it, which comes back with its events


@dataclass
class Told:
    """One event the provider has to tell. `id` is its `sg_event_id`."""

    id: str
    message: str
    address: str
    event: dict[str, Any]
    silences: bool
    lost: bool = False  # never comes
    answered: int = 0  # how often the product's endpoint said yes to it


@dataclass
class Truth:
    taken: list[Taken] = field(default_factory=list)
    answers: list[tuple[str, str]] = field(default_factory=list)  # attempt → outcome, one a request
    told: list[Told] = field(default_factory=list)
    silenced: dict[str, int] = field(default_factory=dict)  # address → from when on nobody may write to it
    named: set[str] = field(default_factory=set)  # messages refused by name
    resends: list[str] = field(default_factory=list)  # messages a person said "send it again" of
    asked_again: list[str] = field(
        default_factory=list
    )  # messages a patient asked a fresh link of, a copy each at most
    words: set[str] = field(default_factory=set)  # messages a person said "it was sent" of
    faults: list[str] = field(default_factory=list)  # what the product may never ask of a provider
    order: Any = field(default_factory=lambda: count(1))
    lock: Any = field(default_factory=threading.RLock)

    def now(self) -> int:
        return next(self.order)

    def silence(self, address: str) -> None:
        with self.lock:
            self.silenced.setdefault(address, self.now())

    def times_taken(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for one in self.taken:
            found[one.message] = found.get(one.message, 0) + 1
        return found

    def arrived(self) -> set[str]:
        return {one.message for one in self.taken if one.arrived}

    def proven(self) -> set[str]:
        """Messages of which the endpoint has taken at least one event that names them."""
        return {one.message for one in self.told if one.answered and one.event.get("message")}

    def to_come(self) -> list[Told]:
        return [one for one in self.told if not one.answered and not one.lost]

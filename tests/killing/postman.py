"""Carries the provider's events to the real endpoint, signed: lost, repeated, reordered, late, and again after every refusal."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime
from random import Random
from threading import RLock
from typing import Any

from tests.killing.nursery import Child
from tests.killing.truth import Told, Truth
from tests.mailer.event_signing import EventSigner, batch

ENDPOINT = "/api/events/sendgrid"
TRIES = 6


class NotTaken(AssertionError):
    """The endpoint refused what a provider had signed, again and again."""


class Postman:
    """`start` starts a web process, with a doom or another fault; a fresh one takes the place of one that died."""

    def __init__(
        self, truth: Truth, signer: EventSigner, clock: Callable[[], datetime], start: Callable[..., Child]
    ) -> None:
        self.truth, self.signer, self.clock, self.start = truth, signer, clock, start
        self.web: Child | None = None
        self.port = 0
        self.kills = 0
        self.rounds = RLock()  # early events come from the provider's thread, and may still be on their way

    def open(self, **how: Any) -> Child:
        with self.rounds:
            return self.opened(**how)

    def opened(self, **how: Any) -> Child:
        self.close()
        self.web = self.start(**how)
        file, deadline = self.web.folder / "port", time.monotonic() + 60
        while not file.exists():
            assert time.monotonic() < deadline, "the web process doesn't start"
            time.sleep(0.005)
        self.port = int(file.read_text())
        return self.web

    def close(self) -> None:
        with self.rounds:
            if self.web:
                self.web.kill()
            self.web = None

    def deliver(self, events: Sequence[Told]) -> None:
        """Until the endpoint has said yes. A web process that dies on the way is started anew, and asked again."""
        with self.rounds:
            self.delivered(events)

    def delivered(self, events: Sequence[Told]) -> None:
        if not events:
            return
        for _ in range(TRIES):
            if self.web is None:
                self.open()
            if self.post(events):
                return
            if self.web and self.died(self.web):
                self.kills += self.web.killed
                self.web = None
        raise NotTaken(self.web.complaint if self.web else "the web process died each time")

    def died(self, web: Child) -> bool:
        """It answered nothing, so it is dead, or will be at once."""
        web.nursery.listen_until(lambda: web.code is not None) if not self.answered else None
        return web.code is not None

    def post(self, events: Sequence[Told]) -> bool:
        """One call. False when no yes came."""
        now = self.clock()
        body = batch(*(one.event for one in events))
        headers = {**self.signer.headers(body, now), "X-Now": now.isoformat(), "Content-Type": "application/json"}
        self.answered = False
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
                connection.request("POST", ENDPOINT, body, headers)
                status = connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return False
        self.answered = True
        if status // 100 == 2:
            self.noted(events)
        return status // 100 == 2

    def noted(self, events: Sequence[Told]) -> None:
        for one in events:
            one.answered += 1
            if one.silences:
                self.truth.silence(one.address)


def muddled(events: Sequence[Told], chance: Random) -> list[list[Told]]:
    """Out of order, a third of them twice or three times, in calls of any size."""
    told = [one for one in events for _ in range(chance.choice((1, 1, 2, 3)))]
    chance.shuffle(told)
    parts = []
    while told:
        size = chance.randint(1, 12)
        parts.append(told[:size])
        told = told[size:]
    return parts

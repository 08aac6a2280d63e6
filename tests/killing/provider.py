"""A SendGrid double that keeps the truth. It answers as a story scripts it, or by the stated mix, and takes only what came whole."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from types import TracebackType
from typing import Any, Self

from tests.killing.fates import events_of
from tests.killing.outcomes import FATES, MIX, NEVER_ARRIVES, TAKING, drawn
from tests.killing.truth import Taken, Told, Truth
from tests.mailer.sendgrid_rules import as_delivered, errors_in

KEY = "SG.killing"
HANGS = 1.5  # seconds; a child that is to meet a silence waits a third of that
STATUS = {"429": 429, "503": 503, "400": 400, "named 400": 400, "401": 401, "500": 500, "500 after taking": 500, "200 page": 200, "302": 302}  # fmt: skip


class Provider:
    """`clock` tells the story's time. `early` is called with the events of a request before it is answered."""

    def __init__(self) -> None:
        self.truth = Truth()
        self.chance = Random(0)
        self.script: deque[str] = deque()
        self.mixed = False
        self.fates: dict[str, int] = FATES
        self.clock: Callable[[], datetime] = datetime.now
        self.early: Callable[[list[Told]], None] | None = None
        self.closing = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Door", (Door,), {"provider": self}))
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.nobody = socket.socket()
        self.nobody.bind(("127.0.0.1", 0))  # bound and not listening: whoever calls is refused

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    @property
    def refusing_url(self) -> str:
        return f"http://127.0.0.1:{self.nobody.getsockname()[1]}"

    def begin(self, truth: Truth, chance: Random, clock: Callable[[], datetime]) -> None:
        """A new story. What a request of an earlier one still does goes to the truth of that one."""
        self.truth, self.chance, self.clock = truth, chance, clock
        self.script.clear()
        self.mixed, self.fates, self.early = False, FATES, None

    def next_outcome(self) -> str:
        if self.script:
            return self.script.popleft()
        return drawn(self.chance, {**MIX, "refused": 0}) if self.mixed else "ok"

    def take(self, truth: Truth, request: dict[str, Any]) -> list[Told]:
        """The emails are on their way: each gets its fate, and the events that will tell of it."""
        told = []
        for number in range(len(request["personalizations"])):
            email = as_delivered(request, number)
            fate = drawn(self.chance, self.fates)
            one = Taken(
                truth.now(), email["args"]["message"], email["args"]["attempt_id"], email["to"], name_in(email), email["subject"], fate,
                arrived=fate not in NEVER_ARRIVES, args=email["args"],
            )  # fmt: skip
            truth.taken.append(one)
            told += events_of(one, self.clock())
        truth.told += told
        return told

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
        self.nobody.close()


def attempt_in(args: dict[str, str]) -> str:
    """Under whatever name it is given to the provider."""
    return next(value for name, value in args.items() if name.startswith("attempt"))


def name_in(email: dict[str, Any]) -> str:
    """Families share mailboxes: only the greeting tells their lessons apart."""
    found = re.search(r"Hello ([^,]*),", email["text/plain"])
    return found[1] if found else ""


class Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 20
    provider: Provider

    def log_message(self, *_: object) -> None:
        pass

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            super().handle()

    def finish(self) -> None:
        with contextlib.suppress(OSError):
            super().finish()

    def do_GET(self) -> None:
        self.provider.truth.faults.append(f"GET {self.path}: a redirect was followed")
        self.answer(404)

    def do_POST(self) -> None:
        provider, truth = self.provider, self.provider.truth
        outcome = provider.next_outcome()
        length = int(self.headers["Content-Length"])
        if outcome == "reset before":
            return self.reset()
        if outcome == "reset mid":
            self.rfile.read(length // 2)
            return self.reset()
        raw = self.rfile.read(length)
        if len(raw) < length:  # whoever sent it died
            self.close_connection = True
            return None
        if self.headers["Authorization"] != f"Bearer {KEY}" or self.path != "/v3/mail/send":
            return self.answer(401)
        return self.decide(truth, json.loads(raw), outcome)

    def decide(self, truth: Truth, request: dict[str, Any], outcome: str) -> None:
        provider = self.provider
        with truth.lock:
            truth.faults += [f"{field}: {message}" for field, message in errors_in(request)]
            first = request["personalizations"][0]["custom_args"]
            truth.answers.append((first["attempt_id"], outcome))
            if outcome == "named 400":
                truth.named.add(first["message"])
            told = provider.take(truth, request) if outcome in TAKING else []
        if told and provider.early:
            provider.early(told)
        if outcome == "ok":
            return self.answer(202, headers={"X-Message-Id": first["attempt_id"][:20]})
        if outcome.startswith("hang"):
            provider.closing.wait(HANGS)
            self.close_connection = True
            return None
        return self.reset() if outcome.startswith("reset") else self.refuse(outcome)

    def refuse(self, outcome: str) -> None:
        field = "personalizations.0.to.0.email" if outcome == "named 400" else None
        headers = {"302": {"Location": "/landed"}, "429": {"X-RateLimit-Reset": self.reset_time()}}.get(outcome, {})
        self.answer(STATUS[outcome], {"errors": [{"message": outcome, "field": field}]}, headers)

    def reset_time(self) -> str:
        return str(int(self.provider.clock().timestamp()) + 40)

    def reset(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def answer(self, status: int, body: object = None, headers: dict[str, str] | None = None) -> None:
        data = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

"""SendGrid's mail/send on this machine: checks requests, shows what each person would get, misbehaves on demand.

with SendGridEmulator() as sendgrid:
    sendgrid.next_time("500")          # once; see FAULTS
    transport = SendGridTransport(sendgrid.key, host=sendgrid.url)
    ...
    sendgrid.delivered                 # one dict a recipient, see sendgrid_rules.as_delivered
"""

import contextlib
import json
import socket
import struct
import threading
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from tests.mailer.sendgrid_rules import as_delivered, errors_in

ANSWERS = {
    "200": (200, {}), "302": (302, {"Location": "/landed"}), "307": (307, {"Location": "/landed"}), "401": (401, {}), "403": (403, {}),
    "404": (404, {}), "405": (405, {}), "413": (413, {}), "415": (415, {}), "429": (429, {"X-RateLimit-Reset": "1795360000"}),
    "429 without a date": (429, {}), "500": (500, {}), "502": (502, {}), "503": (503, {}), "504": (504, {}),
}  # fmt: skip
BROKEN_OFF = {
    "truncated after": b"HTTP/1.1 202 Accepted\r\nX-Message-Id: m\r\nContent-Length: 10\r\n\r\n{}",
    "truncated in the status after": b"HTTP/1.1 202 Acc",
    "truncated before the headers after": b"HTTP/1.1 202 Accepted\r\n",
    "truncated in a header after": b"HTTP/1.1 202 Accepted\r\nX-Message-Id: m\r\nContent-Le",
    "truncated in a chunk after": b"HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0",
    "odd header after": b"HTTP/1.1 202 Accepted\r\nthis is no header\r\nContent-Length: 0\r\n\r\n",
}
FAULTS = {*ANSWERS, *BROKEN_OFF, "400", "hang", "reset before", "close before", "reset after", "close after", "500 after",
          "hang after", "dribble after", "dribble in a chunk after", "garbage", "named 400"}  # fmt: skip
"""`before` and plain answers deliver nothing; `after` means delivered, with no or a wrong answer."""


class SendGridEmulator:
    def __init__(self, key: str = "SG.emulated") -> None:
        self.key = key
        self.requests: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.connections = 0
        self.delivered: list[dict[str, Any]] = []
        self.errors: list[tuple[str, str]] = []
        self.blamed_field = ""
        self.finished = threading.Event()
        self.sockets: list[socket.socket] = []
        self._faults: deque[str] = deque()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Door", (_Door,), {"emulator": self}))
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def next_time(self, fault: str, *, field: str = "") -> None:
        """Misbehave once. `field` is what a "named 400" blames."""
        assert fault in FAULTS, fault
        self.blamed_field = field
        self._faults.append(fault)

    def take_fault(self) -> str:
        return self._faults.popleft() if self._faults else ""

    def drop_connections(self) -> None:
        """Close what is kept, as a provider does with connections that idle."""
        for kept in self.sockets:
            with contextlib.suppress(OSError):
                kept.shutdown(socket.SHUT_RDWR)
        self.sockets.clear()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.finished.set()
        self._server.shutdown()
        self._thread.join()
        self.drop_connections()
        self._server.server_close()


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 5
    emulator: SendGridEmulator

    def log_message(self, *_: object) -> None:
        pass

    def setup(self) -> None:
        super().setup()
        self.emulator.connections += 1
        self.emulator.sockets.append(self.connection)

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            super().handle()

    def finish(self) -> None:
        with contextlib.suppress(OSError):
            super().finish()

    def do_GET(self) -> None:
        self.emulator.paths.append(f"GET {self.path}")
        self.answer(404)

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        self.emulator.paths.append(f"POST {self.path}")
        if self.headers["Authorization"] != f"Bearer {self.emulator.key}":
            return self.answer(401)
        if self.path != "/v3/mail/send":
            return self.answer(404)
        return self.decide(raw, self.emulator.take_fault())

    def decide(self, raw: bytes, fault: str) -> None:
        if fault in ANSWERS:
            status, headers = ANSWERS[fault]
            return self.answer(status, {"errors": [{"message": fault, "field": None}]}, headers)
        if fault == "400":
            return self.answer(400, {"errors": [{"message": "Bad Request", "field": None}]})
        if fault == "named 400":
            return self.answer(
                400, {"errors": [{"message": "maria@home.example is bad", "field": self.emulator.blamed_field}]}
            )
        if fault in ("hang", "reset before", "close before"):
            return self.break_off(fault)
        return self.deliver(raw, fault)

    def deliver(self, raw: bytes, fault: str) -> None:
        request = json.loads(raw)
        self.emulator.requests.append(request)
        if len(raw) > 30_000_000:
            return self.answer(413)
        if errors := list(errors_in(request)):
            self.emulator.errors += errors
            return self.answer(400, {"errors": [{"field": field, "message": message} for field, message in errors]})
        self.emulator.delivered += [as_delivered(request, n) for n in range(len(request["personalizations"]))]
        if fault == "500 after":
            return self.answer(500)
        if fault:
            return self.break_off(fault)
        return self.answer(202, None, {"X-Message-Id": f"mid-{len(self.emulator.requests)}"})

    def answer(self, status: int, body: object = None, headers: dict[str, str] | None = None) -> None:
        data = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def break_off(self, how: str) -> None:
        self.close_connection = True
        if how.startswith("hang"):
            self.emulator.finished.wait(5)
        elif how.startswith("reset"):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif how in BROKEN_OFF:
            self.wfile.write(BROKEN_OFF[how])
        elif how == "dribble after":
            self.wfile.write(b"HTTP/1.1 202 Accepted\r\n")
            while not self.emulator.finished.wait(0.05):
                self.wfile.write(b"X-Slow: yes\r\n")
        elif how == "dribble in a chunk after":
            self.wfile.write(b"HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n")
            while not self.emulator.finished.wait(0.05):
                self.wfile.write(b"0")
        elif how == "garbage":
            self.wfile.write(b"\x00\x01 this is not HTTP\r\n\r\n")

"""Amazon SES's SendEmail on this machine: checks signatures and requests, shows what each person would get, misbehaves on demand,
and tells of it by SNS.

with SesEmulator() as ses:
    ses.next_time("500 after")         # once; see FAULTS
    transport = ses.transport()
    ...
    ses.delivered                      # one dict an email, see ses_rules.as_delivered
    body = ses.notification(ses.delivered[0], "Delivery", at=now)     # to post; verify it with ses.sns.topic and ses.sns.fetch
"""

import contextlib
import json
import socket
import struct
import threading
from collections import deque
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from mailer.transports.ses import SesTransport
from tests.mailer.ses_rules import PATH, as_delivered, errors_in, event, signature_error
from tests.mailer.sns_emulator import SnsEmulator

BAD = "maria@home.example is bad"
ERRORS = {
    "TooManyRequestsException": (429, "Too many requests"), "ThrottlingException": (400, "Maximum sending rate exceeded."),
    "LimitExceededException": (400, "Too many"), "AccountSuspendedException": (400, "Suspended"),
    "SendingPausedException": (400, "Paused"), "MailFromDomainNotVerifiedException": (400, "The domain is not verified"),
    "NotFoundException": (404, "Configuration set <x> does not exist."), "MessageRejected": (400, BAD),
    "BadRequestException": (400, BAD), "ValidationError": (400, BAD), "AccessDeniedException": (403, BAD),
    "NotAuthorized": (400, BAD), "OptInRequired": (403, BAD), "ExpiredTokenException": (403, BAD), "InvalidClientTokenId": (403, BAD),
    "MissingAuthenticationToken": (403, BAD), "UnrecognizedClientException": (403, BAD), "IncompleteSignature": (400, BAD),
    "InvalidSignatureException": (403, BAD), "RequestExpired": (400, BAD), "InternalFailure": (500, BAD),
}  # fmt: skip
WORDED = {
    "daily quota": (429, "TooManyRequestsException", "Daily message quota exceeded."),
    "daily quota by 400": (400, "LimitExceededException", "Daily message quota exceeded."),
    "not verified": (400, "MessageRejected", "Email address is not verified. The following identities failed the check in region US-EAST-1: maria@home.example"),
}  # fmt: skip
PLAIN = {
    "302": (302, {"Location": "/landed"}), "307": (307, {"Location": "/landed"}), "429": (429, {"Retry-After": "7"}),
    **{code: (int(code), {}) for code in "201 202 400 401 403 404 405 408 409 413 415 418 500 502 503 504".split()},  # noqa: SIM905
}  # fmt: skip
PAGES = {
    "200 page": b"<html>Sign in to the network</html>",
    "200 empty": b"",
    "200 without": b"{}",
    "200 odd": b'{"MessageId": 7}',
}
BREAKS = {
    "hang",
    "reset before",
    "close before",
    "reset after",
    "close after",
    "500 after",
    "truncated after",
    "hang after",
    "garbage",
}
FAULTS = {*ERRORS, *WORDED, *PLAIN, *PAGES, *BREAKS}
"""`before` and plain answers deliver nothing; `after` means delivered, with no or a wrong answer."""


class SesEmulator:
    def __init__(self, *, token: str = "") -> None:
        self.key_id, self.secret, self.token, self.region = (
            "AKIAEMULATED0000",
            "emulated/Secret+Key",
            token,
            "us-east-1",
        )
        self.sns = SnsEmulator()
        self.paths: list[str] = []
        self.connections = 0
        self.requests: list[dict[str, Any]] = []
        self.delivered: list[dict[str, Any]] = []
        self.errors: list[str] = []
        self.named_in = "header"  # or "body": where an error's name stands
        self.finished = threading.Event()
        self.sockets: list[socket.socket] = []
        self._faults: deque[str] = deque()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Door", (_Door,), {"emulator": self}))
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def transport(self, **settings: Any) -> SesTransport:
        """A way to here, with the right key."""
        usual = {"region": self.region, "session_token": self.token, "host": self.url}
        return SesTransport(self.key_id, self.secret, **{**usual, **settings})

    def next_time(self, fault: str) -> None:
        """Misbehave once."""
        assert fault in FAULTS, fault
        self._faults.append(fault)

    def take_fault(self) -> str:
        return self._faults.popleft() if self._faults else ""

    def notification(self, got: dict[str, Any], kind: str, *, at: datetime, **part: Any) -> bytes:
        """What SNS would post about an email of `delivered`: `kind` as SES writes it, `part` in the place of the usual details."""
        return self.sns.notification(json.dumps(event(got, kind, at, **part)), at)

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
    emulator: SesEmulator

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
        ses, raw = self.emulator, self.rfile.read(int(self.headers["Content-Length"]))
        ses.paths.append(f"POST {self.path}")
        headers = {name.lower(): value for name, value in self.headers.items()}
        wrong = signature_error(headers, raw, ses.key_id, ses.secret, ses.token, ses.region)
        if wrong or self.path != PATH or headers["content-type"] != "application/json":
            return self.error(403, wrong or "UnknownOperationException", "wrong")
        return self.decide(raw, ses.take_fault())

    def decide(self, raw: bytes, fault: str) -> None:
        if fault in ERRORS:
            return self.error(ERRORS[fault][0], fault, ERRORS[fault][1])
        if fault in WORDED:
            return self.error(*WORDED[fault])
        if fault in PLAIN:
            return self.answer(PLAIN[fault][0], b"<html>no</html>", PLAIN[fault][1])
        if fault in PAGES:
            return self.answer(200, PAGES[fault])
        if fault in ("hang", "reset before", "close before"):
            return self.break_off(fault)
        return self.deliver(raw, fault)

    def deliver(self, raw: bytes, fault: str) -> None:
        ses, request = self.emulator, json.loads(raw)
        ses.requests.append(request)
        if errors := list(errors_in(request)):
            ses.errors += errors
            return self.error(400, "BadRequestException", errors[0])
        message_id = f"0100emulated-{len(ses.requests):08d}-000000"
        ses.delivered.append(as_delivered(request, message_id, ses.region))
        if fault == "500 after":
            return self.answer(500)
        if fault:
            return self.break_off(fault)
        return self.answer(200, json.dumps({"MessageId": message_id}).encode())

    def error(self, status: int, name: str, message: str) -> None:
        if self.emulator.named_in == "header":
            return self.answer(
                status,
                json.dumps({"message": message}).encode(),
                {"x-amzn-ErrorType": f"{name}:http://internal.example/"},
            )
        return self.answer(status, json.dumps({"__type": f"com.amazonaws.sesv2#{name}", "message": message}).encode())

    def answer(self, status: int, data: bytes = b"", headers: dict[str, str] | None = None) -> None:
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
        elif how == "truncated after":
            self.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n{"MessageId": "m')
        elif how == "garbage":
            self.wfile.write(b"\x00\x01 this is not HTTP\r\n\r\n")

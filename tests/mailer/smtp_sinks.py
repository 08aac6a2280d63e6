"""Mail servers on this machine: a real one (aiosmtpd), and one of raw sockets that misbehaves on demand.

with HonestServer() as server: ...            # server.got: what arrived, as it was meant
with FaultyServer() as server:
    server.next_time("RCPT", "550 5.1.1 no")  # once; see FaultyServer
"""

import asyncio
import contextlib
import ipaddress
import socket
import socketserver
import ssl
import struct
import threading
from collections import defaultdict, deque
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


class Got(NamedTuple):
    sender: str
    recipients: list[str]
    raw: bytes


class HonestServer(Controller):
    """aiosmtpd with a count of its connections. `login` is the one user and password it lets in."""

    def __init__(
        self,
        *,
        tls: ssl.SSLContext | None = None,
        at_once: bool = False,
        login: tuple[str, str] | None = None,
        **more: Any,
    ):
        self.got: list[Got] = []
        self.connections = -1  # the controller opens one to see whether it runs
        self.login = login
        self.logins = 0
        self._made: list[SMTP] = []
        super().__init__(
            self, hostname="127.0.0.1", port=0, server_hostname="relay.example", authenticator=self.authenticate,
            tls_context=None if at_once else tls, ssl_context=tls if at_once else None,
            require_starttls=bool(tls) and not at_once, auth_required=bool(login) and not at_once, auth_require_tls=not at_once, **more,
        )  # fmt: skip

    def factory(self) -> SMTP:
        self.connections += 1
        self._made.append(super().factory())
        return self._made[-1]

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()

    def authenticate(
        self, server: SMTP, session: Any, envelope: Any, mechanism: str, given: LoginPassword
    ) -> AuthResult:
        known = (given.login.decode(), given.password.decode()) == self.login
        self.logins += known
        return AuthResult(success=known, handled=False)

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        self.got.append(Got(envelope.mail_from, envelope.rcpt_tos, envelope.original_content))
        return "250 2.0.0 Ok: queued as maria@home.example"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._hang_up(), self.loop).result(5)
        self.stop()

    async def _hang_up(self) -> None:
        """The controller would leave connections open that a client keeps."""
        for made in self._made:
            for transport in (made.transport, made._original_transport):
                if transport:
                    transport.abort()
        if others := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(others, timeout=2)


class FaultyServer(socketserver.ThreadingTCPServer):
    """Plain SMTP without TLS. `next_time(stage, fault)` acts once, at the first message or the one after those before it.

    Stages: the verbs, "greeting", "content" (before it is read) and "." (after it). Faults: a whole reply, or "" for the usual one;
    "close", "reset", "hang", "dribble", "garbage", "endless", "half" (the start of a yes, then close); and "and close" after a reply.
    """

    daemon_threads = False
    request_queue_size = 32

    def __init__(self, *offers: str) -> None:
        self.offers = offers
        self.got: list[Got] = []
        self.commands: list[str] = []
        self.connections = 0
        self.always: dict[str, str] = {}
        self.finished = threading.Event()
        self._faults: dict[str, deque[str]] = defaultdict(deque)
        self._open: list[socket.socket] = []
        super().__init__(("127.0.0.1", 0), _Conversation)
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.002})

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?tls=off"

    def next_time(self, stage: str, *faults: str) -> None:
        self._faults[stage].extend(faults)

    def take_fault(self, stage: str) -> str:
        waiting = self._faults[stage]
        return waiting.popleft() if waiting else self.always.get(stage, "")

    def note_connection(self, sock: socket.socket) -> None:
        self.connections += 1
        self._open.append(sock)

    def hang_up(self) -> None:
        """Close every connection, as servers do with those that idle."""
        for sock in self._open:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        self._open.clear()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.finished.set()
        self.shutdown()
        self._thread.join()
        self.hang_up()
        self.server_close()


class _Over(Exception):
    pass


class _Conversation(socketserver.StreamRequestHandler):
    timeout = 10
    server: FaultyServer

    def handle(self) -> None:
        self.server.note_connection(self.connection)
        self.sender, self.recipients = "", []
        with contextlib.suppress(OSError, _Over):
            self.answer("greeting", "220 raw.example ready")
            while line := self.rfile.readline():
                self.obey(line.decode("latin-1").strip())

    def finish(self) -> None:
        with contextlib.suppress(OSError):
            super().finish()

    def obey(self, line: str) -> None:
        self.server.commands.append(line)
        verb, _, rest = line.partition(" ")
        verb = verb.upper()
        if verb == "QUIT":
            raise _Over
        usual = {"EHLO": self.hello(), "DATA": "354 go on"}.get(verb, "250 2.0.0 ok")
        said = self.answer(verb, "503 5.5.1 nested MAIL" if verb == "MAIL" and self.sender else usual)
        if verb == "RSET":
            self.sender = ""
        elif verb == "MAIL" and said.startswith("2"):
            self.sender, self.recipients = rest[6:-1], []
        elif verb == "RCPT" and said.startswith("2"):
            self.recipients.append(rest[4:-1])
        elif verb == "DATA" and said.startswith("354"):
            self.take_content()

    def hello(self) -> str:
        lines = ["raw.example", *self.server.offers]
        return "\r\n".join(f"250{'-' if number < len(lines) else ' '}{line}" for number, line in enumerate(lines, 1))

    def take_content(self) -> None:
        fault = self.server.take_fault("content")
        if fault:
            self.misbehave(fault)
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise _Over
            lines.append(line.removeprefix(b"."))
        self.answer(".", "250 2.0.0 queued for maria@home.example", Got(self.sender, self.recipients, b"".join(lines)))
        self.sender = ""

    def answer(self, stage: str, usual: str, got: Got | None = None) -> str:
        """Keep what was got before the answer can go astray, unless the answer is a no."""
        fault = self.server.take_fault(stage)
        said = fault if fault[:1].isdigit() else "" if fault else usual
        if got and not said.startswith(("4", "5")):
            self.server.got.append(got)
        if not said:
            self.misbehave(fault)
        reply = said.removesuffix(" and close")
        self.wfile.write(reply.encode() + b"\r\n")
        if reply != said:
            raise _Over
        return said

    def misbehave(self, fault: str) -> None:
        if fault == "hang":
            self.server.finished.wait(10)
        elif fault == "dribble":
            while not self.server.finished.wait(0.02):
                self.wfile.write(b"2")
        elif fault == "endless":
            while not self.server.finished.is_set():
                self.wfile.write(b"250-more\r\n")
        elif fault == "garbage":
            self.wfile.write(b"\x00\xff HTTP/1.1 200 OK\r\n\r\n")
        elif fault == "half":
            self.wfile.write(b"250-2.0.0 queu")
        elif fault == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        else:
            assert fault == "close", fault
        raise _Over


def certificate(folder: Path, *names: str, days: int = 2) -> tuple[ssl.SSLContext, Path]:
    """A server's context with a certificate made out to these hosts, and the file a client trusts it by."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a relay")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - timedelta(days=3), now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([_general_name(host) for host in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public, both = folder / "ca.pem", folder / "server.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    both.write_bytes(secret + public.read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return context, public


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)

"""The bytes to and from a mail server: smtplib's own client, told to keep time and to take only replies for replies."""

import re
import smtplib
import socket
import time
from typing import Any

from mailer.transports.smtp_replies import Reply

REPLY_LINE = re.compile(rb"([2-5][0-9][0-9])(?:([ -])[^\r\n]*)?\r?\n")
LONGEST_LINE, MOST_LINES = 4_096, 128  # bytes; RFC 5321 §4.5.3.1.5 asks for 512
PIECE = 16_384  # bytes written at once: a TLS record


class Lost(Exception):
    """The connection broke, fell silent or doesn't speak SMTP. Its text is the kind of failure."""


class Wire(smtplib.SMTP):
    """Each step has until `until` (monotonic seconds) for all its bytes, however they dribble; then it raises Lost."""

    sock: socket.socket

    def __init__(self) -> None:
        super().__init__(local_hostname="")  # smtplib would look our name up in DNS, without an end
        self.until = 0.0
        self.heard = bytearray()
        """Read and not yet used: not empty only in the middle of a reply, or if the server speaks unasked."""

    def reach(self, host: str, port: int, seconds: float, deadline: float) -> None:
        """Connect to the first address that answers, each within `seconds`. The name's look-up has the system's limit."""
        failure: Exception = TimeoutError()
        try:
            for family, kind, protocol, _, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
                self.until = min(time.monotonic() + seconds, deadline)
                try:
                    return self._reach(socket.socket(family, kind, protocol), place)
                except OSError as error:
                    failure = error
        except (OSError, UnicodeError) as error:
            failure = error
        raise Lost(type(failure).__name__)

    def _reach(self, sock: socket.socket, place: Any) -> None:
        self.sock = sock
        try:
            sock.settimeout(self.left())
            sock.connect(place)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError:
            sock.close()
            raise

    def send(self, s: Any) -> None:
        """What smtplib writes commands with."""
        self.nothing_unasked()
        self.write(memoryview(s.encode("ascii")))

    def write(self, data: memoryview) -> None:
        while data:
            try:
                self.sock.settimeout(self.left())
                data = data[self.sock.send(data[:PIECE]) :]
            except OSError as error:
                raise Lost(type(error).__name__) from None

    def getreply(self) -> tuple[int, bytes]:
        """What smtplib reads replies with: all lines of one (RFC 5321 §4.2.1)."""
        lines: list[re.Match[bytes]] = []
        while len(lines) < MOST_LINES:
            line = REPLY_LINE.fullmatch(self._line())
            if not line or (lines and line[1] != lines[0][1]):
                break
            lines.append(line)
            if line[2] != b"-":
                return int(line[1]), b"\n".join(one[0][4:].strip() for one in lines)
        raise Lost("it doesn't speak SMTP")

    def reply(self) -> Reply:
        return Reply.of(*self.getreply())

    def nothing_unasked(self) -> None:
        """A reply that came too early would be taken for the answer to what is said next."""
        if self.heard:
            raise Lost("it spoke out of turn")

    def left(self) -> float:
        """Seconds for the current step. Raises TimeoutError when there are none."""
        if (left := self.until - time.monotonic()) <= 0:
            raise TimeoutError
        return left

    def _line(self) -> bytes:
        while (end := self.heard.find(b"\n")) < 0:
            try:
                self.sock.settimeout(self.left())
                more = self.sock.recv(LONGEST_LINE)
            except OSError as error:
                raise Lost(type(error).__name__) from None
            if not more:
                raise Lost("it hung up")
            self.heard += more
            if len(self.heard) > 2 * LONGEST_LINE:
                raise Lost("it doesn't speak SMTP")
        line = bytes(self.heard[: end + 1])
        del self.heard[: end + 1]
        return line

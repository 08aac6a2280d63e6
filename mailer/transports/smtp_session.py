"""One connection to a mail server: opened, encrypted, logged in, and then one message after the other."""

import ssl
import time
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass

from mailer.transports.base import Verdict
from mailer.transports.smtp_replies import Halted, Reply, Stage, halt_at, unreachable
from mailer.transports.smtp_url import Relay, Tls
from mailer.transports.smtp_wire import PIECE, Lost, Wire

CERTIFICATE = {10: "has run out", 62: "is made out to another host", 64: "is made out to another host"}  # X509_V_ERR_…


class Unanswered(Exception):
    """Lost once the end of a message was given to the socket: the server may have it. Its text is the kind of failure."""


@dataclass(frozen=True)
class Patience:
    """In seconds, and far below LONGEST_HAND_OVER in sum.

    `connect` for each address of the host, `reply` for each command, `batch` until the last message's content begins,
    `answer` for writing that content and for the reply to it.
    """

    connect: float = 10.0
    reply: float = 60.0
    batch: float = 120.0
    answer: float = 90.0


class Session(Wire):
    """`messages` counts those the server answered for on it; commands end by `deadline` (monotonic seconds)."""

    def __init__(self, relay: Relay, patience: Patience, deadline: float) -> None:
        super().__init__()
        self._relay, self._patience, self.deadline = relay, patience, deadline
        self._unfinished = False
        self.messages = 0
        self.idle_since = 0.0

    def open(self, trust: ssl.SSLContext) -> None:
        """Raises Halted, with the connection closed: nothing about any message was said."""
        try:
            self._open(trust)
        except Lost as failure:
            self.close()
            raise unreachable(failure) from None
        except Halted:
            self.close()
            raise

    def begin(self, sender: str) -> Reply:
        """The reply to MAIL FROM. Raises Lost: nothing of this message left."""
        if self._unfinished and not self._ask("RSET").is_yes:
            raise Lost("no answer to RSET")
        self._unfinished = True
        return self._ask("MAIL", f"FROM:<{sender}>")

    def hand_over(self, address: str, data: bytes) -> Reply:
        """The reply that settles this message, whichever stage it came at.

        Raises Lost while the server can't have the whole message, and Unanswered from then on.
        """
        reply = self._ask("RCPT", f"TO:<{address}>")
        if reply.is_yes:
            reply = self._ask("DATA")
            if reply.code == 354:
                return self._content(data)
        if reply.code // 100 in (2, 3):
            raise Lost(f"answer {reply} out of place")
        return reply

    def is_still_there(self) -> bool:
        """Asked of a kept connection before a message begins, so that a dead one harms none."""
        try:
            self._allow(self._patience.connect)
            return self.docmd("RSET")[0] == 250
        except Lost:
            return False

    def leave(self) -> None:
        """Close, with a word of farewell if it costs no time."""
        with suppress(Lost):
            self.until = time.monotonic() + 1
            self.putcmd("QUIT")
        self.close()

    def _allow(self, seconds: float) -> None:
        self.until = min(time.monotonic() + seconds, self.deadline)

    def _ask(self, verb: str, rest: str = "") -> Reply:
        self._allow(self._patience.reply)
        return Reply.of(*self.docmd(verb, rest))

    def _open(self, trust: ssl.SSLContext) -> None:
        self.reach(self._relay.host, self._relay.port, self._patience.connect, self.deadline)
        if self._relay.tls is Tls.AT_ONCE:
            self._encrypt(trust)
        self._allow(self._patience.reply)
        _expect(Stage.GREETING, self.reply(), 220)
        self._hello()
        if self._relay.tls is Tls.STARTTLS:
            self._start_tls(trust)
            self._hello()
        if self._relay.user:
            _expect(Stage.LOGIN, self._login(), 235)

    def _hello(self) -> None:
        here = self.sock.getsockname()[0].partition("%")[0]
        self._allow(self._patience.reply)
        answer = self.ehlo(f"[IPv6:{here}]" if ":" in here else f"[{here}]")  # RFC 5321 §4.1.3
        _expect(Stage.HELLO, Reply.of(*answer), 250)

    def _start_tls(self, trust: ssl.SSLContext) -> None:
        if not self.has_extn("starttls"):
            reason = (
                "The mail server offers no STARTTLS, so nothing was sent. Use smtps:// in SMTP_URL, or ask who runs it."
            )
            raise Halted(Verdict.STOPPED, reason)
        _expect(Stage.TLS, self._ask("STARTTLS"), 220)
        self.nothing_unasked()  # whoever stands between may have spoken before TLS did (RFC 3207 §5)
        self._encrypt(trust)

    def _encrypt(self, trust: ssl.SSLContext) -> None:
        self._allow(self._patience.reply)
        try:
            self.sock.settimeout(self.left())
            self.sock = trust.wrap_socket(self.sock, server_hostname=self._relay.host)
        except ssl.SSLCertVerificationError as error:
            fault = CERTIFICATE.get(error.verify_code, "isn't one this machine trusts")
            reason = f"The mail server's certificate {fault}, so nothing was sent."
            hint = "Check the host in SMTP_URL, or name the certificate there with ?ca=/path."
            raise Halted(Verdict.STOPPED, f"{reason} {hint}") from None
        except (OSError, ValueError) as error:
            reason = f"TLS with the mail server failed ({type(error).__name__}). Nothing left."
            hint = "Check the port in SMTP_URL: most use smtp:// with 587 and smtps:// with 465."
            raise Halted(Verdict.REFUSED, f"{reason} {hint}") from None

    def _login(self) -> Reply:
        """PLAIN or LOGIN (RFC 4954) in UTF-8; under TLS the others hide nothing more."""
        user, password = self._relay.user, self._relay.password
        offered = self.esmtp_features.get("auth", "").upper().split()
        if "PLAIN" in offered:
            return self._ask("AUTH", "PLAIN " + _base64(f"\0{user}\0{password}"))
        if "LOGIN" not in offered:
            reason = (
                "The mail server offers no login we know (PLAIN, LOGIN). If it needs none, take it out of SMTP_URL."
            )
            raise Halted(Verdict.STOPPED, reason)
        reply = self._ask("AUTH", "LOGIN")
        for answer in (user, password):
            reply = self._ask(_base64(answer)) if reply.code == 334 else reply
        return reply

    def _content(self, data: bytes) -> Reply:
        self.nothing_unasked()
        self.until = time.monotonic() + self._patience.answer
        last = (len(data) - 1) // PIECE * PIECE  # the end of the message is in what follows
        whole = memoryview(data)
        self.write(whole[:last])
        try:
            self.write(whole[last:])
            reply = self.reply()
        except Lost as failure:
            raise Unanswered(str(failure)) from None
        if reply.code // 100 == 3:
            raise Unanswered(f"answer {reply} out of place")
        self._unfinished = not reply.is_yes
        return reply


def _expect(stage: Stage, reply: Reply, code: int) -> None:
    if reply.code != code:
        raise halt_at(stage, reply)


def _base64(words: str) -> str:
    return b64encode(words.encode()).decode()

"""A mail server of the clinic's own choice, by the standard library's client over kept connections."""

import ssl
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mailer.compiled import CompiledEmail
from mailer.header_lines import mailbox_address
from mailer.mime import message_id_for, mime
from mailer.transports.base import Outcome, Recipient, Verdict
from mailer.transports.making import made_for_all
from mailer.transports.smtp_replies import LEAVING, Answers, Halted, Stage, halt_at, unreachable
from mailer.transports.smtp_session import Patience, Session, Unanswered
from mailer.transports.smtp_url import Relay, Tls, relay_from
from mailer.transports.smtp_wire import Lost

MOST_KEPT = 8
# Servers close connections that idle: one that did so for longer is asked before it is used.
IDLE_SECONDS = 10.0
MOST_LOSSES = 2
ORDINARY = Patience()


class SmtpTransport:
    """One envelope a message, each with an answer of its own. No retry of a message, and nothing in any log."""

    name = "smtp"
    reaches_people = True

    def __init__(
        self,
        url: str,
        *,
        carries_health_information: bool = False,
        batch_size: int = 50,
        patience: Patience = ORDINARY,
    ) -> None:
        """`url` as in smtp_url. Raises ValueError for one that can't work, never with a password in it."""
        if batch_size < 1:
            raise ValueError("SMTP takes at least one recipient a batch")
        self.batch_size = batch_size
        self.carries_health_information = carries_health_information
        self._patience = patience
        self._kept = _Kept(relay_from(url), patience)

    def hand_over(
        self, email: CompiledEmail, recipients: Sequence[Recipient], *, attempt: str, now: datetime
    ) -> Outcome:
        if not 1 <= len(recipients) <= self.batch_size:
            raise ValueError(f"hand_over takes 1 to {self.batch_size} recipients")
        letters = made_for_all(recipients, lambda recipient: _letter(email, recipient, attempt, now))
        if isinstance(letters, Outcome):
            return letters
        sender = mailbox_address(email.sender_address, where="sender")
        delivery = _Delivery(self._kept, sender, self._patience)
        return delivery.answers.outcome(delivery.ended(letters), now)

    def close(self) -> None:
        """Drop the kept connections; the next attempt opens new ones."""
        self._kept.close()


@dataclass(frozen=True)
class _Letter:
    """One message as it goes over the wire, made before any leaves."""

    message: str
    address: str = field(repr=False)
    data: bytes = field(repr=False)


def _letter(email: CompiledEmail, recipient: Recipient, attempt: str, now: datetime) -> _Letter:
    """Raises EmailError for a value or address that can't be used."""
    message_id = message_id_for(email, recipient.message)
    ours = [("X-Attempt", attempt)]
    raw = mime(email, recipient.values, to=recipient.address, message_id=message_id, date=now, extra_headers=ours)
    return _Letter(recipient.message, mailbox_address(recipient.address, where="recipient"), as_data(raw))


def as_data(raw: bytes) -> bytes:
    """A message of CRLF lines as it follows DATA, the ending dot included (RFC 5321 §4.5.2)."""
    stuffed = raw.replace(b"\r\n.", b"\r\n..")
    start = b"." if stuffed.startswith(b".") else b""
    return b"".join([start, stuffed, b"" if stuffed.endswith(b"\r\n") else b"\r\n", b".\r\n"])


class _Kept:
    """Connections kept from batch to batch, for any number of threads."""

    def __init__(self, relay: Relay, patience: Patience) -> None:
        self._relay, self._patience = relay, patience
        self._trust = trust_for(relay)
        self._lock = threading.Lock()
        self._idle: list[Session] = []

    def take(self, deadline: float) -> Session:
        """A connection that was sound a moment ago. Raises Halted if there is none to be had."""
        while (session := self._pop()) is not None:
            session.deadline = deadline
            if time.monotonic() - session.idle_since < IDLE_SECONDS or session.is_still_there():
                return session
            session.close()
            self.close()  # the others have idled even longer
        session = Session(self._relay, self._patience, deadline)
        session.open(self._trust)
        return session

    def give_back(self, session: Session) -> None:
        session.idle_since = time.monotonic()
        with self._lock:
            if len(self._idle) < MOST_KEPT:
                self._idle.append(session)
                return
        session.leave()

    def close(self) -> None:
        while (session := self._pop()) is not None:
            session.leave()

    def _pop(self) -> Session | None:
        with self._lock:
            return self._idle.pop() if self._idle else None


def trust_for(relay: Relay) -> ssl.SSLContext:
    """Made once: reading the system's certificates takes 17 ms."""
    if relay.tls is Tls.OFF:
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # never used, and trusts nobody
    trust = ssl.create_default_context()
    try:
        if relay.ca:
            trust.load_verify_locations(relay.ca)
    except OSError:
        raise ValueError("The file that ca names in SMTP_URL can't be read as certificates (PEM)") from None
    return trust


class _Delivery:
    """One attempt on its way through a batch, over one connection at a time."""

    def __init__(self, kept: _Kept, sender: str, patience: Patience) -> None:
        self.answers = Answers()
        self._kept, self._sender = kept, sender
        self._deadline = time.monotonic() + patience.batch
        # A message begun later might be cut off by our own clock.
        self._last_start = self._deadline - min(patience.reply, patience.batch / 2)
        self._session: Session | None = None
        self._losses = 0

    def ended(self, letters: Sequence[_Letter]) -> Halted | None:
        """Hand over one after the other; None when each was tried, else why the rest wasn't."""
        try:
            ended = self._each(letters)
            self._put_away()
        except Halted as halted:
            ended = halted
        finally:
            self._drop()
        return ended

    def _each(self, letters: Sequence[_Letter]) -> Halted | None:
        lost: Halted | None = None
        for letter in letters:
            if time.monotonic() > self._last_start:
                return self._out_of_time()
            lost = self._hand_over(letter) or lost
        return lost

    def _hand_over(self, letter: _Letter) -> Halted | None:
        """Raises Halted when the rest must not be tried; gives one when only this message stays behind."""
        session = self._begun()
        try:
            reply = session.hand_over(letter.address, letter.data)
        except Unanswered as failure:
            self.answers.uncertain.add(letter.message)
            reason = f"The mail server's answer to a message didn't come ({failure}); that one may have left or not."
            raise Halted(Verdict.REFUSED, reason) from None
        except Lost as failure:
            self._drop()
            self._losses += 1
            if self._losses == MOST_LOSSES:
                raise unreachable(failure) from None
            return unreachable(failure)
        self._losses = 0
        session.messages += 1
        self.answers.note(letter.message, reply)
        return None

    def _begun(self) -> Session:
        """A connection on which the server said yes to MAIL FROM. Raises Halted.

        One that carried messages may be at its end (servers limit their number, and idle time): a new one decides.
        """
        while True:
            self._session = session = self._session or self._kept.take(self._deadline)
            try:
                reply = session.begin(self._sender)
            except Lost as failure:
                if not session.messages:
                    raise unreachable(failure) from None
                self._drop()
                continue
            if reply.is_yes:
                return session
            if reply.code != LEAVING or not session.messages:
                raise halt_at(Stage.SENDER, reply)
            self._drop()

    def _out_of_time(self) -> Halted:
        """What was begun ends well, and those not begun may be tried at once: unless nothing moved at all."""
        verdict = Verdict.REJECTED if self.answers.settled else Verdict.REFUSED
        return Halted(verdict, f"The mail server is slow: {self.answers.settled} done in the time of one attempt.")

    def _drop(self) -> None:
        if self._session:
            self._session.close()
        self._session = None

    def _put_away(self) -> None:
        if self._session:
            self._kept.give_back(self._session)
        self._session = None

"""What a mail server's replies mean (RFC 5321 §4.2, RFC 3463).

| where                                  | 4xx                                  | 5xx                                      |
|----------------------------------------|--------------------------------------|------------------------------------------|
| greeting, EHLO, AUTH, MAIL FROM        | all wait 5 minutes: LIMITED          | our side is at fault: STOPPED            |
| STARTTLS                               | REFUSED                              | STOPPED: nothing goes out unencrypted    |
| RCPT TO, DATA, after the last dot      | that message `later`, the others go  | whose fault it is decides, see below     |
|                                        | on; 3 and nobody taken: LIMITED      |                                          |
| 421 there (the server leaves)          | LIMITED                              |                                          |

A 5xx about one message may mean its address, our sender, or the email, and servers put one in the other's place
(Postfix says at RCPT what it holds against MAIL FROM). A person is given up only when it can't be us:
- 5.1.1 and its like, and 5.2.x, speak of the mailbox: `rejected`.
- Anything else is `rejected` once the server takes a later message of the same attempt.
- If it takes none: about the email's size or content, FAULTY. 3 in a row mean us, STOPPED. One or two 550, 551, 553 and 556
  without a code that speaks of policy, system or sender are `rejected`; any other one or two are `later`, so that a
  single message never stops the way for all.
- If it took one before but none after: `later`.

After the last dot only a whole reply counts (`smtp_session.Unanswered` is the rest): 2xx is a yes.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from mailer.events.base import status_code
from mailer.transports.base import Outcome, Verdict

WAIT = timedelta(minutes=5)
TELLING = 3
"""So many alike answers, and nobody taken, tell of the server or of us, not of people."""
LEAVING = 421
ITS_MAILBOX = re.compile(r"5\.(?:1\.(?:[1-46]|10)|2\.\d+)")
OUR_SIDE = re.compile(r"5\.(?:[37]\.\d+|1\.[78]|4\.5)")
THE_EMAIL = re.compile(r"5\.(?:3\.4|6\.\d+)")
OFTEN_ITS_MAILBOX = (550, 551, 553, 556)
TOO_LARGE = 552


@dataclass(frozen=True)
class Reply:
    """A reply without its words: they may hold addresses. `enhanced` is "" if the server gave none that fits."""

    code: int
    enhanced: str = ""

    @classmethod
    def of(cls, code: int, words: bytes) -> "Reply":
        enhanced = status_code(words.decode("latin-1"))
        return cls(code, enhanced if enhanced.startswith(str(code)[0]) else "")

    def __str__(self) -> str:
        return f"{self.code} {self.enhanced}".strip()

    @property
    def is_yes(self) -> bool:
        return self.code // 100 == 2

    @property
    def is_for_now(self) -> bool:
        return self.code // 100 == 4

    @property
    def speaks_of_the_email(self) -> bool:
        return bool(THE_EMAIL.fullmatch(self.enhanced)) or (self.code == TOO_LARGE and not self.enhanced)

    @property
    def may_speak_of_the_mailbox(self) -> bool:
        return self.code in OFTEN_ITS_MAILBOX and not (OUR_SIDE.fullmatch(self.enhanced) or self.speaks_of_the_email)


class Stage(StrEnum):
    """Before any message; each with what to do when the server says no for good."""

    GREETING = "takes no email from this machine. Ask who runs it to let this machine in."
    HELLO = "doesn't take our EHLO. Check the host and port in SMTP_URL."
    TLS = (
        "didn't start TLS, so nothing was sent. Ask who runs it, or use smtps:// if it speaks TLS from the first byte."
    )
    LOGIN = "didn't let us in. Check the user name and password in SMTP_URL."
    SENDER = "doesn't let us write from the clinic's From address. Check that address, and what SMTP_URL's user may do."


class Halted(Exception):
    """The attempt ends here, and of the message at hand nothing left. `status` is the SMTP code, if one came."""

    def __init__(self, verdict: Verdict, reason: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.verdict, self.reason, self.status = verdict, reason, status


def halt_at(stage: Stage, reply: Reply) -> Halted:
    """Why nothing can be sent now, from a reply that isn't the one needed."""
    if reply.code // 100 == 5:
        return Halted(Verdict.STOPPED, f"The mail server answered {reply}: it {stage}", reply.code)
    if not reply.is_for_now or stage is Stage.TLS:
        reason = f"The mail server answered {reply} where that can't be used. Nothing left."
        return Halted(Verdict.REFUSED, reason, reply.code)
    return asked_to_wait(reply)


def asked_to_wait(reply: Reply) -> Halted:
    return Halted(Verdict.LIMITED, f"The mail server asks us to come back later ({reply}).", reply.code)


def unreachable(failure: Exception) -> Halted:
    return Halted(Verdict.REFUSED, f"The mail server can't be reached or fell silent ({failure}). Nothing left.")


@dataclass
class Answers:
    """What became of each message so far. `doubtful` ones were refused, and whose fault that is isn't known yet."""

    accepted: set[str] = field(default_factory=set)
    rejected: dict[str, Reply] = field(default_factory=dict)
    later: dict[str, Reply] = field(default_factory=dict)
    doubtful: dict[str, Reply] = field(default_factory=dict)
    uncertain: set[str] = field(default_factory=set)

    def note(self, message: str, reply: Reply) -> None:
        """Raises Halted when this answer tells that no other message would fare better."""
        if reply.is_yes:
            self.accepted.add(message)
            self.rejected |= self.doubtful
            self.doubtful = {}
        elif reply.code == LEAVING:
            raise asked_to_wait(reply)
        elif reply.is_for_now:
            self.later[message] = reply
        elif ITS_MAILBOX.fullmatch(reply.enhanced):
            self.rejected[message] = reply
        else:
            self.doubtful[message] = reply
            if len(self.doubtful) == TELLING:
                raise self._not_their_fault()

    def outcome(self, ended: Halted | None, now: datetime) -> Outcome:
        """`ended` is what kept the rest from being tried, if something did."""
        ended = ended or self._concluded()
        verdict = ended.verdict if ended else self._verdict()
        said = [ended.reason] if ended else []
        said += [f"Refused for good: {_codes(self.rejected)}."] if self.rejected else []
        said += [f"Put off: {_codes(self.later)}."] if self.later else []
        return Outcome(
            verdict,
            status=ended.status if ended else self._status(),
            reason=" ".join(said),
            retry_at=now + WAIT if verdict is Verdict.LIMITED else None,
            accepted=frozenset(self.accepted),
            rejected=frozenset(self.rejected),
            later=frozenset(self.later),
            uncertain=frozenset(self.uncertain),
        )

    @property
    def settled(self) -> int:
        return len(self.accepted) + len(self.rejected) + len(self.later)

    def _concluded(self) -> Halted | None:
        """Everyone was tried: decide on the doubtful, and whether those put off tell of the server."""
        if self.doubtful and all(reply.speaks_of_the_email for reply in self.doubtful.values()) and not self.accepted:
            return self._not_their_fault()
        theirs = not self.accepted and all(reply.may_speak_of_the_mailbox for reply in self.doubtful.values())
        fate = self.rejected if theirs else self.later
        fate |= self.doubtful
        self.doubtful = {}
        if len(self.later) >= TELLING and not self.accepted:
            reply = next(iter(self.later.values()))
            self.later = {}
            return asked_to_wait(reply)
        return None

    def _not_their_fault(self) -> Halted:
        replies, codes = self.doubtful.values(), _codes(self.doubtful)
        status = next(iter(replies)).code
        if all(reply.speaks_of_the_email for reply in replies):
            return Halted(
                Verdict.FAULTY, f"The mail server refuses this email itself, for its size or content ({codes}).", status
            )
        reason = f"The mail server takes no message ({codes}). Check the clinic's From address, and to whom SMTP_URL's user may write."
        return Halted(Verdict.STOPPED, reason, status)

    def _verdict(self) -> Verdict:
        return Verdict.REJECTED if self.rejected or self.later else Verdict.ACCEPTED

    def _status(self) -> int | None:
        replies = [*self.rejected.values(), *self.later.values()]
        return replies[0].code if replies else 250


def _codes(replies: dict[str, Reply]) -> str:
    return ", ".join(sorted({str(reply) for reply in replies.values()})[:4])

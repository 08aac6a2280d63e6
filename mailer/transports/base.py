"""The seam between an email and a provider: what is handed over, and what can become of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, runtime_checkable

from mailer.compiled import CompiledEmail

OPAQUE_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")


@dataclass(frozen=True)
class Recipient:
    """One email to one address. `message` is our opaque id (letters, digits, - and _; else ValueError);
    `values` holds the merge fields, not yet escaped. Nothing personal shows in its repr."""

    message: str
    address: str = field(repr=False)
    values: Mapping[str, str] = field(repr=False)

    def __post_init__(self) -> None:
        if not OPAQUE_ID.fullmatch(self.message):
            raise ValueError("A message id holds letters, digits, - and _ only")


class Verdict(StrEnum):
    """What became of one attempt. Only UNCERTAIN leaves a doubt; every other one is proven."""

    ACCEPTED = "accepted"
    """The provider took every message and answers for it."""
    REFUSED = "refused"
    """Nothing left; the same attempt may be made later."""
    TOO_MUCH = "too much"
    """Nothing left; the batch must be halved and tried again."""
    FAULTY = "faulty"
    """Nothing left; the provider refuses the email itself, whoever would get it: set it aside, tell a person."""
    REJECTED = "rejected"
    """Nothing left; the messages in `rejected` are refused for good, the others may be tried at once."""
    LIMITED = "limited"
    """Nothing left; the provider asks us to wait until `retry_at`."""
    STOPPED = "stopped"
    """Nothing left and nothing will: our key, sender or request is at fault; stop this transport, tell a person."""
    UNCERTAIN = "uncertain"
    """It may have left or not: never send it again without proof or a person's word."""


@dataclass(frozen=True)
class Outcome:
    """What became of one attempt. The recipients named in `accepted`, `rejected`, `later` and `uncertain` (by `Recipient.message`) have their
    own answer; `verdict` is that of all the others. A provider that answers a batch as a whole names nobody.

    `reason` is for staff and logs and holds no personal data. `status` is the HTTP or SMTP code, if one came.
    `rejected` are refused for good, by the provider or by our own check before sending; `later` for now, by their own mailbox. `retry_at` is set for LIMITED and is UTC.
    `unnamed`: the one in `rejected` was alone in the attempt, and the provider named nobody.
    """

    verdict: Verdict
    status: int | None = None
    provider_id: str = ""
    reason: str = ""
    retry_at: datetime | None = None
    accepted: frozenset[str] = frozenset()
    rejected: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()
    uncertain: frozenset[str] = frozenset()
    unnamed: bool = False


LONGEST_HAND_OVER = timedelta(minutes=4)
"""No `hand_over` takes longer, whatever a provider does: claims are leased for well over this time."""


class Transport(Protocol):
    """A way out. It never retries, never waits out a limit and never raises for what a provider does."""

    @property
    def name(self) -> str: ...

    @property
    def batch_size(self) -> int:
        """The most recipients one `hand_over` takes."""

    @property
    def reaches_people(self) -> bool:
        """False for a folder on this machine."""

    @property
    def carries_health_information(self) -> bool:
        """False: it gets only the neutral email with a link."""

    def hand_over(
        self, email: CompiledEmail, recipients: Sequence[Recipient], *, attempt: str, now: datetime
    ) -> Outcome:
        """Hand one email to at most `batch_size` recipients in one attempt, within LONGEST_HAND_OVER. `attempt` is an opaque id."""


@runtime_checkable
class CanCount(Transport, Protocol):
    """A transport whose provider can be asked, attempt by attempt, to count opens and clicks. None does it unasked."""

    def counting(self) -> Transport:
        """The same way out; the provider counts opens and clicks of what is handed over through it."""

"""Make every recipient's email before any of them leaves, so that one bad value stops one message."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from mailer.finding import EmailError
from mailer.transports.base import Outcome, Recipient, Verdict

Made = TypeVar("Made")


def made_for_all(recipients: Sequence[Recipient], make: Callable[[Recipient], Made]) -> list[Made] | Outcome:
    """What `make` gives for each, or REJECTED with the ids of those whose values or address can't be used."""
    made: list[Made] = []
    faults: dict[str, EmailError] = {}
    for recipient in recipients:
        try:
            made.append(make(recipient))
        except EmailError as error:
            faults[recipient.message] = error
    if not faults:
        return made
    reason = next(iter(faults.values())).findings[0]
    return Outcome(Verdict.REJECTED, reason=f"Not sent. {reason.message}", rejected=frozenset(faults))

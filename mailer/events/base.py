"""One vocabulary for what every provider tells us after it took an email."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Happened(StrEnum):
    """What became of one email, in our words. What isn't listed here is not kept."""

    TAKEN = "taken"
    """The provider has it and will try to deliver it."""
    DEFERRED = "deferred"
    """The patient's mail server asked the provider to come back later; it will."""
    DELIVERED = "delivered"
    """The patient's mail server took it."""
    HARD_BOUNCE = "hard bounce"
    """The mailbox doesn't exist or never will take mail from us: don't write again."""
    SOFT_BOUNCE = "soft bounce"
    """Refused for a passing reason, such as a full mailbox: counted."""
    DROPPED = "dropped"
    """The provider took it, then didn't send it, because it holds the address to be bad: don't write again."""
    NOT_SENT = "not sent"
    """The provider took it, then didn't send it for a reason that isn't the address, such as a quota."""
    COMPLAINT = "complaint"
    """The person pressed "this is spam"."""
    UNSUBSCRIBED = "unsubscribed"
    """The person asked the provider for no more email."""
    GROUP_UNSUBSCRIBED = "group unsubscribed"
    """The same, for one of the provider's groups."""
    OPENED = "opened"
    """Somebody's or some machine's program fetched the provider's hidden picture. Kept only while the clinic has it counted."""
    CLICKED = "clicked"
    """A person or a scanner followed a link by way of the provider. Kept only while the clinic has it counted."""


LOOKS = (Happened.OPENED, Happened.CLICKED)


STATUS_CODE = re.compile(r"(?<![0-9.])([245]\.[0-9]{1,3}\.[0-9]{1,3})(?![0-9.])")


@dataclass(frozen=True)
class ProviderEvent:
    """One event, already verified. Only these fields are kept; the provider's own prose never is, it may hold addresses.

    `id` is the provider's own, at most 100 characters: a repeat carries the same. `message` and `attempt` are the opaque ids we
    gave with the email, or "" when the provider sent none; then `address` is all there is. `at` is UTC.
    `code` is an enhanced status code (RFC 3463, such as 5.1.1) or "". Of a look (LOOKS) two things more: `link` tells the links of one email
    apart without naming them, and `machine` says that whatever fetched it called itself a machine.
    """

    id: str
    happened: Happened
    at: datetime
    message: str = ""
    attempt: str = ""
    address: str = field(default="", repr=False)
    code: str = ""
    link: str = ""
    machine: bool = False


class NotFromProvider(Exception):
    """A call that can't be shown to come from the provider, now. Every reason looks alike to the caller."""


class TooLarge(Exception):
    """A call whose body is larger than any the provider makes."""


def status_code(prose: object) -> str:
    """The enhanced status code (RFC 3463) in a provider's words, or "": the words themselves are not kept."""
    found = STATUS_CODE.search(prose) if isinstance(prose, str) else None
    return found[1] if found else ""

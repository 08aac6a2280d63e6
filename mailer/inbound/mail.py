"""One email that came in, as everybody behind the door sees it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, repr=False)
class InboundMail:
    """Decoded, and nothing of it cut yet. Addresses are as written, unchecked; any text may hold any character.

    `senders`: the addresses in From, none or several in a forged email. `recipients`: of the envelope, To and Cc.
    `name`: what tells it from every other email, its Message-ID or a hash. `left_out`: attachments.
    `cut_short`: there was more of it than we read.
    """

    name: str
    senders: tuple[str, ...]
    recipients: tuple[str, ...]
    subject: str
    text: str
    left_out: int = 0
    cut_short: bool = False
    answers: bool = False  # an earlier email, by In-Reply-To or References
    automatic: bool = False  # no person wrote it just now

    def __repr__(self) -> str:
        return "<InboundMail>"

"""SendGrid, by its official package over connections of our own."""

from collections.abc import Sequence
from copy import copy
from datetime import datetime

import urllib3
from sendgrid.sendgrid import SendGridAPIClient

from mailer.compiled import CompiledEmail
from mailer.finding import EmailError
from mailer.transports.base import Outcome, Recipient, Verdict
from mailer.transports.making import made_for_all
from mailer.transports.pooled_client import CONNECT_SECONDS, READ_SECONDS, NotConnected, PooledClient, pool_for
from mailer.transports.sendgrid_request import (
    MOST_RECIPIENTS,
    NO_TRACKING,
    OPENS_AND_CLICKS,
    TooMuch,
    letter,
    request_json,
)
from mailer.transports.verdicts import verdict_on

HOST = "https://api.sendgrid.com"


class SendGridTransport:
    """One request an attempt: no retry, no redirect, no proxy, and nothing in any log."""

    name = "sendgrid"
    reaches_people = True

    def __init__(
        self,
        api_key: str,
        *,
        host: str = HOST,
        batch_size: int = 100,
        carries_health_information: bool = False,
        connect_seconds: float = CONNECT_SECONDS,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        """Raises ValueError for settings that can't work: https is required except on this machine."""
        if not api_key.isascii() or not api_key.isprintable() or not api_key.strip():
            raise ValueError("SENDGRID_API_KEY is empty or not plain text")
        if not 1 <= batch_size <= MOST_RECIPIENTS:
            raise ValueError("SendGrid takes 1 to 1000 recipients a request")
        self.batch_size = batch_size
        self.carries_health_information = carries_health_information
        self._tracking = NO_TRACKING
        self._pool = pool_for(host, connect=connect_seconds, read=read_seconds)
        self._api = SendGridAPIClient(api_key, host=host.rstrip("/"))
        self._api.client = PooledClient(
            self._pool, host=self._api.host, version=3, request_headers=self._api.client.request_headers
        )

    def hand_over(
        self, email: CompiledEmail, recipients: Sequence[Recipient], *, attempt: str, now: datetime
    ) -> Outcome:
        if not 1 <= len(recipients) <= self.batch_size:
            raise ValueError(f"hand_over takes 1 to {self.batch_size} recipients")
        letters = made_for_all(recipients, lambda recipient: letter(email, recipient))
        if isinstance(letters, Outcome):
            return letters
        try:
            body = request_json(email, letters, attempt, self._tracking)
        except TooMuch as reason:
            return Outcome(Verdict.TOO_MUCH, reason=f"Not sent. {reason}.")
        except EmailError as error:
            rejected = frozenset(recipient.message for recipient in recipients)
            return Outcome(Verdict.REJECTED, reason=f"Not sent. {error.findings[0].message}", rejected=rejected)
        return self._post(body, recipients, now)

    def counting(self) -> "SendGridTransport":
        """See mailer.transports.base.CanCount. Over the same connections."""
        twin = copy(self)
        twin._tracking = OPENS_AND_CLICKS
        return twin

    def close(self) -> None:
        """Drop the kept connections; the next attempt opens new ones."""
        self._pool.close()

    def _post(self, body: bytes, recipients: Sequence[Recipient], now: datetime) -> Outcome:
        try:
            answer = self._api.client.mail.send.post(request_body=body)
        except NotConnected as failure:
            return Outcome(Verdict.REFUSED, reason=f"SendGrid can't be reached ({failure}). Nothing left.")
        except (urllib3.exceptions.HTTPError, OSError) as failure:
            reason = f"SendGrid's answer didn't come ({type(failure).__name__}); it may have left or not."
            return Outcome(Verdict.UNCERTAIN, reason=reason)
        return verdict_on(answer, recipients, now)

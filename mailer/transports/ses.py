"""Amazon SES by its API v2, over connections of our own.

From AWS's pages: SES API v2 Reference (SendEmail, RawMessage, MessageTag, TrackingConfigurationOverrides), SES Developer Guide
(header fields, service quotas), IAM User Guide (AWS Signature Version 4 for API requests, IAM identifiers).
"""

import base64
import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import urllib3

from mailer.compiled import CompiledEmail
from mailer.header_lines import mailbox_address
from mailer.mime import message_id_for, mime
from mailer.transports.base import OPAQUE_ID, Outcome, Recipient, Verdict
from mailer.transports.making import made_for_all
from mailer.transports.pooled_client import CONNECT_SECONDS, READ_SECONDS, NotConnected, exchange, pool_for
from mailer.transports.ses_signing import Signer
from mailer.transports.ses_verdicts import verdict_on

PATH = "/v2/email/outbound-emails"
MOST_REQUEST_BYTES = 20_000_000  # SES takes 40 MB and slows down above 10
CONFIGURATION_SET = re.compile(r"[A-Za-z0-9_-]{0,64}")
# Without these a pixel and rewritten links may be added, whenever the account or its configuration set asks for them.
NO_TRACKING = {"Tracking": {"OpenTrackingEnabled": "DISABLED", "ClickTrackingEnabled": "DISABLED"}}


class SesTransport:
    """One email, one request, one attempt: no retry, no redirect, no proxy, and nothing in any log.

    The email is handed over whole, as MIME: SES substitutes nothing, so every value arrives as it is written.
    """

    name = "ses"
    reaches_people = True
    batch_size = 1

    def __init__(
        self,
        access_key_id: str,
        secret_access_key: str,
        *,
        region: str,
        session_token: str = "",
        host: str = "",
        configuration_set: str = "",
        carries_health_information: bool = False,
        connect_seconds: float = CONNECT_SECONDS,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        """Raises ValueError for settings that can't work: https is required except on this machine. `host` is made from the
        region if it is empty."""
        if not CONFIGURATION_SET.fullmatch(configuration_set):
            raise ValueError("SES_CONFIGURATION_SET holds at most 64 letters, digits, - and _")
        self._signer = Signer(access_key_id, secret_access_key, session_token, region, host)
        self.carries_health_information = carries_health_information
        self._configuration_set = configuration_set
        self._pool = pool_for(self._signer.host, connect=connect_seconds, read=read_seconds)

    def hand_over(
        self, email: CompiledEmail, recipients: Sequence[Recipient], *, attempt: str, now: datetime
    ) -> Outcome:
        if len(recipients) != 1:
            raise ValueError("hand_over takes 1 recipient")
        if not OPAQUE_ID.fullmatch(attempt):
            raise ValueError("An attempt's id holds letters, digits, - and _ only")
        made = made_for_all(recipients, lambda recipient: self._request(email, recipient, attempt, now))
        if isinstance(made, Outcome):
            return made
        (recipient,), (body,) = recipients, made
        if len(body) > MOST_REQUEST_BYTES:
            rejected = frozenset({recipient.message})
            return Outcome(
                Verdict.REJECTED, reason="Not sent. The email is over 20 MB.", rejected=rejected, unnamed=True
            )
        return self._post(body, recipient, now)

    def close(self) -> None:
        """Drop the kept connections; the next attempt opens new ones."""
        self._pool.close()

    def _request(self, email: CompiledEmail, recipient: Recipient, attempt: str, now: datetime) -> bytes:
        """Raises EmailError for a value or address that can't be used."""
        # SES puts its own Message-ID and Date in the place of ours, so it is the tags that tell an event's email.
        message_id = message_id_for(email, recipient.message)
        raw = mime(email, recipient.values, to=recipient.address, message_id=message_id, date=now)
        request: dict[str, Any] = {
            # No FromEmailAddress: the message's own From counts, which has the sender's name.
            "Destination": {"ToAddresses": [mailbox_address(recipient.address, where="recipient")]},
            "Content": {"Raw": {"Data": base64.b64encode(raw).decode()}},
            "EmailTags": [{"Name": "message", "Value": recipient.message}, {"Name": "attempt", "Value": attempt}],
            "ConfigurationOverrides": NO_TRACKING,
        }
        if self._configuration_set:
            request["ConfigurationSetName"] = self._configuration_set
        return json.dumps(request, separators=(",", ":")).encode()

    def _post(self, body: bytes, recipient: Recipient, now: datetime) -> Outcome:
        headers = self._signer.headers("POST", PATH, body, now)
        try:
            answer = exchange(self._pool, "POST", PATH, body=body, headers=headers)
        except NotConnected as failure:
            return Outcome(Verdict.REFUSED, reason=f"Amazon SES can't be reached ({failure}). Nothing left.")
        except (urllib3.exceptions.HTTPError, OSError) as failure:
            reason = f"Amazon SES's answer didn't come ({type(failure).__name__}); it may have left or not."
            return Outcome(Verdict.UNCERTAIN, reason=reason)
        return verdict_on(answer, recipient, now)

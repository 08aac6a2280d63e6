"""Signatures by Standard Webhooks 1.0 (standardwebhooks.com): id, time and body, so that none can be changed or sent again later."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from campaigns.outgoing.secrets import BEGINS


def headers_of(event: UUID, body: bytes, secrets: Iterable[str], now: datetime) -> dict[str, str]:
    """One signature for each secret, with a blank between: a receiver takes it when any of them is right."""
    moment = str(int(now.timestamp()))
    signatures = " ".join(signature(secret, str(event), moment, body) for secret in secrets)
    return {"webhook-id": str(event), "webhook-timestamp": moment, "webhook-signature": signatures}


def signature(secret: str, event: str, moment: str, body: bytes) -> str:
    """`moment`: whole seconds since 1970. The key is what the secret says in base64 after its first letters."""
    key = base64.b64decode(secret.removeprefix(BEGINS))
    content = b".".join((event.encode(), moment.encode(), body))
    return "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()

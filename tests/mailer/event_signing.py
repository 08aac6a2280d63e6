"""SendGrid's Event Webhook as we meet it: events as its reference shows them, signed as its library checks them.

sendgrid = EventSigner()
body = batch(event("delivered"))
verify(body, *sendgrid.signed(body, now), key=sendgrid.key, now=now)
"""

import base64
import json
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurve, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

MESSAGE, ATTEMPT = "01990000-0000-7000-8000-000000000001", "01990000-0000-7000-8000-0000000000aa"


class EventSigner:
    """One account's key pair. `key` is what the settings page shows."""

    def __init__(self, curve: EllipticCurve | None = None) -> None:
        self._private = generate_private_key(curve or SECP256R1())
        self.key = base64.b64encode(self._public(Encoding.DER)).decode()
        self.pem = self._public(Encoding.PEM).decode()

    def signed(self, body: bytes, at: datetime) -> tuple[str, str]:
        """(signature, timestamp), as they stand in the headers."""
        timestamp = str(int(at.timestamp()))
        signature = self._private.sign(timestamp.encode() + body, ECDSA(SHA256()))
        return base64.b64encode(signature).decode(), timestamp

    def headers(self, body: bytes, at: datetime) -> dict[str, str]:
        signature, timestamp = self.signed(body, at)
        return {
            "X-Twilio-Email-Event-Webhook-Signature": signature,
            "X-Twilio-Email-Event-Webhook-Timestamp": timestamp,
        }

    def _public(self, encoding: Encoding) -> bytes:
        return self._private.public_key().public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo)


def event(kind: str, **more: Any) -> dict[str, Any]:
    """As SendGrid tells it. None takes a field away."""
    told = {
        "email": "ana@home.example", "timestamp": 1792000000, "smtp-id": "<14c5d75ce93.dfd.64b469@ismtpd-555>", "event": kind,
        "sg_event_id": "rbtnWrG1DVDGGGFHFyun0A==", "sg_message_id": "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0",
        "message": MESSAGE, "attempt_id": ATTEMPT, **more,
    }  # fmt: skip
    return {name: value for name, value in told.items() if value is not None}


def batch(*events: object) -> bytes:
    """Laid out as SendGrid lays it out: an event a line, CR LF at the end."""
    return ("[" + ",\r\n".join(json.dumps(one, separators=(",", ":")) for one in events) + "]\r\n").encode()

"""A live check of the door that the provider knocks at, through the code that real calls go through.

The provider's private key never leaves the provider. So a call signed with a key of our own, made for this check, must
be let in by the verification and turned away by the door, which knows the provider's key only. That the provider's own
calls arrive is proven by the last event received, and by nothing else.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.urls import resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from mailer.events.base import NotFromProvider
from mailer.events.sendgrid_signature import public_key, verify

BODY = json.dumps([{"event": "delivered", "email": "check@check.invalid", "sg_event_id": "live-check"}]).encode()
REFUSED = 403
NO_KEY = gettext_noop(
    "SendGrid's verification key is a P-256 public key in base64: copy it again"
)  # mailer's own words


@dataclass(frozen=True)
class Checked:
    """One thing looked at. `text` says what is so, or what to do."""

    passed: bool
    text: str


def check(transport: str, path: str, now: datetime) -> list[Checked]:
    """`path`: of the door, on our own host. Nothing is stored: the door refuses the call before it reads an event."""
    key = generate_private_key(SECP256R1())
    signature, timestamp = signed(key, now)
    found = [key_can_be_read(), own_pair_is_let_in(key, signature, timestamp, now)] if transport == "sendgrid" else []
    return [*found, stranger_is_refused(path, signature, timestamp)]


def key_can_be_read() -> Checked:
    try:
        public_key(settings.SENDGRID_WEBHOOK_KEY)
    except ValueError as fault:
        return Checked(False, _("{fault}, and set SENDGRID_WEBHOOK_KEY anew.").format(fault=_(str(fault))))
    return Checked(True, _("The key can be read: it is a verification key as SendGrid makes them."))


def own_pair_is_let_in(key: EllipticCurvePrivateKey, signature: str, timestamp: str, now: datetime) -> Checked:
    shown = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    try:
        verify(BODY, signature, timestamp, key=base64.b64encode(shown).decode(), now=now)
    except NotFromProvider:
        return Checked(False, _("An event with a right signature isn’t let in: check this machine’s clock."))
    return Checked(True, _("An event with a right signature is let in."))


def stranger_is_refused(path: str, signature: str, timestamp: str) -> Checked:
    status = knock(path, signature, timestamp)
    if status == REFUSED:
        return Checked(True, _("The door answers, and turns away an event that a stranger signed."))
    said = _("The door answered a stranger’s event with {status} in place of 403: update before you go live.")
    return Checked(False, said.format(status=status))


def knock(path: str, signature: str, timestamp: str) -> int:
    """The door's answer to a POST of `BODY`, asked within this process: it needs no port of ours to be reachable."""
    request = WSGIRequest(
        {
            "REQUEST_METHOD": "POST", "PATH_INFO": path, "SERVER_NAME": "localhost", "SERVER_PORT": "80", "wsgi.url_scheme": "http",
            "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(BODY)), "wsgi.input": BytesIO(BODY),
            "HTTP_X_TWILIO_EMAIL_EVENT_WEBHOOK_SIGNATURE": signature, "HTTP_X_TWILIO_EMAIL_EVENT_WEBHOOK_TIMESTAMP": timestamp,
        }
    )  # fmt: skip
    match = resolve(path)
    status: int = match.func(request, *match.args, **match.kwargs).status_code
    return status


def signed(key: EllipticCurvePrivateKey, now: datetime, body: bytes = BODY) -> tuple[str, str]:
    """(signature, timestamp) over `body`, as SendGrid's reference says: ECDSA, SHA-256, over timestamp and body."""
    timestamp = str(int(now.timestamp()))
    return base64.b64encode(key.sign(timestamp.encode() + body, ECDSA(SHA256()))).decode(), timestamp

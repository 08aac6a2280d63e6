"""Whether a call comes from SendGrid, lately.

From Twilio SendGrid's pages: "Getting Started with the Event Webhook Security Features" (ECDSA, SHA-256 over timestamp + raw body) and
"Troubleshooting" (retries). SendGrid's own Python helper checks no time and takes no bytes.
"""

import base64
import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from mailer.events.base import NotFromProvider

# SendGrid tries again "for up to 24 hours after the event occurs" and doesn't say whether it signs anew for each try. A window of
# minutes would then lose every event of an outage for good. An hour more is for the last try and for clocks that differ.
OLDEST, NEWEST = timedelta(hours=25), timedelta(minutes=10)
UNIX_SECONDS = re.compile(r"[1-9][0-9]{9}")
NOT_OF_THE_KEY = re.compile(
    r"-----[A-Z ]+-----|\\n|\s"
)  # PEM's first and last line, and line ends, also as written in a .env file
REFUSED = "not signed by SendGrid, lately, with this key"


def verify(body: bytes, signature: str, timestamp: str, *, key: str, now: datetime) -> None:
    """Raises NotFromProvider, always with the same words, unless SendGrid signed these very bytes in the last 25 hours.

    `signature` and `timestamp` are the headers' values, "" if missing; `key` is the verification key of SendGrid's settings page (base64)
    or PEM. With "" nothing is let in. A replay within the window is for the caller to tell by the events' ids.
    """
    try:
        _check(body, signature, timestamp, key, now)
    except (ValueError, InvalidSignature):
        raise NotFromProvider(REFUSED) from None


@lru_cache(maxsize=4)
def public_key(key: str) -> EllipticCurvePublicKey:
    """The verification key as SendGrid shows it, or PEM. Raises ValueError for anything else."""
    try:
        found = load_der_public_key(base64.b64decode(NOT_OF_THE_KEY.sub("", key), validate=True))
    except UnsupportedAlgorithm:
        found = None
    if not isinstance(found, EllipticCurvePublicKey) or not isinstance(found.curve, SECP256R1):
        raise ValueError("SendGrid's verification key is a P-256 public key in base64: copy it again")
    return found


def unix_instant(seconds: str) -> datetime:
    """Ten digits, so from 2001 to 2286. Raises ValueError for anything else."""
    if not UNIX_SECONDS.fullmatch(seconds):
        raise ValueError("not seconds of Unix time")
    return datetime.fromtimestamp(int(seconds), UTC)


def _check(body: bytes, signature: str, timestamp: str, key: str, now: datetime) -> None:
    if not key or not now - OLDEST <= unix_instant(timestamp) <= now + NEWEST:
        raise ValueError
    public_key(key).verify(base64.b64decode(signature, validate=True), timestamp.encode() + body, ECDSA(SHA256()))

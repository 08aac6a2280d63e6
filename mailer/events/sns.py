"""Whether a call comes from Amazon SNS, for our topic, now.

From AWS's pages: SNS Developer Guide, "Verifying the signatures of Amazon SNS messages", "Parsing message formats" and "Amazon SNS
message delivery retries". Topics sign with SHA1 unless told otherwise: set the topic's SignatureVersion to 2. Everyone's topics are
signed with the same keys, so it is the topic's name that makes a message ours.
"""

import base64
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from urllib.parse import parse_qs, urlsplit

import urllib3
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from mailer.events.base import NotFromProvider, TooLarge
from mailer.transports.pooled_client import NotConnected, exchange, pool_for

# SNS tries an https endpoint again for an hour at the most (a hard limit) and keeps the time of publishing while it does.
# Fifteen minutes more are for the last try and for clocks that differ.
OLDEST, NEWEST = timedelta(minutes=75), timedelta(minutes=15)
LARGEST = 1_048_576  # bytes; SNS carries 256 KB, and JSON in JSON grows by its quotes
HOST = re.compile(r"sns\.[a-z]{2}(?:-[a-z]+)+-[0-9]{1,2}\.amazonaws\.com(?:\.cn)?")
CERTIFICATE = re.compile(rf"https://{HOST.pattern}/SimpleNotificationService-[0-9a-f]{{8,64}}\.pem")
URL = re.compile(r"[!-~]{1,2000}")
CONNECT_SECONDS, READ_SECONDS = 3.0, 5.0  # SNS itself waits 15 s for our answer
SMALLEST_KEY = 2_048  # bits
Fetch = Callable[[str], bytes]


class Kind(StrEnum):
    """What SNS wants of us."""

    NOTIFICATION = "Notification"
    """It tells something: `ses_events` reads it."""
    SUBSCRIPTION = "SubscriptionConfirmation"
    """It asks whether we want the topic: fetch `subscribe_url` to say yes."""
    UNSUBSCRIBED = "UnsubscribeConfirmation"
    """The topic won't reach us any more: tell a person."""


SIGNED = {
    Kind.NOTIFICATION: ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    Kind.SUBSCRIPTION: ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
    Kind.UNSUBSCRIBED: ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}
OPTIONAL = "Subject"


@dataclass(frozen=True)
class SnsMessage:
    """A message of our topic, shown to be SNS's. `subscribe_url` is "" unless it asks whether we want the topic."""

    kind: Kind
    id: str
    at: datetime
    subscribe_url: str = field(default="", repr=False)


class Unreachable(Exception):
    """AWS can't be asked right now: answer 503, and SNS comes again (it doesn't after a 4xx)."""


def fetched(url: str) -> bytes:
    """What SNS has at one of its own addresses (else ValueError): no proxy, no redirect, 64 KB, a few seconds.

    Raises Unreachable when it may be there later, and NotFromProvider when it isn't there.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" or not HOST.fullmatch(parts.netloc):
        raise ValueError("This is no address of SNS")
    pool = pool_for(f"https://{parts.netloc}", connect=CONNECT_SECONDS, read=READ_SECONDS)
    try:
        answer = exchange(pool, "GET", parts._replace(scheme="", netloc="", fragment="").geturl(), headers={})
    except (NotConnected, urllib3.exceptions.HTTPError, OSError) as failure:
        raise Unreachable(type(failure).__name__) from None
    finally:
        pool.close()
    if answer.status == 429 or answer.status >= 500:
        raise Unreachable(str(answer.status))
    if answer.status != 200:
        raise NotFromProvider("SNS has nothing at this address")
    return answer.body


def verified(body: bytes, *, topic: str, now: datetime, fetch: Fetch = fetched) -> SnsMessage:
    """The message, if SNS signed it for `topic` (an ARN; with "" nothing is let in) and not long ago.

    Raises NotFromProvider for everything that is wrong with it, TooLarge, and Unreachable if the certificate can't be had now.
    """
    if len(body) > LARGEST:
        raise TooLarge
    told = _fields(body)
    kind = _kind(told)
    if not topic or told.get("TopicArn") != topic:
        raise NotFromProvider("another topic")
    at = instant(told.get("Timestamp"))
    if not at or not now - OLDEST <= at <= now + NEWEST:
        raise NotFromProvider("not of now")
    if told.get("SignatureVersion") != "2":
        raise NotFromProvider("signed with SHA1: set the topic's SignatureVersion to 2")
    _check_signature(told, kind, fetch, now)
    subscribe_url = _subscribe_url(told) if kind is Kind.SUBSCRIPTION else ""
    return SnsMessage(kind, told["MessageId"], at, subscribe_url)


def instant(written: object) -> datetime | None:
    """A time as AWS writes it, in UTC; None for anything else."""
    try:
        at = datetime.fromisoformat(written) if isinstance(written, str) else None
        return at.astimezone(UTC) if at and at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _fields(body: bytes) -> dict[str, str]:
    """Those that are text; the others count as missing."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise NotFromProvider("no JSON object")
    return {name: value for name, value in told.items() if isinstance(value, str)}


def _kind(told: dict[str, str]) -> Kind:
    try:
        return Kind(told.get("Type", ""))
    except ValueError:
        raise NotFromProvider("of no known type") from None


def _check_signature(told: dict[str, str], kind: Kind, fetch: Fetch, now: datetime) -> None:
    names = [name for name in SIGNED[kind] if name in told or name != OPTIONAL]
    url = told.get("SigningCertURL", "")
    if not CERTIFICATE.fullmatch(url):
        raise NotFromProvider("a certificate from elsewhere")
    try:
        text = "".join(f"{name}\n{told[name]}\n" for name in names).encode()
        signature = base64.b64decode(told.get("Signature", ""), validate=True)
        _key(fetch, url, now).verify(signature, text, PKCS1v15(), SHA256())
    except (KeyError, ValueError, InvalidSignature):
        raise NotFromProvider("not signed by SNS") from None


def _key(fetch: Fetch, url: str, now: datetime) -> RSAPublicKey:
    """Raises ValueError for a certificate that is no good."""
    certificate = _certificate(fetch, url)
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise ValueError("The certificate isn't valid now")
    try:
        key = certificate.public_key()
    except UnsupportedAlgorithm:
        key = None
    if not isinstance(key, RSAPublicKey) or key.key_size < SMALLEST_KEY:
        raise ValueError("The certificate has another kind of key")
    return key


@lru_cache(maxsize=8)
def _certificate(fetch: Fetch, url: str) -> x509.Certificate:
    """Trusted because AWS's own host gave it over https; the chain above it isn't published with it."""
    return x509.load_pem_x509_certificate(fetch(url))


def _subscribe_url(told: dict[str, str]) -> str:
    """Only an address that does nothing but confirm this topic at SNS."""
    url = told["SubscribeURL"]
    parts = urlsplit(url) if URL.fullmatch(url) else urlsplit("")
    asked = {"Action": ["ConfirmSubscription"], "TopicArn": [told["TopicArn"]], "Token": [told["Token"]]}
    at_sns = parts.scheme == "https" and HOST.fullmatch(parts.netloc) and parts.path == "/" and not parts.fragment
    if not at_sns or parse_qs(parts.query) != asked:
        raise NotFromProvider("a confirmation that leads elsewhere")
    return url

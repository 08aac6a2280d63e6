"""Amazon SNS as a webhook meets it: signed messages of one topic, and the certificate they are signed with.

sns = SnsEmulator()
body = sns.notification("a message", now)
verified(body, topic=sns.topic, now=now, fetch=sns.fetch)
"""

import base64
import json
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import uuid4

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

SUBSCRIPTION = "SubscribeURL Token".split()  # noqa: SIM905


@cache
def signing_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    """Making one takes 50 ms: all tests share it."""
    return rsa.generate_private_key(65537, bits)


def certificate(
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | None = None, *, first: datetime, last: datetime
) -> bytes:
    key = key or signing_key()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(first).not_valid_after(last).sign(key, hashes.SHA256())
    )  # fmt: skip
    return made.public_bytes(serialization.Encoding.PEM)


class SnsEmulator:
    def __init__(self, topic: str = "arn:aws:sns:us-east-1:123456789012:aftervisit-events") -> None:
        self.topic = topic
        self.host = f"https://sns.{topic.split(':')[3]}.amazonaws.com"
        self.certificate_url = f"{self.host}/SimpleNotificationService-{uuid4().hex}.pem"
        self.certificate = certificate(first=datetime(2020, 1, 1, tzinfo=UTC), last=datetime(2040, 1, 1, tzinfo=UTC))
        self.asked: list[str] = []

    def fetch(self, url: str) -> bytes:
        """Stands in for the fetch over https."""
        self.asked.append(url)
        return self.certificate if url == self.certificate_url else b""

    def notification(self, message: str, at: datetime, **changes: Any) -> bytes:
        return self.signed(self.fields("Notification", message, at) | changes)

    def subscription(self, at: datetime, **changes: Any) -> bytes:
        return self.confirmation("SubscriptionConfirmation", at, **changes)

    def confirmation(self, kind: str, at: datetime, **changes: Any) -> bytes:
        token = uuid4().hex * 4
        url = f"{self.host}/?Action=ConfirmSubscription&TopicArn={self.topic}&Token={token}"
        said = f"You have chosen to subscribe to the topic {self.topic}.\nTo confirm, visit the SubscribeURL."
        fields = self.fields(kind, said, at) | {"Token": token, "SubscribeURL": url}
        return self.signed(fields | changes)

    def fields(self, kind: str, message: str, at: datetime) -> dict[str, Any]:
        stamp = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return {"Type": kind, "MessageId": str(uuid4()), "TopicArn": self.topic, "Message": message, "Timestamp": stamp}

    def signed(self, fields: dict[str, Any], key: rsa.RSAPrivateKey | None = None) -> bytes:
        """The string to sign is each name and value on lines of their own, in the order of their bytes."""
        names = sorted(
            {"Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type", *SUBSCRIPTION} & set(fields)
        )
        text = "".join(f"{name}\n{fields[name]}\n" for name in names)
        signature = (key or signing_key()).sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
        proof = {
            "SignatureVersion": "2",
            "Signature": base64.b64encode(signature).decode(),
            "SigningCertURL": self.certificate_url,
            "UnsubscribeURL": f"{self.host}/?Action=Unsubscribe&SubscriptionArn={self.topic}:{uuid4()}",
        }
        return json.dumps(fields | proof).encode()

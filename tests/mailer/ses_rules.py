"""What SendEmail of the SES API v2 checks, what a person gets of it, and what SES tells of it later.

From AWS's pages: SES API v2 Reference (SendEmail, RawMessage, MessageTag), SES Developer Guide (header fields), and IAM User Guide
("Create a signed AWS API request"), by which the signature is worked out here once more, without botocore.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import SMTP
from typing import Any

PATH = "/v2/email/outbound-emails"
AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>\w+)/(?P<day>\d{8})/(?P<region>[a-z0-9-]+)/ses/aws4_request, "
    r"SignedHeaders=(?P<signed>[a-z0-9;-]+), Signature=(?P<signature>[0-9a-f]{64})"
)
TAG = re.compile(r"[A-Za-z0-9_-]{1,256}")
ADDRESS = re.compile(r"[^@\s<>(),;:\"]+@[^@\s<>(),;:\"]+\.[^@\s<>(),;:\"]+")
MAY_BE_ASKED = {"Destination", "Content", "EmailTags", "ConfigurationSetName", "ConfigurationOverrides", "FromEmailAddress"}  # fmt: skip
Request = dict[str, Any]


def signature_error(
    headers: Mapping[str, str],
    body: bytes,
    key_id: str,
    secret: str,
    token: str,
    region: str,
    asked: str = f"POST\n{PATH}\n",
) -> str:
    """The name of the error a request's proof meets, or "". `asked`: its method, path and query, a line each."""
    told = AUTHORIZATION.fullmatch(headers.get("authorization", ""))
    if told is None:
        return "IncompleteSignature"
    if told["key"] != key_id or headers.get("x-amz-security-token", "") != token:
        return "UnrecognizedClientException"
    names = told["signed"].split(";")
    needed = {"host", "x-amz-date", *(["x-amz-security-token"] if token else [])}
    if names != sorted(names) or not needed <= set(names) or told["region"] != region:
        return "IncompleteSignature"
    lines = [f"{name}:{' '.join(headers.get(name, '').split())}\n" for name in names]
    canonical = f"{asked}\n{''.join(lines)}\n{told['signed']}\n{hashlib.sha256(body).hexdigest()}"
    scope = f"{told['day']}/{region}/ses/aws4_request"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = f"AWS4-HMAC-SHA256\n{headers['x-amz-date']}\n{scope}\n{digest}"
    key = f"AWS4{secret}".encode()
    for step in (told["day"], region, "ses", "aws4_request", text):
        key = hmac.digest(key, step.encode(), "sha256")
    right = headers["x-amz-date"].startswith(told["day"]) and hmac.compare_digest(key.hex(), told["signature"])
    return "" if right else "InvalidSignatureException"


def errors_in(request: object) -> Iterator[str]:
    """What SES would refuse, in words."""
    if not isinstance(request, dict) or not set(request) <= MAY_BE_ASKED:
        yield "not a request of SendEmail"
        return
    to = request.get("Destination", {}).get("ToAddresses", [])
    if len(to) != 1 or not to[0].isascii() or not ADDRESS.fullmatch(to[0]):
        yield "Local address contains control or whitespace"
    for tag in request.get("EmailTags", []):
        if set(tag) != {"Name", "Value"} or not all(TAG.fullmatch(value) for value in tag.values()):
            yield "Invalid tag"
    yield from _errors_in_raw(request["Content"]["Raw"]["Data"])


def _errors_in_raw(data: str) -> Iterator[str]:
    raw = base64.b64decode(data, validate=True)
    if not raw.isascii() or b"\r\n\r\n" not in raw or any(len(line) > 998 for line in raw.split(b"\r\n")):
        yield "Invalid MIME"
        return
    message = message_from_bytes(raw, policy=SMTP)
    if any(part.defects for part in message.walk()) or any(value.defects for value in message.values()):
        yield "Invalid MIME"
    names = [name.lower() for name in message]
    if len(names) != len(set(names)) or not {"from", "to", "subject", "date", "mime-version"} <= set(names):
        yield "Duplicate or missing header"


def as_delivered(request: Request, message_id: str, region: str) -> dict[str, Any]:
    """What the recipient gets. SES's own Message-ID takes the place of ours."""
    raw = base64.b64decode(request["Content"]["Raw"]["Data"])
    message = message_from_bytes(raw, policy=SMTP)
    html, text = message.get_body(["html"]), message.get_body(["plain"])
    return {
        "message_id": message_id,
        "to": request["Destination"]["ToAddresses"][0],
        "from": str(message["From"]),
        "subject": str(message["Subject"]),
        "html": html.get_content().replace("\r\n", "\n") if html else "",
        "text": text.get_content().replace("\r\n", "\n") if text else "",
        "headers": {name: str(value) for name, value in message.items()}
        | {"Message-ID": f"<{message_id}@{region}.amazonses.com>"},
        "tags": {tag["Name"]: tag["Value"] for tag in request.get("EmailTags", [])},
        "configuration_set": request.get("ConfigurationSetName", ""),
        "tracking": request.get("ConfigurationOverrides", {}).get("Tracking"),
        "raw": raw,
    }


def event(got: dict[str, Any], kind: str, at: datetime, **part: Any) -> dict[str, Any]:
    """A record of event publishing, as "Examples of event data that Amazon SES publishes to Amazon SNS" shows them."""
    to, stamp = got["to"], _stamp(at)
    told = {"emailAddress": to, "status": "5.1.1", "diagnosticCode": f"smtp; 550 5.1.1 <{to}> user unknown"}
    parts: dict[str, tuple[str, dict[str, Any]]] = {
        "Send": ("send", {}),
        "Delivery": ("delivery", {"timestamp": stamp, "recipients": [to], "smtpResponse": "250 2.6.0 Message received"}),
        "DeliveryDelay": ("deliveryDelay", {"timestamp": stamp, "delayType": "MailboxFull", "delayedRecipients": [told | {"status": "4.2.2"}]}),
        "Bounce": ("bounce", {"timestamp": stamp, "bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients": [told]}),
        "Complaint": ("complaint", {"timestamp": stamp, "complainedRecipients": [{"emailAddress": to}], "complaintFeedbackType": "abuse"}),
        "Reject": ("reject", {"reason": "Bad content"}),
        "Rendering Failure": ("failure", {"errorMessage": "a variable is missing", "templateName": "t"}),
        "Subscription": ("subscription", {"timestamp": stamp, "source": "UnsubscribeHeader", "newTopicPreferences": {"unsubscribeAll": True}}),
        "Open": ("open", {"timestamp": stamp, "ipAddress": "192.0.2.1"}),
        "Click": ("click", {"timestamp": stamp, "link": "https://learn.clinic.example/"}),
    }  # fmt: skip
    name, usual = parts[kind]
    tags = {"ses:configuration-set": [got["configuration_set"]], **{key: [value] for key, value in got["tags"].items()}}
    mail = {
        "timestamp": _stamp(at - timedelta(seconds=9)),
        "messageId": got["message_id"],
        "source": got["from"],
        "destination": [to],
    }
    return {"eventType": kind, "mail": {**mail, "headersTruncated": False, "tags": tags}, name: {**usual, **part}}


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

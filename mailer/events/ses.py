"""What Amazon SES tells us later, by SNS.

From AWS's pages: SES Developer Guide, "Contents of event data that Amazon SES publishes to Amazon SNS" and "Examples of event data"
(`eventType`, with our tags), and "Amazon SNS notification contents for Amazon SES" (`notificationType`, the older kind, without them).

| SES says | we keep |
|---|---|
| Send · DeliveryDelay · Delivery | TAKEN · DEFERRED · DELIVERED |
| Bounce, Permanent · any other | HARD_BOUNCE · SOFT_BOUNCE |
| Bounce, Permanent, Suppressed or OnAccountSuppressionList · Complaint, OnAccountSuppressionList | DROPPED |
| Complaint | COMPLAINT, unless the report is of the kind not-spam or auth-failure |
| Reject · Rendering Failure | NOT_SENT |
| Subscription | UNSUBSCRIBED, if the person left everything |
| Open · Click · what comes to be added | nothing |
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from mailer.events.base import Happened, ProviderEvent, status_code
from mailer.events.sns import instant
from mailer.transports.base import OPAQUE_ID

PLAIN_KINDS = {
    "Send": Happened.TAKEN,
    "DeliveryDelay": Happened.DEFERRED,
    "Delivery": Happened.DELIVERED,
    "Reject": Happened.NOT_SENT,
    "Rendering Failure": Happened.NOT_SENT,
}
PARTS = {
    "Bounce": "bounce", "Complaint": "complaint", "Delivery": "delivery", "DeliveryDelay": "deliveryDelay", "Subscription": "subscription",
}  # fmt: skip
RECIPIENTS = ("bouncedRecipients", "complainedRecipients", "delayedRecipients", "recipients")
HELD_TO_BE_BAD = ("Suppressed", "OnAccountSuppressionList")
NO_COMPLAINTS = ("not-spam", "auth-failure")  # "it is no spam after all", and a report on DNS: nobody pressed a button
NOTIFICATION_ID = re.compile(r"[!-~]{1,90}")
ADDRESS = re.compile(r"[!-;=?A-~]+@[!-;=?A-~]+")  # ASCII, as SES takes it, without < and >
MOST_RECIPIENTS = 100  # SES takes 50


def ses_events(body: bytes) -> list[ProviderEvent]:
    """The events in one notification that `sns.verified` let through. Raises ValueError for a body that is none.

    A notification of something else (SNS's own greeting to a new topic among them) holds no events. What is malformed is left out.
    """
    told = _object(body)
    name = told.get("MessageId")
    if told.get("Type") != "Notification" or not isinstance(name, str) or not NOTIFICATION_ID.fullmatch(name):
        raise ValueError("This is no notification of SNS")
    try:
        record = _object(told.get("Message"))
    except ValueError:
        return []
    return list(_events(record, name, told.get("Timestamp")))


def _events(record: dict[str, Any], name: str, published: object) -> Iterator[ProviderEvent]:
    kind = record.get("eventType") or record.get("notificationType")
    part = _dict(record.get(PARTS.get(kind, ""))) if isinstance(kind, str) else {}
    happened = _happened(kind, part)
    mail = _dict(record.get("mail"))
    at = instant(part.get("timestamp")) or instant(mail.get("timestamp")) or instant(published)
    if happened is None or at is None:
        return
    message, attempt = _tag(mail, "message"), _tag(mail, "attempt")
    people = _people(part, mail)
    for number, (address, code) in enumerate(people):
        if address or message:
            event_id = f"{name}/{number}" if len(people) > 1 else name
            yield ProviderEvent(event_id, happened, at, message, attempt, address, code)


def _happened(kind: object, part: dict[str, Any]) -> Happened | None:
    match kind:
        case "Bounce":
            return _bounced(part)
        case "Complaint" if part.get("complaintSubType") in HELD_TO_BE_BAD:
            return Happened.DROPPED
        case "Complaint":
            return None if part.get("complaintFeedbackType") in NO_COMPLAINTS else Happened.COMPLAINT
        case "Subscription":
            left_all = _dict(part.get("newTopicPreferences")).get("unsubscribeAll") is True
            return Happened.UNSUBSCRIBED if left_all else None
        case str():
            return PLAIN_KINDS.get(kind)
    return None


def _bounced(part: dict[str, Any]) -> Happened:
    if part.get("bounceType") != "Permanent":
        return Happened.SOFT_BOUNCE
    return Happened.DROPPED if part.get("bounceSubType") in HELD_TO_BE_BAD else Happened.HARD_BOUNCE


def _people(part: dict[str, Any], mail: dict[str, Any]) -> list[tuple[str, str]]:
    """(address, status code) of each whom the event is about; one of them without an address if it names nobody."""
    named = next((part[field] for field in RECIPIENTS if isinstance(part.get(field), list)), mail.get("destination"))
    people = named[:MOST_RECIPIENTS] if isinstance(named, list) else []
    overall = status_code(part.get("smtpResponse"))
    return [_person(one, overall) for one in people] or [("", overall)]


def _person(one: object, overall: str) -> tuple[str, str]:
    if not isinstance(one, dict):
        return _address(one), overall
    code = status_code(one.get("status")) or status_code(one.get("diagnosticCode"))
    return _address(one.get("emailAddress")), code or overall


def _address(written: object) -> str:
    """`ana@home.example`, also out of `Ana <ana@home.example>`."""
    if not isinstance(written, str) or len(written) > 1_000:
        return ""
    address = written.strip().removesuffix(">").rpartition("<")[2]
    return address if len(address) <= 320 and ADDRESS.fullmatch(address) else ""


def _tag(mail: dict[str, Any], name: str) -> str:
    values = _dict(mail.get("tags")).get(name)
    value = values[0] if isinstance(values, list) and values else None
    return value if isinstance(value, str) and OPAQUE_ID.fullmatch(value) else ""


def _dict(found: object) -> dict[str, Any]:
    return found if isinstance(found, dict) else {}


def _object(text: object) -> dict[str, Any]:
    """Raises ValueError for anything but a JSON object."""
    try:
        found = json.loads(text) if isinstance(text, str | bytes) else None
    except (ValueError, RecursionError):
        found = None  # the parser's own error quotes what it read
    if not isinstance(found, dict):
        raise ValueError("This is no JSON object")
    return found

"""What SendGrid tells us later, by its Event Webhook.

From Twilio SendGrid's pages: "Event Webhook Reference" (events, their fields, reserved keys) and "Troubleshooting" (`sg_event_id`).

| SendGrid says | we keep |
|---|---|
| processed · deferred · delivered | TAKEN · DEFERRED · DELIVERED |
| bounce, of type bounce or none · of any other type (blocked, expired) | HARD_BOUNCE · SOFT_BOUNCE |
| dropped, for the quota, the content or a header · for any other reason | NOT_SENT · DROPPED |
| spamreport · unsubscribe · group_unsubscribe | COMPLAINT · UNSUBSCRIBED · GROUP_UNSUBSCRIBED |
| open · click | OPENED · CLICKED: when, whether a machine gave its name, and a hash of the link; no address of the reader's machine |
| group_resubscribe · changes of the account · what comes to be added | nothing |
"""

import json
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from mailer.events.base import LOOKS, Happened, ProviderEvent, status_code
from mailer.events.machines import calls_itself_a_machine, link_mark
from mailer.events.sendgrid_signature import unix_instant
from mailer.transports.base import OPAQUE_ID

PLAIN_KINDS = {
    "processed": Happened.TAKEN,
    "deferred": Happened.DEFERRED,
    "delivered": Happened.DELIVERED,
    "spamreport": Happened.COMPLAINT,
    "unsubscribe": Happened.UNSUBSCRIBED,
    "group_unsubscribe": Happened.GROUP_UNSUBSCRIBED,
    "open": Happened.OPENED,
    "click": Happened.CLICKED,
}
# The other reasons are about the address: Bounced, Unsubscribed and Spam Reporting Address, Invalid.
NOT_THE_ADDRESS = ("recipient list over package quota", "spam content", "invalid smtpapi header")
MOST_EVENTS = 10_000  # SendGrid posts at 768 kilobytes: about 2,000
EVENT_ID = re.compile(r"[!-~]{1,100}")
LONGEST_ADDRESS = 254
LONGEST_NUMBER = 20  # digits


@dataclass(frozen=True)
class Batch:
    """The events of one call in the order they came. `skipped` counts those that made no sense, not those we don't keep."""

    events: list[ProviderEvent]
    skipped: int


def sendgrid_events(body: bytes) -> Batch:
    """The events in one body that `sendgrid_signature.verify` let through. Raises ValueError for what is no list of at most 10,000."""
    events, skipped = [], 0
    for item in _list(body):
        try:
            event = _event(item)
        except (ValueError, RecursionError):
            skipped += 1
        else:
            events += [event] if event else []
    return Batch(events, skipped)


def _list(body: bytes) -> list[object]:
    try:
        told = json.loads(body, parse_int=_number)
    except RecursionError:
        told = None
    if not isinstance(told, list) or len(told) > MOST_EVENTS:
        raise ValueError("This is no batch of SendGrid's events")
    return told


def _number(digits: str) -> int | None:
    """Python takes its time for long numbers, and refuses some: no field of ours holds one."""
    return int(digits) if len(digits) <= LONGEST_NUMBER else None


def _event(item: object) -> ProviderEvent | None:
    """None for a kind we don't keep. Raises ValueError for one that makes no sense."""
    told = item if isinstance(item, dict) else {}
    kind = _text(told, "event").lower()
    if not kind:
        raise ValueError("no event")
    happened = _happened(kind, told)
    if happened is None:
        return None
    message, address = _argument(told, "message"), _address(told)
    if not (message or address):
        raise ValueError("of nobody")
    attempt = _argument(told, "attempt_id")
    at = unix_instant(str(told.get("timestamp")))
    if happened in LOOKS:
        if not message:
            raise ValueError("of no message")
        machine = told.get("sg_machine_open") is True or calls_itself_a_machine(_text(told, "useragent"))
        return ProviderEvent(
            _id(told), happened, at, message, attempt, link=link_mark(_text(told, "url")), machine=machine
        )
    return ProviderEvent(_id(told), happened, at, message, attempt, address, _code(told))


def _happened(kind: str, told: dict[str, Any]) -> Happened | None:
    match kind:
        case "bounce":
            return Happened.HARD_BOUNCE if told.get("type") in (None, "", "bounce") else Happened.SOFT_BOUNCE
        case "dropped":
            about_us = _text(told, "reason").lower().startswith(NOT_THE_ADDRESS)
            return Happened.NOT_SENT if about_us else Happened.DROPPED
    return PLAIN_KINDS.get(kind)


def _id(told: dict[str, Any]) -> str:
    """SendGrid's own. Failing that one made of all it said, so that a repeat has the same."""
    given = _text(told, "sg_event_id")
    if EVENT_ID.fullmatch(given):
        return given
    return "sha256:" + sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _argument(told: dict[str, Any], name: str) -> str:
    """What we gave with the email. It arrives among SendGrid's own fields; the other two places are of its older interfaces."""
    places = (told, told.get("custom_args"), told.get("unique_args"))
    found = (_text(place, name) for place in places if isinstance(place, dict))
    return next((value for value in found if OPAQUE_ID.fullmatch(value)), "")


def _address(told: dict[str, Any]) -> str:
    """No NUL and no lone surrogate either: neither can be kept or even looked up."""
    address = _text(told, "email").strip()
    return address if len(address) <= LONGEST_ADDRESS and address.isprintable() else ""


def _code(told: dict[str, Any]) -> str:
    found = (status_code(told.get(name)) for name in ("status", "reason", "response"))
    return next(filter(None, found), "")


def _text(told: dict[str, Any], name: str) -> str:
    value = told.get(name)
    return value if isinstance(value, str) else ""

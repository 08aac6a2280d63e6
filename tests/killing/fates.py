"""The real events that tell of one email's fate, as SendGrid's reference shows them."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

from tests.killing.outcomes import SILENCES
from tests.killing.truth import Taken, Told
from tests.mailer.event_signing import event

numbers = count(1)
BLOCKED = {"type": "blocked", "reason": "452 4.2.2 mailbox full", "status": "4.2.2"}
GONE = {"type": "bounce", "reason": "550 5.1.1 unknown user", "status": "5.1.1"}
STORY: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "delivered": [("delivered", {})],
    "deferred, then delivered": [("deferred", {"attempt": "1"}), ("delivered", {})],
    "soft bounce": [("bounce", BLOCKED)],
    "hard bounce": [("bounce", GONE)],
    "dropped": [("dropped", {"reason": "Bounced Address"})],
    "not sent": [("dropped", {"reason": "Spam Content"})],
    "delivered, then a bounce without ids": [
        ("delivered", {}),
        ("bounce", {**GONE, "message": None, "attempt_id": None}),
    ],
    "complaint": [("delivered", {}), ("spamreport", {})],
    "unsubscribe": [("delivered", {}), ("unsubscribe", {})],
    "group unsubscribe": [("delivered", {}), ("group_unsubscribe", {"asm_group_id": 1})],
}
QUIET = ("delivered", "deferred", "processed")


def events_of(taken: Taken, now: datetime) -> list[Told]:
    """Oldest first, some seconds apart, after a "processed" that is dropped where the provider drops the email itself."""
    story = STORY[taken.fate]
    if story[0][0] != "dropped":
        story = [("processed", {}), *story]
    return [made(taken, kind, more, int(now.timestamp()) + 2 * place) for place, (kind, more) in enumerate(story)]


def made(taken: Taken, kind: str, more: dict[str, Any], timestamp: int) -> Told:
    """What we gave with the email comes back beside SendGrid's own fields, which win."""
    told = event(kind, attempt=None)
    told |= {
        "email": taken.address,
        "timestamp": timestamp,
        "sg_event_id": f"event-{next(numbers)}",
        **taken.args,
        **more,
    }
    if more.get("message", "") is None:
        told = {name: value for name, value in told.items() if name not in taken.args}
    silences = taken.fate in SILENCES and kind not in QUIET
    return Told(told["sg_event_id"], taken.message, taken.address, told, silences)


def unasked(kind: str, address: str, now: datetime) -> Told:
    """An event about nothing that we sent lately: it names an address and no more."""
    told = event(kind, message=None, attempt=None, attempt_id=None)
    told |= {"email": address, "timestamp": int(now.timestamp()), "sg_event_id": f"event-{next(numbers)}"}
    return Told(told["sg_event_id"], "", address, told, silences=True)

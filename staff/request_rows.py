"""Requests of patients as rows of Today: one an owner, late ones first, without a name of a patient."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from campaigns.requests.queue import OwnersRequests
from staff.permissions import May
from staff.requests.words import age, told
from staff.wording import counted, day_and_time

if TYPE_CHECKING:
    from campaigns.attention import Attention


def late_requests(found: Attention, now: datetime, names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    return (row_of(one, now, names) for one in found.requests if one.waited.is_late)


def requests(found: Attention, now: datetime, names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    return (row_of(one, now, names) for one in found.requests if not one.waited.is_late)


def row_of(one: OwnersRequests, now: datetime, names: Mapping[str, str]) -> dict[str, Any]:
    late = one.waited.is_late
    waits = "waits" if one.count == 1 else "wait"
    title = f"{counted(one.count, 'request', 'requests')} of {'a patient' if one.count == 1 else 'patients'} {waits}"
    parts = [f"{'It came' if one.count == 1 else 'The oldest came'} {day_and_time(one.since)}."]
    if not one.owner:
        parts.append("Nobody has taken it." if one.count == 1 else "Nobody has taken them.")
    if late:
        parts.append(told(one.told, one.told_at, dict(names), now) or "Nobody else was told.")
    return {
        "icon": "phone", "state": "bad" if late else "info", "title": f"{title}, and it’s late" if late else title,
        "why": " ".join(parts), "age": age(one.waited), "late": late, "does": May.HELP_PATIENTS, "owner": one.owner,
        "action_label": "Take it" if not one.owner else "Answer", "other_label": "Take over",
        "action_url": reverse("staff:requests"),
    }  # fmt: skip

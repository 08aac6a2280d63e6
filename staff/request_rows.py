"""Requests of patients as rows of Today: one an owner, late ones first, without a name of a patient."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from campaigns.requests.queue import OwnersRequests
from staff.permissions import May
from staff.requests.words import age, told
from staff.wording import day_and_time

if TYPE_CHECKING:
    from campaigns.reporting.attention import Attention


def late_requests(found: Attention, now: datetime, names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    return (row_of(one, now, names) for one in found.requests if one.waited.is_late)


def requests(found: Attention, now: datetime, names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    return (row_of(one, now, names) for one in found.requests if not one.waited.is_late)


def title_of(number: int, *, late: bool) -> str:
    said = ngettext("{n} request of a patient waits", "{n} requests of patients wait", number)
    if late:
        said = ngettext(
            "{n} request of a patient waits, and it’s late", "{n} requests of patients wait, and it’s late", number
        )
    return said.format(n=f"{number:,}")


def row_of(one: OwnersRequests, now: datetime, names: Mapping[str, str]) -> dict[str, Any]:
    late = one.waited.is_late
    came = ngettext("It came {time}.", "The oldest came {time}.", one.count)
    parts = [came.format(time=day_and_time(one.since))]
    if not one.owner:
        parts.append(ngettext("Nobody has taken it.", "Nobody has taken them.", one.count))
    if late:
        parts.append(told(one.told, one.told_at, dict(names), now) or _("Nobody else was told."))
    return {
        "icon": "phone", "state": "bad" if late else "info", "title": title_of(one.count, late=late),
        "why": " ".join(parts), "age": age(one.waited), "late": late, "does": May.HELP_PATIENTS, "owner": one.owner,
        "action_label": _("Take it") if not one.owner else pgettext("to answer a request", "Answer"), "other_label": _("Take over"),
        "action_url": reverse("staff:requests"),
    }  # fmt: skip

"""Today and the seven days before, by state: as bars side by side, and as the numbers below them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from campaigns.hours import sending_hours
from campaigns.models.state_table import State
from campaigns.reporting.outlook import why_closed
from campaigns.reporting.reports import states_by_day
from clinic.models import ClinicProfile
from staff.wording import weekday

BEFORE = timedelta(days=7)
PARTS = {
    "sent": (State.ACCEPTED, State.DELIVERED),
    "doubt": (State.UNCERTAIN, State.HELD),
    "failed": (State.BOUNCED, State.DROPPED, State.REJECTED),
    "planned": (State.PLANNED, State.SENDING),
}
"""From the ground up. What was suppressed or cancelled is in the numbers only: no email was meant to leave."""


def past_days(profile: ClinicProfile, now: datetime) -> dict[str, Any]:
    today = now.astimezone(profile.zone).date()
    found, hours = waiting_today(states_by_day(today - BEFORE, today), today), sending_hours(profile)
    dates = [today - timedelta(days=back) for back in range(BEFORE.days, -1, -1)]
    totals: Counter[str] = Counter()
    for states in found.values():
        totals.update(states)
    days = [bar(day, found.get(day, {}), why_closed(day, hours), today) for day in dates]
    shown = [state for state in State if totals[state]]
    return {
        "days": days,
        "tallest": max(1, *(day["all"] for day in days)),
        "parts": [part for part in PARTS if any(day[part] for day in days)],
        "today": [{"state": state.value, "count": count} for state in State if (count := found.get(today, {}).get(state, 0))],
        "states": [state.label for state in shown],
        "closed": any(day["note"] and not day["all"] for day in days),
        "numbers": [{"name": day["name"], "date": day["date"], "counts": [found.get(on, {}).get(state, 0) for state in shown],
                     "note": day["note"]} for day, on in zip(days, dates, strict=True)],
        "totals": [totals[state] for state in shown],
    }  # fmt: skip


def waiting_today(found: dict[date, dict[str, int]], today: date) -> dict[date, dict[str, int]]:
    """What was put off since an earlier day, or is sent again, is still to come: it counts today."""
    for day, states in list(found.items()):
        for state in PARTS["planned"]:
            if day < today and (count := states.pop(state, 0)):
                now = found.setdefault(today, {})
                now[state] = now.get(state, 0) + count
    return found


def bar(day: date, states: Mapping[str, int], closed: str, today: date) -> dict[str, Any]:
    parts = {name: sum(states.get(state, 0) for state in of) for name, of in PARTS.items()}
    name = _("Today") if day == today else weekday(day)
    return {"name": name, "date": day.day, "today": day == today, "note": closed, "all": sum(parts.values()), **parts}

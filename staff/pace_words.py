"""The pace in words: how fast, how many today of how many, where the warm-up plan stands, which mailboxes are limited."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from campaigns.models import PaceDay, WayOut
from campaigns.reports import pace_today
from clinic.models import ClinicProfile
from staff.wording import counted, weekday_and_day


def pace(profile: ClinicProfile, known: WayOut, now: datetime, *, practising: bool) -> dict[str, Any]:
    found = pace_today(now)
    today = now.astimezone(profile.zone).date()
    return {
        "facts": [
            fact("A second", f"at most {counted(profile.per_second, 'email', 'emails')}" if profile.per_second else "as many as the provider takes"),
            fact("Warm-up plan", warm_up(profile.warm_up, known.first_used_on, today)),
            fact("To one address, a day", f"at most {counted(profile.per_address, 'lesson', 'lessons')}" if profile.per_address else "no limit"),
        ],
        "sent": found["today"],
        "limit": found["limit"],
        "reached": found["limit"] is not None and (found["today"] or 0) >= found["limit"],
        "mailboxes": [] if practising else mailboxes(profile, known.name, today),
        "practising": practising,
    }  # fmt: skip


def fact(name: str, text: str) -> dict[str, str]:
    return {"name": name, "text": text}


def warm_up(plan: list[int], first: date | None, today: date) -> str:
    """Day 3 of 6: 200 today, 400 on the next."""
    if not plan:
        return "none"
    if first is None:
        return f"{counted(len(plan), 'day', 'days')}, from the first email on: {plan[0]:,} on day 1"
    day = max(0, (today - first).days)
    if day >= len(plan):
        return f"over since {weekday_and_day(first.fromordinal(first.toordinal() + len(plan)))}"
    after = f", {plan[day + 1]:,} tomorrow" if day + 1 < len(plan) else ", its last day"
    return f"day {day + 1} of {len(plan)}: {plan[day]:,} today{after}"


def mailboxes(profile: ClinicProfile, transport: str, today: date) -> list[dict[str, Any]]:
    """The mailbox providers the clinic limits, with today's count."""
    sent = PaceDay.objects.sent(transport, today)
    return [
        {"domain": domain, "sent": sent.get(domain, 0), "limit": most}
        for domain, most in sorted(profile.per_domain.items())
    ]
